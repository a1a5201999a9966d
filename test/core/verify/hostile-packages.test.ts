/** Packages made to harm or to deceive: each ends in a typed failure, in time and memory bounded by its length. */
import { expect } from 'chai';
import { zipSync } from 'fflate';
import { concat, utf8 } from '../../../core/bytes.ts';
import {
  EXTRA_PATHS,
  hashesPath,
  hashStatementPath,
  PATHS,
  streamHeadPath,
} from '../../../core/package/layout.ts';
import { PARTIES } from '../../../core/party.ts';
import type { Report } from '../../../core/verify/report.ts';
import { encodeTrust, type Trust } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { fullPackage } from '../../support/full-package.ts';
import {
  buildFixture,
  c,
  cosigned,
  createWorld,
  type Fixture,
  filesOf,
  headOf,
  policyOf,
  rebag,
  TIMES,
  zipOf,
} from '../../support/package-fixture.ts';
import { checkOf, failures } from '../../support/report.ts';

const faults = (report: Report) =>
  report.checks.filter(({ code }) => code === 'INTERNAL_FAULT').map(({ id }) => id);

describe('core/verify hostile packages', function () {
  this.timeout(60_000);
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });
  const verify = (input: Uint8Array | ReadonlyMap<string, Uint8Array>, trust = fixture.world.trust) =>
    verifyPackage(c, input, { trust, at: TIMES.produced });
  const firstCode = async (zip: Uint8Array) => {
    const report = await verify(zip);
    expect(faults(report)).to.deep.equal([]);
    expect(report.checks[0]!.outcome).to.equal('failed');
    return report.checks[0]!.code;
  };
  /** An archive right in all but the names: `from` stands in it as `to`, of the same length in UTF-8. */
  const renamed = (names: readonly string[], from: string, to: string) => {
    const zip = zipOf(new Map(names.map((name) => [name, utf8('x')])));
    const text = Buffer.from(zip).toString('latin1');
    expect(from.length).to.equal(to.length);
    return new Uint8Array(Buffer.from(text.replaceAll(from, to), 'latin1'));
  };
  /** Overwrites a 32-bit field of the first central header. */
  const withCentral = (zip: Uint8Array, offset: number, value: number) => {
    const out = zip.slice();
    const view = new DataView(out.buffer);
    const directory = view.getUint32(out.length - 6, true);
    view.setUint32(directory + offset, value, true);
    return out;
  };

  describe('archives', () => {
    it('a bomb: nothing is ever inflated', async () => {
      const bomb = zipSync({ 'data/package.json': new Uint8Array(50_000_000) }, { level: 9 });
      expect(bomb.length).to.be.below(100_000);
      expect(await firstCode(bomb)).to.equal('ZIP_STRUCTURE');
    });

    it('sizes of four gigabytes that are not there', async () => {
      for (const offset of [20, 24])
        expect(await firstCode(withCentral(fixture.zip, offset, 0xffff_fff0))).to.equal('ZIP_STRUCTURE');
    });

    it('entries that overlap: two headers of the directory for one content', async () => {
      expect(await firstCode(withCentral(fixture.zip, 42, 500))).to.equal('ZIP_STRUCTURE');
    });

    it('a count of entries that the directory does not have', async () => {
      const out = fixture.zip.slice();
      new DataView(out.buffer).setUint16(out.length - 12, 0xffff, true);
      expect(await firstCode(out)).to.equal('ZIP_STRUCTURE');
    });

    it('as many entries as the format has', async () => {
      const names = Array.from({ length: 20_000 }, (_, n) => `x/${String(n).padStart(5, '0')}`);
      const report = await verify(zipOf(new Map(names.map((name) => [name, utf8('')]))));
      expect(checkOf(report, 'contents').outcome).to.equal('failed');
      expect(checkOf(report, 'manifests').findings.length).to.be.at.most(100);
      expect(faults(report)).to.deep.equal([]);
    });

    it('paths that lead out of the folder, or name something else on another system', async () => {
      for (const name of [
        '../evil',
        '/etc/passwd',
        'a/../../b',
        'a\\..\\b',
        'C:/x',
        'a/./b',
        'a//b',
        'a/b\u0000c',
        'nul',
      ]) {
        const good = 'z'.repeat(name.length);
        expect(await firstCode(renamed([good], good, name)), JSON.stringify(name)).to.equal('ZIP_NAME');
      }
    });

    it('one name twice, or in another case', async () => {
      for (const to of ['a.txt', 'A.txt']) {
        expect(await firstCode(renamed(['a.txt', 'b.txt'], 'b.txt', to)), to).to.equal('ZIP_NAME');
      }
    });

    it('cut at any place, and with bytes before, after or between', async () => {
      const { zip } = fixture;
      for (let cut = 0; cut < zip.length; cut += Math.ceil(zip.length / 50)) {
        const report = await verify(zip.subarray(0, cut));
        expect(report.checks[0], `cut at ${cut}`).to.include({ outcome: 'failed', code: 'ZIP_STRUCTURE' });
      }
      const extra = utf8('extra');
      const middle = concat(zip.subarray(0, 5000), extra, zip.subarray(5000));
      for (const bytes of [concat(zip, extra), concat(extra, zip), middle, concat(zip, zip)])
        expect(await firstCode(bytes)).to.equal('ZIP_STRUCTURE');
    });
  });

  describe('contents', () => {
    /** The package with one file replaced, manifests and archive made to fit. */
    const replaced = (name: string, content: Uint8Array | string) => {
      const bytes = typeof content === 'string' ? utf8(content) : content;
      return verify(rebag(new Map([...fixture.files, [name, bytes]])));
    };
    const RECORD = 'data/items/0002-REPAY/record.sd-jwt';

    it('JSON too long, too deep, of twice the same key, with a prototype, or with no end', async () => {
      const long = `{"a":"${'x'.repeat(5_000_000)}"}`;
      const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
      for (const text of [
        long,
        deep,
        '{"a":1,"a":2}',
        '{"__proto__":{"version":1}}',
        '{"a":1e999}',
        '['.repeat(1e6),
      ]) {
        for (const [path, check] of [
          [PATHS.package, 'contents'],
          [PATHS.seal, 'chain-confirmations'],
          ['proof/entries/0002.json', 'entries'],
        ] as const) {
          const report = await replaced(path, text);
          expect(checkOf(report, check).outcome, `${path} ${text.slice(0, 20)}`).to.equal('failed');
          expect(faults(report)).to.deep.equal([]);
        }
      }
    });

    it('ASN.1 nested without end, of indefinite length, or longer than its file', async () => {
      let nested = Uint8Array.of(5, 0);
      for (let depth = 0; depth < 200; depth++) nested = wrapped(nested);
      const cases = [
        nested,
        Uint8Array.of(0x30, 0x80, 0, 0),
        Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0),
      ];
      for (const der of cases) {
        const report = await replaced(PATHS.timestamp, der);
        expect(checkOf(report, 'timestamp')).to.include({ outcome: 'failed', code: 'TIMESTAMP_FORMAT' });
        expect(faults(report)).to.deep.equal([]);
      }
      const pem = `-----BEGIN CERTIFICATE-----\n${Buffer.from(nested).toString('base64')}\n-----END CERTIFICATE-----\n`;
      const trust: Trust = { ...fixture.world.trust, anchors: [pem] };
      const report = await verifyPackage(
        c,
        rebag(new Map([...fixture.files, [PATHS.trust, encodeTrust(trust)]])),
      );
      expect(checkOf(report, 'trust-source')).to.include({ outcome: 'failed', code: 'TRUST_FORMAT' });
    });

    it('a report that is a bomb of dictionaries, digits or ASN.1', async () => {
      const full = await fullPackage(fixture);
      const genuine = Buffer.from(full.get(EXTRA_PATHS.reportPdf)!).toString('latin1');
      const marks =
        '/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 0000000001 0000000002 0000000003]\n/Contents <';
      let nested = Uint8Array.of(5, 0);
      for (let depth = 0; depth < 200; depth++) nested = wrapped(nested);
      const digits = Buffer.from(nested).toString('hex').padEnd(8192, '0');
      const start = genuine.lastIndexOf('/Contents <') + 11;
      const end = genuine.indexOf('>', start);
      const signed =
        genuine.slice(0, start) + digits.padEnd(end - start, '0').slice(0, end - start) + genuine.slice(end);
      for (const [text, reason] of [
        [marks.repeat(50_000), 'NONE'],
        ['/ByteRange'.repeat(500_000), 'NONE'],
        [`${marks}${'0'.repeat(5_000_000)}>`, 'COVERAGE'],
        ['%PDF-1.7\n'.repeat(300_000), 'NONE'],
        [signed, 'FORMAT'],
        ['', 'NONE'],
      ] as const) {
        const report = await replaced(EXTRA_PATHS.reportPdf, new Uint8Array(Buffer.from(text, 'latin1')));
        const { code, facts } = checkOf(report, 'report-signature');
        expect([code, facts.reason], text.slice(0, 40)).to.deep.equal(['REPORT_SIGNATURE', reason]);
        expect(faults(report)).to.deep.equal([]);
      }
    });

    it('renewals of a hundred thousand digests, lists without end, and paths of any length', async () => {
      const full = await fullPackage(fixture);
      const check = async (path: string, text: string) => {
        const files = new Map([...full, [path, utf8(text)]]);
        const report = await verify(rebag(files));
        expect(faults(report)).to.deep.equal([]);
        const { code, subject } = checkOf(report, 'timestamp-renewal');
        expect([code, subject]).to.deep.equal(['RENEWAL_HASHES', path]);
      };
      const digest = Buffer.alloc(64).toString('base64');
      const statement = hashStatementPath(1);
      await check(statement, `${Buffer.from(full.get(statement)!)}${`${digest}\n`.repeat(100_000)}`);
      await check(statement, '\n'.repeat(1_000_000));
      await check(statement, `triseal/hash-renewal/v1\nx\n99999999999999999999\n${`${digest}\n`.repeat(3)}`);
      const own = hashesPath(2);
      const json = (over: object) =>
        JSON.stringify({ ...JSON.parse(Buffer.from(full.get(own)!).toString()), ...over });
      await check(own, json({ path: Array(20_000).fill(digest) }));
      await check(own, json({ disclosures: Array(20_000).fill(digest) }));
      await check(own, json({ documents: [1] }));
      await check(own, `${'['.repeat(1e6)}`);
    });

    it('disclosures by the thousand, of each other, and of nothing', async () => {
      const record = Buffer.from(fixture.files.get(RECORD)!).toString();
      const [jws] = record.split('~');
      const stray = Buffer.from('["AAAAAAAAAAAAAAAAAAAAAA","x","y"]').toString('base64url');
      for (const text of [
        `${record}${`${stray}~`.repeat(10_000)}`,
        `${jws}~${stray}~`,
        `${record}${stray}~${stray}~`,
        '~'.repeat(5_000_000),
      ]) {
        const report = await replaced(RECORD, text);
        expect(checkOf(report, 'records').outcome).to.equal('failed');
        expect(faults(report)).to.deep.equal([]);
      }
    });

    it('notes of a hundred thousand lines, and proofs of as many hashes', async () => {
      const checkpoint = Buffer.from(fixture.files.get(PATHS.checkpoint)!).toString();
      const lines = `${checkpoint}${`— x AAAAAA${'A'.repeat(80)}\n`.repeat(100_000)}`;
      expect(checkOf(await replaced(PATHS.checkpoint, lines), 'checkpoint').outcome).to.equal('failed');
      const proof = Buffer.from(fixture.files.get('proof/items/0002.tlog-proof')!).toString();
      const long = proof.replace(
        /^index (\d+)\n/m,
        (line) => `${line}${`${'A'.repeat(43)}=\n`.repeat(100_000)}`,
      );
      const report = await replaced('proof/items/0002.tlog-proof', long);
      expect(checkOf(report, 'inclusion')).to.include({ outcome: 'failed', code: 'PROOF_FORMAT' });
    });
  });

  describe('deceit', () => {
    it('signatures by keys that nobody knows: a whole package of another consortium', async () => {
      const forged = await buildFixture(await createWorld());
      const codes = failures(await verify(forged.zip)).map((line) => line.split(' ').slice(0, 2).join(' '));
      expect(codes).to.include.members([
        'statement-certificates CERTIFICATE_UNKNOWN',
        'checkpoint LOG_SIGNATURE',
        'witnesses COSIGNATURE_MISSING',
        'chain-confirmations SEAL_DIFFERS',
        'timestamp TIMESTAMP_CERTIFICATE',
        'stream-heads HEAD_SIGNATURE',
      ]);
    });

    it('a policy that asks for less than the parties agreed, beside trust data that asks for all', async () => {
      const weak = utf8(
        `${policyOf(fixture.world.log, fixture.world.parties).replace(/quorum parties/, 'quorum none')}`,
      );
      const report = await verify(rebag(new Map([...fixture.files, [PATHS.policy, weak]])));
      expect(failures(report)).to.deep.equal([`trust-source TRUST_FILES ${PATHS.policy}`]);
    });

    it('trust data with a weak policy of its own: each party must have cosigned all the same', async () => {
      const checkpoint = await cosigned(fixture.world, fixture, TIMES.witnessed, ['bank']);
      const policy = fixture.world.trust.policy.replace(/quorum parties/, 'quorum none');
      const trust = { ...fixture.world.trust, policy };
      const report = await verify(
        rebag(new Map([...fixture.files, [PATHS.checkpoint, utf8(checkpoint)]])),
        trust,
      );
      expect(failures(report)).to.include(`witnesses COSIGNATURE_MISSING ${PATHS.checkpoint}`);
    });

    it('a forked log: another root at the same size, signed by the log alone', async () => {
      const root = fixture.root.slice();
      root[0]! ^= 1;
      const forked = await cosigned(fixture.world, { size: fixture.size, root }, TIMES.witnessed, []);
      const codes = failures(
        await verify(rebag(new Map([...fixture.files, [PATHS.checkpoint, utf8(forked)]]))),
      );
      expect(codes).to.include.members([
        `checkpoint CHECKPOINT_DIFFERS ${PATHS.checkpoint}`,
        `witnesses COSIGNATURE_MISSING ${PATHS.checkpoint}`,
        `timestamp TIMESTAMP_IMPRINT ${PATHS.timestamp}`,
      ]);
    });

    it('a forked log: one party saw another root, or another end of the stream, than the two others', async () => {
      const { world, size, root, stream, entries } = fixture;
      const other = root.slice();
      other[31]! ^= 1;
      for (const party of PARTIES) {
        const seen = { size, root: other, stream, sequence: entries.length, last: entries.at(-1)! };
        const longer = { size, root, stream, sequence: entries.length + 1, last: entries[0]! };
        for (const [head, code] of [
          [seen, 'HEAD_DIFFERS'],
          [longer, 'TAIL_NOT_SHOWN'],
        ] as const) {
          const text = await headOf(world, party, head);
          const report = await verify(
            rebag(new Map([...fixture.files, [streamHeadPath(party), utf8(text)]])),
          );
          expect(failures(report).map((line) => line.split(' ').slice(0, 2).join(' '))).to.deep.equal([
            `stream-heads ${code}`,
          ]);
        }
      }
    });

    it('a tail cut off: without the last item, and without the heads that would tell', async () => {
      const short = { ...fixture.parts, items: fixture.parts.items.slice(0, -1) };
      const report = await verify(zipOf(filesOf(short)));
      expect(failures(report)).to.deep.equal(
        PARTIES.map((party) => `stream-heads TAIL_NOT_SHOWN ${streamHeadPath(party)}`),
      );
      const files = new Map([...filesOf(short)].filter(([name]) => !name.startsWith('proof/stream-heads/')));
      expect(checkOf(await verify(rebag(files)), 'stream-heads').code).to.equal('TAIL_NOT_SHOWN');
    });
  });
});

/** A SEQUENCE around it. */
function wrapped(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = content;
  const head =
    length < 128
      ? [0x30, length]
      : length < 256
        ? [0x30, 0x81, length]
        : [0x30, 0x82, length >> 8, length & 255];
  return Uint8Array.from([...head, ...content]);
}
