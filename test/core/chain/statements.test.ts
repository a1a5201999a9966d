import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { hashTypedData, recoverTypedDataAddress } from 'viem';
import { concat, utf8 } from '../../../core/bytes.ts';
import { addressOfPrivateKey } from '../../../core/chain/address.ts';
import { fromHex, toHex } from '../../../core/chain/hex.ts';
import { recoverSigner, signDigest } from '../../../core/chain/signature.ts';
import {
  confirmationDigest,
  logId,
  objectionDigest,
  openLogDigest,
  rotationDigest,
  signConfirmation,
  signObjection,
} from '../../../core/chain/statements.ts';
import { addressWord, domainSeparator, hashStruct, uintWord } from '../../../core/chain/typed-data.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { PARTIES } from '../../../core/party.ts';
import { chainVectors } from '../../support/chain-vectors.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import { readVectors } from '../../support/vectors.ts';

const vectors = chainVectors();
const { chainId, contract, log } = vectors;
const place = { chainId, contract, log };
const domain = {
  name: 'TriSeal EvidenceAnchor',
  version: '1',
  chainId,
  verifyingContract: contract,
} as const;
const Confirmation = [
  { name: 'log', type: 'bytes32' },
  { name: 'size', type: 'uint64' },
  { name: 'root', type: 'bytes32' },
] as const;

describe('typed data', () => {
  it('hashes as the example of EIP-712 says', () => {
    type Person = { name: string; wallet: string };
    const example = readVectors<Record<string, string> & { from: Person; to: Person }>('chain/eip712.json');
    const text = (value: string) => keccak_256(utf8(value));
    const person = ({ name, wallet }: Person) =>
      hashStruct(example.person!, [text(name), addressWord(wallet, 'wallet')]);
    const words = [person(example.from), person(example.to), text(example.contents!)];
    const mail = hashStruct(example.mail!, words);
    const separator = hashStruct(example.domain!, [
      text('Ether Mail'),
      text('1'),
      uintWord(1, 256),
      addressWord(example.verifyingContract!, 'contract'),
    ]);
    expect(toHex(mail)).to.equal(example.mailHash);
    expect(toHex(separator)).to.equal(example.domainSeparator);
    const digest = keccak_256(concat(Uint8Array.of(0x19, 1), separator, mail));
    expect(toHex(digest)).to.equal(example.digest);
    expect(recoverSigner(digest, example.signature!)).to.equal(example.from.wallet);
    expect(toHex(signDigest(text(example.key!), digest))).to.equal(example.signature);
  });

  it('has the domain separator of the vectors', () => {
    expect(toHex(domainSeparator(vectors))).to.equal(vectors.domainSeparator);
  });
});

describe('statements for the chain', () => {
  it('have the digests and signatures of the vectors: confirmations', () => {
    for (const { size, root, digest, signatures } of vectors.confirmations) {
      expect(toHex(confirmationDigest({ ...place, size, root }))).to.equal(digest);
      for (const party of PARTIES) {
        const key = fromHex(vectors.keys[party]);
        expect(toHex(signConfirmation(key, { ...place, size, root: fromHex(root) }))).to.equal(
          signatures[party],
        );
        expect(recoverSigner(fromHex(digest), signatures[party]!)).to.equal(vectors.parties[party]);
      }
    }
  });

  it('have the digests and signatures of the vectors: objection, opening, rotation', () => {
    const { digest, signatures, ...objection } = vectors.objection;
    expect(toHex(objectionDigest({ ...place, ...objection }))).to.equal(digest);
    const signed = signObjection(fromHex(vectors.keys.user), { ...place, ...objection });
    expect(toHex(signed)).to.equal(signatures.user);
    const { originHash, parties } = vectors;
    expect(toHex(openLogDigest({ chainId, contract, originHash, parties }))).to.equal(vectors.openLog.digest);
    expect(toHex(rotationDigest({ ...place, ...vectors.rotation }))).to.equal(vectors.rotation.digest);
  });

  it('know the keys and the log’s id', () => {
    for (const party of PARTIES) {
      expect(addressOfPrivateKey(fromHex(vectors.keys[party]))).to.equal(vectors.parties[party]);
    }
    expect(logId(portableCrypto, vectors.origin, vectors.parties)).to.equal(log);
  });

  it('give another log id for another origin, another party and another order', () => {
    const { bank, user, commission } = vectors.parties;
    const ids = [
      logId(portableCrypto, vectors.origin, vectors.parties),
      logId(portableCrypto, `${vectors.origin}x`, vectors.parties),
      logId(portableCrypto, vectors.origin, { bank, user, commission: contract }),
      logId(portableCrypto, vectors.origin, { bank: user, user: bank, commission }),
    ];
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('agree with viem for any confirmation', async () => {
    const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const sizes = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n });
    await fc.assert(
      fc.asyncProperty(bytes32, sizes, bytes32, fc.integer({ min: 1 }), async (l, size, r, id) => {
        const message = { log: toHex(l), size, root: toHex(r) };
        const data = {
          domain: { ...domain, chainId: id },
          types: { Confirmation },
          primaryType: 'Confirmation' as const,
          message,
        };
        const ours = { chainId: id, contract, ...message };
        expect(toHex(confirmationDigest(ours))).to.equal(hashTypedData(data));
        const signature = toHex(signConfirmation(fromHex(vectors.keys.bank), ours));
        expect(await recoverTypedDataAddress({ ...data, signature })).to.equal(vectors.parties.bank);
      }),
      { numRuns: 25 },
    );
  });

  it('are bound to every one of their fields and to the place', () => {
    const { size, root } = vectors.confirmations[1]!;
    const statement = { ...place, size, root };
    const other = vectors.originHash;
    const digests = [
      confirmationDigest(statement),
      confirmationDigest({ ...statement, size: size + 1 }),
      confirmationDigest({ ...statement, root: other }),
      confirmationDigest({ ...statement, log: other }),
      confirmationDigest({ ...statement, chainId: 1 }),
      confirmationDigest({ ...statement, contract: vectors.parties.bank }),
      objectionDigest({ ...statement, evidence: root, reason: 1 }),
      objectionDigest({ ...statement, evidence: root, reason: 2 }),
      rotationDigest({ ...place, party: 'bank', replacement: contract, nonce: 0 }),
      rotationDigest({ ...place, party: 'user', replacement: contract, nonce: 0 }),
      rotationDigest({ ...place, party: 'user', replacement: contract, nonce: 1 }),
    ].map(toHex);
    expect(new Set(digests).size).to.equal(digests.length);
  });

  it('refuse fields out of form and say which', () => {
    const { size, root } = vectors.confirmations[0]!;
    const statement = { ...place, size, root };
    const refuse = (change: object, code: 'RANGE' | 'ENCODING', message: string) =>
      expectCoreError(() => confirmationDigest({ ...statement, ...change }), code, message);
    refuse({ size: 2n ** 64n }, 'RANGE', '18446744073709551616 does not fit in 8 bytes');
    refuse({ size: -1 }, 'RANGE', '-1 does not fit in 8 bytes');
    refuse({ root: root.slice(0, -2) }, 'RANGE', 'root is 31 bytes long, expected 32');
    refuse({ root: root.toUpperCase() }, 'ENCODING', 'root does not start with 0x');
    refuse({ root: root.slice(2) }, 'ENCODING', 'root does not start with 0x');
    refuse({ log: `0x${'AB'.repeat(32)}` }, 'ENCODING', 'log is not lower-case hexadecimal');
    refuse({ log: new Uint8Array(33) }, 'RANGE', 'log is 33 bytes long, expected 32');
    refuse({ contract: `${contract}00` }, 'RANGE', 'an address is 20 bytes long, not 21');
  });
});
