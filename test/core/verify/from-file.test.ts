/** The two readers of packages agree: on sound ones, on every golden report, and on the same harm done to each. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { portableCrypto } from '../../../core/crypto-portable.ts';
import { readZip } from '../../../core/package/zip-reader.ts';
import { type ByteSource, scanZip } from '../../../core/package/zip-scan.ts';
import { isLookedInto } from '../../../core/verify/scan.ts';
import { parseTrust } from '../../../core/verify/trust.ts';
import { verifyPackage, verifyPackageFrom } from '../../../core/verify/verify.ts';
import { createNodeCrypto } from '../../../server/adapters/crypto-node.ts';

const GOLDEN = new URL('../../golden/', import.meta.url);
const NAMES = ['package-v1', 'package-v1-batch', 'sound-loan-v1', 'defective-loan-v1'];
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, GOLDEN)));
const c = createNodeCrypto();

/** Reads in pieces no longer than asked for, each in memory of its own. */
const sourceOf = (bytes: Uint8Array): ByteSource => ({
  size: bytes.length,
  read: async (start, end) => bytes.slice(start, end),
});

describe('core/verify packages from a file', function () {
  this.timeout(60_000);

  for (const name of NAMES) {
    it(`${name}: the report of the one in memory, documents unread`, async () => {
      const zip = read(`${name}.zip`);
      const options = { trust: parseTrust(read(`${name}.trust.json`)), at: Date.parse('2026-12-01') };
      const inMemory = await verifyPackage(c, zip, options);
      expect(await verifyPackageFrom(c, sourceOf(zip), options)).to.deep.equal(inMemory);
      const { files, measured } = await scanZip(c, sourceOf(zip), { keep: isLookedInto });
      const documents = [...files!.keys()].filter((path) => !isLookedInto(path));
      expect(documents)
        .to.deep.equal([...measured.keys()])
        .and.have.length.above(0);
    });
  }

  it('the same with digests taken in JavaScript, and SM3 elsewhere', async () => {
    const zip = read('package-v1.zip');
    let elsewhere = 0;
    const sm3 = () => {
      elsewhere++;
      const digester = portableCrypto.digester('sm3');
      return {
        update: async (bytes: Uint8Array) => digester.update(bytes),
        digest: async () => digester.digest(),
      };
    };
    const options = { trust: parseTrust(read('package-v1.trust.json')), at: Date.parse('2026-12-01') };
    const report = await verifyPackageFrom(portableCrypto, sourceOf(zip), { ...options, sm3 });
    expect(report).to.deep.equal(await verifyPackage(portableCrypto, zip, options));
    expect(elsewhere).to.be.above(0);
  });

  it('finds the same in archives with bytes changed, cut off or added', async () => {
    const zip = read('package-v1.zip');
    const harm = fc.oneof(
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.nat(zip.length - 1),
        by: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({
        kind: fc.constant('flip' as const),
        at: fc.integer({ min: zip.length - 4000, max: zip.length - 1 }),
        by: fc.integer({ min: 1, max: 255 }),
      }),
      fc.record({ kind: fc.constant('cut' as const), at: fc.nat(zip.length - 1), by: fc.constant(0) }),
      fc.record({ kind: fc.constant('add' as const), at: fc.nat(zip.length - 1), by: fc.nat(255) }),
    );
    const harmed = ({ kind, at, by }: { kind: 'flip' | 'cut' | 'add'; at: number; by: number }) => {
      if (kind === 'cut') return zip.slice(0, at);
      const out = new Uint8Array(kind === 'add' ? zip.length + 1 : zip.length);
      out.set(zip);
      if (kind === 'add') out[zip.length] = by;
      else out[at]! ^= by;
      return out;
    };
    await fc.assert(
      fc.asyncProperty(harm, async (what) => {
        const bytes = harmed(what);
        const { files, problems } = readZip(bytes);
        const scanned = await scanZip(c, sourceOf(bytes), { keep: () => true });
        expect(scanned.problems).to.deep.equal(problems);
        expect(scanned.files && [...scanned.files]).to.deep.equal(files && [...files]);
        expect(scanned.sha256).to.equal(Buffer.from(c.sha256(bytes)).toString('hex'));
      }),
      { numRuns: 150 },
    );
  });

  it('finds a changed document by its digests alone', async () => {
    const zip = read('sound-loan-v1.zip');
    const { files } = readZip(zip);
    const [path, document] = [...files!].find(([name, { length }]) => !isLookedInto(name) && length > 1000)!;
    const changed = zip.slice();
    changed[document.byteOffset + 500]! ^= 1;
    const options = { trust: parseTrust(read('sound-loan-v1.trust.json')), at: Date.parse('2026-12-01') };
    const report = await verifyPackageFrom(c, sourceOf(changed), options);
    expect(report).to.deep.equal(await verifyPackage(c, changed, options));
    const failed = report.checks.flatMap(({ findings }) =>
      findings.filter(({ subject }) => subject === path),
    );
    expect(failed.map(({ code }) => code)).to.include.members(['ZIP_CRC', 'FILE_SHA256', 'FILE_SM3']);
  });

  it('passes on what the source throws', async () => {
    const fault = new Error('the disk is gone');
    const zip = read('package-v1.zip');
    const broken: ByteSource = {
      size: zip.length,
      read: (start, end) =>
        start > 0 && end - start > 30 ? Promise.reject(fault) : Promise.resolve(zip.slice(start, end)),
    };
    const thrown = await verifyPackageFrom(c, broken).catch((error: unknown) => error);
    expect(thrown).to.equal(fault);
  });

  it('tells how far it has read', async () => {
    const zip = read('sound-loan-v1.zip');
    const steps: number[] = [];
    await verifyPackageFrom(c, sourceOf(zip), { onRead: (done, total) => steps.push(done / total) });
    expect(steps).to.have.length.above(1);
    expect(steps.at(-1)).to.equal(1);
    expect([...steps].sort((a, b) => a - b)).to.deep.equal(steps);
  });
});
