import { expect } from 'chai';
import { base64url, base64urlDecode, utf8, utf8Decode } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { encodeEntry, parseEntry } from '../../../core/entry/entry.ts';
import { readManifest, signBatch } from '../../../core/evidence/batch.ts';
import { createStatements } from '../../../core/evidence/create.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt, type SdJwt } from '../../../core/evidence/sd-jwt.ts';
import { readStatement } from '../../../core/evidence/statement.ts';
import {
  createStatementReader,
  statementFault,
  verifyStatementSignature,
} from '../../../core/evidence/statement-fault.ts';
import type { Json } from '../../../core/json.ts';
import { leafHash, rootOfLeaves } from '../../../core/merkle/tree.ts';
import { expectCoreError, expectCoreRejection } from '../../support/expect-error.ts';
import {
  c,
  certificateSha256,
  counterRandom,
  goodHeader,
  issuedAt,
  makeRecord,
  makeSdJwt,
  makeSigner,
  unsignedJws,
} from './fixtures.ts';

const digestOf = (i: number) => base64url(c.sha256(utf8(`record ${i}`)));
const digests = (count: number) => Array.from({ length: count }, (_, i) => digestOf(i));
const signer = makeSigner('ES256');
const by = { signer, certificateSha256, issuedAt };
const faultOf = (text: string, spki = signer.spki) => statementFault(c, readStatement(text), spki);

/** The parts of a statement in a batch, some of them exchanged. */
function altered(text: string, change: Partial<Record<'jws' | 'index' | 'digest' | 'path', string>>): string {
  const [jws, index, digest, path] = text.split(';') as [string, string, string, string];
  const parts = { jws, index, digest, path, ...change };
  return [parts.jws, parts.index, parts.digest, parts.path].join(';');
}

describe('core/evidence/batch', () => {
  for (const alg of ['ES256', 'EdDSA'] as const)
    it(`${alg}: one signature covers every record of the batch, in both crypto implementations`, async () => {
      const own = makeSigner(alg);
      const statements = await signBatch(c, { ...by, signer: own }, digests(5));
      expect(new Set(statements.map((text) => text.split(';')[0])).size).to.equal(1);
      for (const crypto of [c, portableCrypto])
        for (const text of statements)
          expect(await verifyStatementSignature(crypto, text, own.spki)).to.equal(true);
    });

  it('holds for batches of every shape', async () => {
    for (const size of [2, 3, 4, 7, 8, 9, 31, 32, 33, 255, 256]) {
      const statements = await signBatch(c, by, digests(size));
      for (const at of new Set([0, 1, size >> 1, size - 2, size - 1])) {
        const statement = readStatement(statements[at]!);
        expect(statement).to.include({ alg: 'ES256', issuedAt, recordDigest: digestOf(at) });
        expect(statement.batch).to.include({ index: at });
        expect(statement.batch!.manifest.size).to.equal(size);
        expect(await faultOf(statements[at]!), `${at} of ${size}`).to.equal(undefined);
      }
    }
  });

  it('has exactly the header and payload of the specification, in canonical form', async () => {
    const [text] = await signBatch(c, by, digests(3));
    const [header, payload] = text!.split(';')[0]!.split('.') as [string, string];
    const root = rootOfLeaves(
      c,
      digests(3).map((digest) => leafHash(c, base64urlDecode(digest))),
    );
    expect(utf8Decode(base64urlDecode(header))).to.equal(
      `{"alg":"ES256","iat":${issuedAt},"typ":"evidence-batch+jwt","x5t#S256":"${base64url(certificateSha256)}"}`,
    );
    expect(utf8Decode(base64urlDecode(payload))).to.equal(`{"root":"${base64url(root)}","size":3}`);
  });

  it('keeps entries of 32 a batch under 800 bytes, and of 256 under 910', async () => {
    const entry = (statement: string) =>
      encodeEntry({
        version: 1,
        stream: new Uint8Array(32),
        sequence: 99_999,
        link: new Uint8Array(32),
        received: '2026-03-01T00:00:00.000Z',
        statement,
      });
    const [small] = await signBatch(c, by, digests(32));
    const large = (await signBatch(c, by, digests(256))).at(-1)!;
    expect(entry(small!).length).to.be.below(800);
    expect(entry(large).length).to.be.below(910);
    expect(parseEntry(entry(large)).statement).to.equal(large);
  });

  it('is not made of one record, of too many, or of what is no digest', async () => {
    for (const size of [0, 1, 257])
      await expectCoreRejection(signBatch(c, by, digests(size)), 'MISUSE', '2 to 256 records');
    await expectCoreRejection(signBatch(c, by, [digestOf(0), 'AAAA']), 'FORMAT', 'not a SHA-256 digest');
    await expectCoreRejection(
      signBatch(c, { ...by, signer: { ...signer, alg: 'RS256' } }, digests(2)),
      'ALGORITHM',
      'ES256 or EdDSA',
    );
  });

  describe('does not hold', () => {
    let statements: string[];
    let foreign: string[];
    before(async () => {
      statements = await signBatch(c, by, digests(5));
      foreign = await signBatch(c, by, digests(6));
    });

    it('under another key, nor under a key of the other algorithm', async () => {
      for (const alg of ['ES256', 'EdDSA'] as const)
        expect(await faultOf(statements[0]!, makeSigner(alg).spki)).to.equal('signature');
    });

    it('for another record, a digest of the batch at another place among them', async () => {
      expect(await faultOf(altered(statements[1]!, { digest: digestOf(99) }))).to.equal('place');
      expect(await faultOf(altered(statements[1]!, { digest: digestOf(0) }))).to.equal('place');
    });

    it('at another index of the batch', async () => {
      for (const index of ['0', '2', '3', '4'])
        expect(await faultOf(altered(statements[1]!, { index })), index).to.equal('place');
    });

    it('with a path that is changed, cut, longer, or of another item', async () => {
      const path = base64urlDecode(statements[1]!.split(';')[3]!);
      const flipped = path.slice();
      flipped[40]! ^= 1;
      const longer = new Uint8Array(path.length + 32);
      longer.set(path);
      for (const bytes of [flipped, path.subarray(0, -32), longer, path.subarray(32)])
        expect(await faultOf(altered(statements[1]!, { path: base64url(bytes) }))).to.equal('place');
      expect(await faultOf(altered(statements[1]!, { path: statements[0]!.split(';')[3]! }))).to.equal(
        'place',
      );
    });

    it('with the manifest of another batch of the same records', async () => {
      expect(await faultOf(altered(statements[1]!, { jws: foreign[1]!.split(';')[0]! }))).to.equal('place');
    });

    it('after the root or the size in the manifest changed', async () => {
      const [header, , signature] = statements[1]!.split(';')[0]!.split('.') as [string, string, string];
      const { root } = readManifest(statements[1]!.split(';')[0]!);
      const other = root.slice();
      other[0]! ^= 1;
      for (const payload of [
        { root: base64url(other), size: 5 },
        { root: base64url(root), size: 6 },
      ]) {
        const jws = `${header}.${base64url(utf8(JSON.stringify(payload)))}.${signature}`;
        expect(await faultOf(altered(statements[1]!, { jws }))).to.equal('signature');
      }
    });

    it('for a single statement whose signature is used for a batch, and the other way round', async () => {
      const { jws } = await makeSdJwt(makeRecord(), signer);
      expectCoreError(
        () => readStatement(altered(statements[1]!, { jws })),
        'FORMAT',
        'typ is not evidence-batch+jwt',
      );
      expectCoreError(
        () => readStatement(statements[1]!.split(';')[0]!),
        'FORMAT',
        'typ is not evidence+sd-jwt',
      );
    });

    it('after any character changed', async () => {
      const text = statements[2]!;
      const end = text.indexOf(';');
      for (let at = 0; at < text.length; at += at < end ? 9 : 3) {
        if (text[at] === ';' || text[at] === '.') continue;
        const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
        const fault = await Promise.resolve()
          .then(() => faultOf(changed))
          .catch(() => 'refused');
        expect(fault, `character ${at}`).to.not.equal(undefined);
      }
    });
  });

  describe('strict reading', () => {
    const root = base64url(c.sha256(utf8('root')));
    const header = { ...goodHeader, typ: 'evidence-batch+jwt' };
    const hash = base64url(new Uint8Array(32));
    const good = unsignedJws(header, { root, size: 4 });
    const place = (over: { index?: string; digest?: string; path?: string } = {}) =>
      altered(`${good};1;${digestOf(1)};${base64url(new Uint8Array(64))}`, over);

    it('takes a well-formed one', () => {
      expect(readStatement(place()).batch).to.deep.include({ index: 1 });
    });

    const places: readonly [string, string, 'FORMAT' | 'ENCODING', string][] = [
      ['an index beyond the batch', place({ index: '4' }), 'FORMAT', 'the index is not'],
      ['an index with a leading zero', place({ index: '01' }), 'FORMAT', 'the index is not'],
      ['a signed index', place({ index: '+1' }), 'FORMAT', 'the index is not'],
      ['no index', place({ index: '' }), 'FORMAT', 'the index is not'],
      ['a short record digest', place({ digest: hash.slice(0, 40) }), 'FORMAT', 'is not a SHA-256 digest'],
      [
        'a record digest with stray bits',
        place({ digest: `${hash.slice(0, -1)}B` }),
        'ENCODING',
        'padding bits',
      ],
      ['a record digest with padding', place({ digest: `${hash}=` }), 'ENCODING', 'record digest'],
      ['no path', place({ path: '' }), 'FORMAT', 'the path is not made of SHA-256 hashes'],
      ['half a hash in the path', place({ path: hash.slice(0, 40) }), 'FORMAT', 'the path is not made of'],
      ['a path of the other alphabet', place({ path: `+${hash.slice(1)}` }), 'ENCODING', 'the path'],
      ['a part too few', place().split(';').slice(0, 3).join(';'), 'FORMAT', 'four parts'],
      ['a part too many', `${place()};`, 'FORMAT', 'four parts'],
    ];
    for (const [what, text, code, message] of places)
      it(`refuses ${what}`, () => {
        expectCoreError(() => readStatement(text), code, message);
      });

    const payloads: readonly [string, Json, string][] = [
      ['a batch of one', { root, size: 1 }, 'size is not a whole number from 2 to 256'],
      ['a batch of 257', { root, size: 257 }, 'size is not a whole number from 2 to 256'],
      ['a size as text', { root, size: '4' }, 'size is not a whole number'],
      ['a size with a fraction', { root, size: 4.5 }, 'size is not a whole number'],
      ['a short root', { root: root.slice(0, 40), size: 4 }, 'root is not a SHA-256 digest'],
      ['a root that is no text', { root: 1, size: 4 }, 'root is not a string'],
      ['no size', { root }, 'the payload lacks a member'],
      ['a further member', { root, size: 4, exp: 1 }, 'the payload has an unknown member'],
    ];
    for (const [what, payload, message] of payloads)
      it(`refuses a manifest with ${what}`, () => {
        expectCoreError(() => readManifest(unsignedJws(header, payload)), 'FORMAT', message);
      });

    it('refuses the algorithm none and a critical extension in a manifest', () => {
      const payload = { root, size: 4 };
      expectCoreError(
        () => readManifest(unsignedJws({ ...header, alg: 'none' }, payload)),
        'ALGORITHM',
        'ES256 or EdDSA',
      );
      expectCoreError(
        () => readManifest(unsignedJws({ ...header, crit: [] }, payload)),
        'FORMAT',
        'unknown member',
      );
    });

    it('takes no entry with another number of parts, or an index of four digits', () => {
      const entry = (statement: string) => () =>
        encodeEntry({
          version: 1,
          stream: new Uint8Array(32),
          sequence: 1,
          link: null,
          received: '2026-03-01T00:00:00.000Z',
          statement,
        });
      expect(entry(place())).to.not.throw();
      for (const bad of [
        `${good};1`,
        `${good};1;${hash}`,
        place({ index: '1000' }),
        `${place()};`,
        `${place()}~`,
      ])
        expectCoreError(entry(bad), 'FORMAT', 'alone or with a place in its batch');
    });
  });

  describe('records signed together', () => {
    const records = Array.from({ length: 7 }, (_, i) => makeRecord({ reference: `REPAY-${i}` }));
    const make = (batchSize?: number): Promise<SdJwt[]> =>
      createStatements(c, records, { ...by, random: counterRandom() }, batchSize);

    it('are opened, redacted and erased as those signed alone', async () => {
      for (const [i, sdJwt] of (await make()).entries()) {
        const text = formatSdJwt(sdJwt);
        const opened = openRecord(c, parseSdJwt(text));
        expect(opened).to.deep.equal({ record: records[i], withheld: [], unmatched: [], errors: [] });
        const part = redact(c, sdJwt, (path) => path[0] === 'type');
        expect(openRecord(c, part).record).to.deep.equal({ type: 'REPAY' });
        expect(await verifyStatementSignature(c, part.jws, signer.spki)).to.equal(true);
        expect(openRecord(c, { jws: sdJwt.jws, disclosures: [] }).withheld).to.deep.equal([
          { path: '', count: 1 },
        ]);
      }
    });

    it('stay in order over several batches, the one left over with a signature of its own', async () => {
      const made = await make(3);
      const batches = made.map(({ jws }) => readStatement(jws).batch);
      expect(batches.map((batch) => batch?.manifest.size)).to.deep.equal([3, 3, 3, 3, 3, 3, undefined]);
      expect(batches.map((batch) => batch?.index)).to.deep.equal([0, 1, 2, 0, 1, 2, undefined]);
      expect(made.map((sdJwt) => openRecord(c, sdJwt).record.reference)).to.deep.equal(
        records.map(({ reference }) => reference),
      );
      expect(await createStatements(c, [], { ...by, random: counterRandom() })).to.deep.equal([]);
      for (const size of [0, 1, 257, 2.5])
        await expectCoreRejection(make(size), 'MISUSE', '2 to 256 records');
    });

    it('do not open with the disclosures of another of them', async () => {
      const [first, second] = await make();
      const mixed = openRecord(c, { jws: first!.jws, disclosures: second!.disclosures });
      expect(mixed.record).to.deep.equal({});
      expect(mixed.unmatched).to.have.lengthOf(second!.disclosures.length);
    });
  });

  describe('a reader of many statements', () => {
    const counting = () => {
      const counts = { verified: 0 };
      const crypto: Crypto = {
        ...c,
        verify: (...args) => {
          counts.verified++;
          return c.verify(...args);
        },
      };
      return { counts, crypto };
    };

    it('verifies a manifest once for each key, also while the first check runs, and single ones each time', async () => {
      const { counts, crypto } = counting();
      const reader = createStatementReader(crypto);
      const texts = await signBatch(c, by, digests(8));
      const faults = await Promise.all(texts.map((text) => reader.fault(reader.read(text), signer.spki)));
      expect([faults, counts.verified]).to.deep.equal([Array(8).fill(undefined), 1]);
      expect(await reader.fault(readStatement(texts[0]!), signer.spki)).to.equal(undefined);
      expect(counts.verified).to.equal(1);
      expect(await reader.fault(reader.read(texts[0]!), makeSigner('ES256').spki)).to.equal('signature');
      expect(counts.verified).to.equal(2);
      const { jws } = await makeSdJwt(makeRecord(), signer);
      for (const n of [3, 4]) {
        expect(await reader.fault(reader.read(jws), signer.spki)).to.equal(undefined);
        expect(counts.verified).to.equal(n);
      }
    });

    it('lets no remembered verdict stand in for the place of an item', async () => {
      const reader = createStatementReader(c);
      const [first, second] = await signBatch(c, by, digests(4));
      expect(await reader.fault(reader.read(first!), signer.spki)).to.equal(undefined);
      const forged = altered(second!, { digest: digestOf(9) });
      expect(await reader.fault(reader.read(forged), signer.spki)).to.equal('place');
    });

    it('forgets the manifest that was unused longest', async () => {
      const { counts, crypto } = counting();
      const reader = createStatementReader(crypto, 2);
      const [a, b, third] = await Promise.all(
        [2, 3, 4].map(async (size) => (await signBatch(c, by, digests(size)))[0]!),
      );
      for (const text of [a!, b!, a!, third!, a!, b!]) await reader.fault(reader.read(text), signer.spki);
      expect(counts.verified).to.equal(4);
    });
  });
});
