/**
 * Writes `test/vectors/chain/statements.json` with viem alone: an implementation that is not ours says what the digests and signatures are, and the tests
 * of `core/chain` and of the contract both follow it. The contract's address is the one that the tests' chain gives it.
 */
import { writeFileSync } from 'node:fs';
import {
  encodeAbiParameters,
  getContractAddress,
  type Hex,
  hashDomain,
  hashTypedData,
  keccak256,
  numberToHex,
  sha256,
  stringToHex,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const ORIGIN = 'triseal.local/vectors';
const CHAIN_ID = 31337;
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const key = (name: string) => sha256(stringToHex(name));
const address = (name: string) => privateKeyToAccount(key(name)).address;
const names = ['bank', 'user', 'commission'] as const;
const secret = (name: string) => `vector key ${name}`;

// Of the first transaction of the tests' sender, see test/support/chain.ts.
const contract = getContractAddress({ from: address('test key 1000000'), nonce: 0n });
const domain = {
  name: 'TriSeal EvidenceAnchor',
  version: '1',
  chainId: CHAIN_ID,
  verifyingContract: contract,
};
const types = {
  OpenLog: [
    { name: 'originHash', type: 'bytes32' },
    { name: 'bank', type: 'address' },
    { name: 'user', type: 'address' },
    { name: 'commission', type: 'address' },
  ],
  Confirmation: [
    { name: 'log', type: 'bytes32' },
    { name: 'size', type: 'uint64' },
    { name: 'root', type: 'bytes32' },
  ],
  Objection: [
    { name: 'log', type: 'bytes32' },
    { name: 'size', type: 'uint64' },
    { name: 'root', type: 'bytes32' },
    { name: 'evidence', type: 'bytes32' },
    { name: 'reason', type: 'uint8' },
  ],
  Rotation: [
    { name: 'log', type: 'bytes32' },
    { name: 'party', type: 'uint8' },
    { name: 'replacement', type: 'address' },
    { name: 'nonce', type: 'uint64' },
  ],
} as const;

async function signed(primaryType: keyof typeof types, message: object, signers: readonly string[]) {
  const data = { domain, types, primaryType, message } as unknown as Parameters<typeof hashTypedData>[0];
  const signatures: Record<string, Hex> = {};
  for (const name of signers) {
    signatures[name] = await privateKeyToAccount(key(secret(name))).signTypedData(data as never);
  }
  return { digest: hashTypedData(data), signatures };
}

const originHash = sha256(stringToHex(ORIGIN));
const parties = Object.fromEntries(names.map((name) => [name, address(secret(name))]));
const log = keccak256(
  encodeAbiParameters(
    ['bytes32', 'address', 'address', 'address'].map((type) => ({ type })),
    [originHash, ...Object.values(parties)],
  ),
);
const root = (n: number) => sha256(stringToHex(`vector root ${n}`));

const confirmations = [];
for (const size of [1, 1000, 100_000, Number.MAX_SAFE_INTEGER]) {
  const message = { log, size: BigInt(size), root: root(size) };
  confirmations.push({ size, root: root(size), ...(await signed('Confirmation', message, names)) });
}
const objection = { size: 1000, root: root(7), evidence: root(8), reason: 1 };
const objected = await signed('Objection', { log, ...objection, size: 1000n }, ['user']);
const rotation = { party: 'user', replacement: address(secret('replacement')), nonce: 0 };
const rotated = await signed('Rotation', { log, ...rotation, party: 1, nonce: 0n }, [
  'bank',
  'commission',
  'replacement',
]);

const good = confirmations[0]!.signatures.bank as Hex;
const [r, s, v] = [good.slice(2, 66), good.slice(66, 130), good.slice(130)];
const word = (n: bigint) => numberToHex(n, { size: 32 }).slice(2);
const malformed = {
  'high s, the malleable twin': `0x${r}${word(ORDER - BigInt(`0x${s}`))}${v === '1b' ? '1c' : '1b'}`,
  'high s with the old v': `0x${r}${word(ORDER - BigInt(`0x${s}`))}${v}`,
  'v of 0': `0x${r}${s}00`,
  'v of 1': `0x${r}${s}01`,
  'v of 29': `0x${r}${s}1d`,
  'v with the chain id of EIP-155': `0x${r}${s}25`,
  'r of zero': `0x${word(0n)}${s}${v}`,
  's of zero': `0x${r}${word(0n)}${v}`,
  'r of the order': `0x${word(ORDER)}${s}${v}`,
  's of the order': `0x${r}${word(ORDER)}${v}`,
  'r that is no x of the curve': `0x${word(5n)}${s}${v}`,
  '64 bytes, compact after EIP-2098': `0x${r}${s}`,
  '66 bytes': `${good}00`,
  'no byte': '0x',
};

const file = new URL('../test/vectors/chain/statements.json', import.meta.url);
const vectors = {
  chainId: CHAIN_ID,
  contract,
  domainSeparator: hashDomain({
    domain,
    types: {
      EIP712Domain: [
        { name: 'name', type: 'string' },
        { name: 'version', type: 'string' },
        { name: 'chainId', type: 'uint256' },
        { name: 'verifyingContract', type: 'address' },
      ],
    },
  } as never),
  origin: ORIGIN,
  originHash,
  keys: Object.fromEntries([...names, 'replacement'].map((name) => [name, key(secret(name))])),
  parties,
  log,
  openLog: await signed('OpenLog', { originHash, ...parties }, names),
  confirmations,
  objection: { ...objection, ...objected },
  rotation: { ...rotation, ...rotated },
  malformed,
};
writeFileSync(file, `${JSON.stringify(vectors, null, 2)}\n`);
