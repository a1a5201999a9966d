/** Hash-tree renewal (RFC 4998 section 5.3): everything hashed anew with SHA-512 before SHA-256 is too weak, and what does not fit it. */
import { expect } from 'chai';
import type { Issued } from '../../../certs/issue.ts';
import { PROFILES } from '../../../certs/profiles.ts';
import { base64, hex, utf8, utf8Decode } from '../../../core/bytes.ts';
import { openRecord, redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import {
  hashesPath,
  hashStatementPath,
  PATHS,
  RECORD_FILE,
  renewalPath,
} from '../../../core/package/layout.ts';
import { formatReceipt, parseReceipt, type Receipt } from '../../../core/receipt/receipt.ts';
import {
  encodeHashes,
  formatHashStatement,
  type HashStatement,
  hashesToJson,
  hashItem,
  type ItemHashes,
  itemLeaf,
  parseHashStatement,
} from '../../../core/tsp/hash-renewal.ts';
import { rootFromPath, treeLeaf, treePath, treeRoot } from '../../../core/tsp/hash-tree.ts';
import { encodeGranted, parseTimestampResponse } from '../../../core/tsp/protocol.ts';
import { renewalDigest } from '../../../core/tsp/renewal.ts';
import { buildTimestampToken } from '../../../core/tsp/token.ts';
import type { Trust } from '../../../core/verify/trust.ts';
import { verifyPackage, verifyReceipt } from '../../../core/verify/verify.ts';
import { expectCoreError } from '../../support/expect-error.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  filesOf,
  ORIGIN,
  rebag,
  TIMES,
} from '../../support/package-fixture.ts';
import { AT, DAY, issue } from '../../support/pki.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';

const YEAR = 365 * DAY;
const bytes = (n: number) => Uint8Array.of(n, n >> 8);

describe('core/tsp hash tree', () => {
  it('is that of RFC 9162 with SHA-512: every leaf of every size leads to the root, and to no other', () => {
    for (let size = 1; size <= 40; size++) {
      const leaves = Array.from({ length: size }, (_, i) => treeLeaf(c, bytes(i)));
      const root = hex(treeRoot(c, leaves));
      for (const [index, leaf] of leaves.entries()) {
        const path = treePath(c, leaves, index);
        expect(hex(rootFromPath(c, leaf, { index, size, path })!), `${index} of ${size}`).to.equal(root);
        const over = rootFromPath(c, leaf, { index, size, path: [...path, leaf] });
        expect(over).to.equal(undefined);
        if (path.length > 0)
          expect(rootFromPath(c, leaf, { index, size, path: path.slice(1) })).to.equal(undefined);
        expect(rootFromPath(c, leaf, { index: size, size, path })).to.equal(undefined);
      }
    }
    expectCoreError(() => treeRoot(c, []), 'MISUSE', 'nothing');
    expectCoreError(() => treePath(c, [bytes(1)], 1), 'MISUSE', 'no leaf');
  });

  it('joins chunks of a power of two as one tree', () => {
    const leaves = Array.from({ length: 13 }, (_, i) => treeLeaf(c, bytes(i)));
    const chunks = [0, 4, 8, 12].map((at) => treeRoot(c, leaves.slice(at, at + 4)));
    expect(hex(treeRoot(c, chunks))).to.equal(hex(treeRoot(c, leaves)));
  });
});

describe('core/verify hash-tree renewal', () => {
  let fixture: Fixture;
  let trust: Trust;
  let [b, third]: Issued[] = [];
  let first: Uint8Array;
  let all: ItemHashes[];
  let leaves: Uint8Array[];
  before(async () => {
    fixture = await buildFixture(await createWorld());
    const root = await issue('tsa root', { profile: PROFILES.root, to: AT + 30 * YEAR });
    const tsa = (cn: string, from: number, to: number) =>
      issue(cn, { issuer: root, profile: PROFILES.timestamping, from, to });
    b = await tsa('tsa B', AT - DAY, AT + YEAR);
    third = await tsa('tsa C', AT + 300 * DAY, AT + 3 * YEAR);
    const { trust: own } = fixture.world;
    trust = { ...own, timestampAnchors: [...own.timestampAnchors, root.certificatePem] };
    first = parseTimestampResponse(fixture.files.get(PATHS.timestamp)!).token!;
    all = fixture.parts.items.map(({ entry, content }) => {
      if ('withheld' in content) throw new Error('nothing is withheld here');
      const { disclosures } = parseSdJwt(content.record);
      const documents = content.documents.map(({ name, sha256, source }) => ({
        name,
        sha256,
        sha512: c.sha512(source),
      }));
      return hashItem(c, { entry, disclosures, documents });
    });
    // Items of the loan lie at the odd places of the log; the others are somebody else's.
    leaves = Array.from({ length: fixture.size }, (_, i) => treeLeaf(c, bytes(i)));
    for (const [i, { index }] of fixture.parts.items.entries()) leaves[index] = itemLeaf(c, all[i]!);
  });

  const stamp = (tsa: Issued, digest: Uint8Array, at: number, algorithm: 'sha-256' | 'sha-512' = 'sha-512') =>
    buildTimestampToken(c, {
      ...tsa,
      enclosed: [tsa.certificate],
      policy: '1.3.6.1.4.1.99999.1',
      algorithm,
      digest,
      serial: BigInt(at),
      genTime: at,
    });
  const statementOf = (over: Partial<HashStatement> = {}): Uint8Array =>
    formatHashStatement({
      origin: ORIGIN,
      size: fixture.size,
      root: treeRoot(c, leaves),
      checkpoint: c.sha512(fixture.files.get(PATHS.checkpoint)!),
      tokens: [c.sha512(first)],
      ...over,
    });
  const proven = (i: number) => {
    const { index } = fixture.parts.items[i]!;
    return { ...all[i]!, path: treePath(c, leaves, index).map((hash) => base64(hash)) };
  };
  /** The package renewed so at nine days, and again over that token at 350. */
  const renewed = async (
    statement = statementOf(),
    base: ReadonlyMap<string, Uint8Array> = fixture.files,
  ) => {
    const token = await stamp(b!, c.sha512(statement), AT + 9 * DAY);
    const next = await stamp(third!, renewalDigest(c, token, 'sha-512'), AT + 350 * DAY);
    const files = new Map(base);
    files.set(renewalPath(1), encodeGranted(token)).set(hashStatementPath(1), statement);
    files.set(renewalPath(2), encodeGranted(next));
    for (const [i, { sequence }] of fixture.parts.items.entries())
      files.set(hashesPath(sequence), encodeHashes(proven(i)));
    return files;
  };
  const verify = (files: ReadonlyMap<string, Uint8Array>, at = AT + 2 * YEAR) =>
    verifyPackage(c, rebag(files), { trust, at });
  const failsWith = async (
    files: ReadonlyMap<string, Uint8Array>,
    code: string,
    subject: string,
    what?: string,
  ) => {
    const report = await verify(files);
    expect(failures(report)).to.deep.equal([`timestamp-renewal ${code} ${subject}`]);
    if (what !== undefined) expect(checkOf(report, 'timestamp-renewal').facts.what).to.equal(what);
    expect(verdictsOf(report).time).to.equal('failed');
  };

  it('stands years later, over everything that the package holds, and the report tells when', async () => {
    const report = await verify(await renewed());
    expect(failures(report)).to.deep.equal([]);
    const check = checkOf(report, 'timestamp-renewal');
    expect(check.outcome).to.equal('passed');
    expect(check.facts).to.include({ renewals: 2, hashedAnew: fixture.size });
    const times = report.times.filter(({ what }) => what.en === 'timestamp renewed');
    expect(times.map(({ at, source, verified }) => [Date.parse(at), source, verified])).to.deep.equal([
      [AT + 9 * DAY, 'tsa', true],
      [AT + 350 * DAY, 'tsa', true],
    ]);
  });

  it('is put together by the maker of packages', async () => {
    const statement = statementOf();
    const token = await stamp(b!, c.sha512(statement), AT + 9 * DAY);
    const items = fixture.parts.items.map((item, i) => ({ ...item, hashes: encodeHashes(proven(i)) }));
    const renewals = [{ response: encodeGranted(token), hashes: statement }];
    const report = await verify(filesOf({ ...fixture.parts, items, renewals }), AT + 20 * DAY);
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'timestamp-renewal').facts).to.include({ renewals: 1, hashedAnew: fixture.size });
  });

  it('stands for what is shown of a record of which parts are withheld', async () => {
    const files = await renewed();
    const path = [...files.keys()].find(
      (name) => name.startsWith('data/items/0002') && name.endsWith(RECORD_FILE),
    )!;
    const record = parseSdJwt(utf8Decode(files.get(path)!));
    files.set(path, utf8(formatSdJwt(redact(c, record, (path) => path[0] !== 'fields'))));
    expect(openRecord(c, parseSdJwt(utf8Decode(files.get(path)!))).record.fields ?? {}).to.deep.equal({});
    const found = await verify(files);
    expect(failures(found).filter((line) => line.startsWith('timestamp'))).to.deep.equal([]);
  });

  it('fails for a tampered entry, record or document, a missing or foreign list of digests', async () => {
    const failing = async (change: (files: Map<string, Uint8Array>) => void) => {
      const files = await renewed();
      change(files);
      const { code, facts, subject } = checkOf(await verify(files), 'timestamp-renewal');
      return [code, subject, facts.what];
    };
    const own = hashesPath(2);
    const document = [...fixture.files.keys()].find(
      (name) => name.startsWith('data/items/0002') && name.endsWith('.pdf'),
    )!;
    expect(await failing((files) => files.set(document, utf8('%PDF another')))).to.deep.equal([
      'RENEWAL_HASHES',
      own,
      document,
    ]);
    const record = document.replace(/[^/]+$/, RECORD_FILE);
    const foreign = fixture.files.get(
      [...fixture.files.keys()].find(
        (name) => name.startsWith('data/items/0003') && name.endsWith(RECORD_FILE),
      )!,
    )!;
    expect(await failing((files) => files.set(record, foreign))).to.deep.equal([
      'RENEWAL_HASHES',
      own,
      record,
    ]);
    const entry = 'proof/entries/0002.json';
    const changed = utf8(utf8Decode(fixture.files.get(entry)!).replace('"seq":2', '"seq":9'));
    expect(await failing((files) => files.set(entry, changed))).to.deep.equal(['RENEWAL_HASHES', own, entry]);
    expect(await failing((files) => files.delete(own))).to.deep.equal(['FILE_MISSING', own, undefined]);
    expect(await failing((files) => files.set(own, utf8('{}')))).to.include('RENEWAL_HASHES');
    const other = encodeHashes({ ...proven(1), documents: [] });
    expect(await failing((files) => files.set(own, other))).to.deep.equal(['RENEWAL_HASHES', own, 'root']);
    expect(await failing((files) => files.set(own, encodeHashes(proven(2))))).to.deep.equal([
      'RENEWAL_HASHES',
      own,
      'root',
    ]);
  });

  it('fails for digests of another log, size, checkpoint or chain of tokens, and for another spelling', async () => {
    const subject = hashStatementPath(1);
    const fails = async (over: Partial<HashStatement>, what: string) =>
      failsWith(await renewed(statementOf(over)), 'RENEWAL_HASHES', subject, what);
    await fails({ origin: 'other.example/log' }, 'log and size');
    await fails({ size: fixture.size - 1 }, 'log and size');
    await fails({ checkpoint: new Uint8Array(64) }, 'checkpoint');
    await fails({ tokens: [new Uint8Array(64)] }, 'timestamps so far');
    await fails({ tokens: [c.sha512(first), c.sha512(first)] }, 'timestamps so far');
    const text = utf8Decode(statementOf());
    for (const other of [
      `${text}\n`,
      text.slice(0, -1),
      text.replace('v1', 'v2'),
      text.replace(/\n/g, '\r\n'),
      'x'.repeat(20_000),
    ])
      await failsWith(await renewed(utf8(other)), 'RENEWAL_HASHES', subject);
    expect(parseHashStatement(statementOf()).size).to.equal(fixture.size);
  });

  it('fails for a token over other digests, with SHA-256, too late, or of a foreign authority', async () => {
    const files = await renewed();
    const again = async (token: Uint8Array) => {
      const changed = new Map(files).set(renewalPath(1), encodeGranted(token));
      changed.delete(renewalPath(2));
      return changed;
    };
    const statement = statementOf();
    const imprint = 'RENEWAL_IMPRINT';
    await failsWith(await again(await stamp(b!, c.sha512(first), AT + 9 * DAY)), imprint, renewalPath(1));
    await failsWith(
      await again(await stamp(b!, c.sha256(statement), AT + 9 * DAY, 'sha-256')),
      imprint,
      renewalPath(1),
    );
    await failsWith(
      await again(await stamp(b!, c.sha512(statement), AT + 11 * DAY)),
      'RENEWAL_LATE',
      renewalPath(1),
    );
    const foreign = await issue('foreign', {
      issuer: await issue('root', { profile: PROFILES.root }),
      profile: PROFILES.timestamping,
    });
    await failsWith(
      await again(await stamp(foreign, c.sha512(statement), AT + 9 * DAY)),
      'TIMESTAMP_CERTIFICATE',
      renewalPath(1),
    );
  });

  it('fails for a later renewal with SHA-256 again, a second one of its kind, and one without its list', async () => {
    const files = await renewed();
    const token = parseTimestampResponse(files.get(renewalPath(1))!).token!;
    const weak = await stamp(third!, renewalDigest(c, token), AT + 350 * DAY, 'sha-256');
    await failsWith(
      new Map(files).set(renewalPath(2), encodeGranted(weak)),
      'RENEWAL_IMPRINT',
      renewalPath(2),
    );
    const second = new Map(files).set(hashStatementPath(2), statementOf());
    await failsWith(second, 'RENEWAL_HASHES', hashStatementPath(2), 'only one');
    const bare = new Map(files);
    bare.delete(hashStatementPath(1));
    await failsWith(bare, 'RENEWAL_IMPRINT', renewalPath(1));
  });

  describe('in receipts', () => {
    const receiptOf = async (): Promise<Receipt> => {
      const files = await renewed();
      const { entry, proof, content, index } = fixture.parts.items[1]!;
      if ('withheld' in content) throw new Error('nothing is withheld here');
      const at = new Date(TIMES.stamped).toISOString();
      return {
        version: 1,
        id: `item ${index}`,
        origin: ORIGIN,
        state: { stage: 'sealed', loggedAt: at, witnessed: [], timestampedAt: at, sealedAt: at },
        entry,
        record: content.record,
        blind: fixture.parts.data.stream.blind,
        proof,
        timestamp: fixture.parts.timestamp!,
        seal: fixture.parts.seal!,
        trust: null,
        renewals: [
          { timestamp: files.get(renewalPath(1))!, hashes: files.get(hashStatementPath(1))! },
          { timestamp: files.get(renewalPath(2))!, hashes: null },
        ],
        hashes: hashesToJson(proven(1)),
      };
    };
    const check = async (receipt: Receipt, at = AT + 2 * YEAR) =>
      verifyReceipt(c, formatReceipt(receipt), [], { trust, at });

    it('stands in them as in packages; read and written without loss', async () => {
      const receipt = await receiptOf();
      expect(formatReceipt(parseReceipt(formatReceipt(receipt)))).to.equal(formatReceipt(receipt));
      const report = await check(receipt);
      expect(failures(report)).to.deep.equal([]);
      expect(checkOf(report, 'timestamp-renewal')).to.include({ outcome: 'passed' });
      expect(report.times.filter(({ what }) => what.en === 'timestamp renewed')).to.have.length(2);
      const { renewals: _, hashes: _hashes, ...early } = receipt;
      expect(checkOf(await check(early), 'timestamp-renewal')).to.include({ code: 'RENEWAL_DUE' });
      expect(checkOf(await check(early, AT + DAY), 'timestamp-renewal')).to.include({ outcome: 'passed' });
    });

    it('fails in them by name', async () => {
      const receipt = await receiptOf();
      const [one, two] = receipt.renewals!;
      const failing = async (over: Partial<Receipt>) => failures(await check({ ...receipt, ...over }));
      expect(await failing({ renewals: [two!, one!] })).to.deep.equal([
        'timestamp-renewal RENEWAL_IMPRINT renewals/1.tsr',
      ]);
      expect(await failing({ hashes: hashesToJson(proven(2)) })).to.deep.equal([
        'timestamp-renewal RENEWAL_HASHES hashes',
      ]);
      const { hashes: _, ...bare } = receipt;
      expect(failures(await check(bare))).to.deep.equal(['timestamp-renewal FILE_MISSING hashes']);
      for (const renewals of [
        '[]',
        '"x"',
        '[{"timestamp":"","hashes":null}]',
        '[{"timestamp":"AA==","hashes":1}]',
      ]) {
        const text = formatReceipt(bare).replace(/"renewals":\[.*?\}\]/, `"renewals":${renewals}`);
        expectCoreError(() => parseReceipt(text), 'FORMAT', 'renewals');
      }
    });
  });
});
