import { expect } from 'chai';
import fc from 'fast-check';
import { utf8 } from '../../../core/bytes.ts';
import type { Crypto } from '../../../core/crypto.ts';
import { PATHS } from '../../../core/package/layout.ts';
import { verifyPackage, verifyReceipt, verifyTlogProof } from '../../../core/verify/verify.ts';
import {
  buildFixture,
  c,
  createWorld,
  type Fixture,
  rebag,
  TIMES,
  zipOf,
} from '../../support/package-fixture.ts';
import { checkOf, failures } from '../../support/report.ts';

describe('core/verify hostile input', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });
  const given = () => ({ trust: fixture.world.trust, at: TIMES.produced });

  it('answers with a report for any bytes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
        expect((await verifyPackage(c, bytes)).verdicts[0]!.outcome).to.equal('failed');
        expect((await verifyReceipt(c, bytes)).verdicts[0]!.outcome).to.equal('failed');
        const proof = await verifyTlogProof(c, Buffer.from(bytes).toString('latin1'), bytes);
        expect(proof.verdicts[0]!.outcome).to.equal('failed');
      }),
      { numRuns: 60 },
    );
  });

  it('answers with a report for an empty archive, and for no files at all', async () => {
    for (const input of [zipOf(new Map()), new Map<string, Uint8Array>()]) {
      const report = await verifyPackage(c, input, given());
      expect(failures(report)).to.include.members([
        `bag FILE_MISSING ${PATHS.bagit}`,
        `contents FILE_MISSING ${PATHS.package}`,
        'sequence GAP_IN_SEQUENCE proof/entries/0001.json',
        'stream-heads TAIL_NOT_SHOWN proof/stream-heads/bank',
      ]);
      expect(report.checks.some(({ code }) => code === 'INTERNAL_FAULT')).to.equal(false);
    }
  });

  it('never passes, and never faults, with any one file emptied or replaced', async () => {
    for (const name of fixture.files.keys()) {
      for (const content of ['', '{}', '\n\n', `${'['.repeat(50_000)}`]) {
        const files = new Map(fixture.files);
        if (Buffer.from(files.get(name)!).equals(Buffer.from(content))) continue;
        files.set(name, utf8(content));
        const report = await verifyPackage(c, files, given());
        expect(failures(report), `${name} ${content.slice(0, 5)}`).to.not.deep.equal([]);
        expect(
          report.checks.some(({ code }) => code === 'INTERNAL_FAULT'),
          name,
        ).to.equal(false);
      }
    }
  }).timeout(60_000);

  it('bounds its findings and says how many it left out', async () => {
    const files = new Map(fixture.files);
    for (let n = 1; n <= 150; n++) files.set(`extra/${n}.txt`, utf8('x'));
    const contents = checkOf(await verifyPackage(c, rebag(files), given()), 'contents');
    expect(contents.findings).to.have.length(100);
    expect(contents.omitted).to.equal(50);
  });

  it('is quick about a package that names absurd numbers', async () => {
    const files = new Map(fixture.files);
    files.set('proof/entries/9999999.json', files.get('proof/entries/0001.json')!);
    const report = await verifyPackage(c, rebag(files), given());
    expect(failures(report)).to.include.members([
      'contents FILE_UNKNOWN proof/entries/9999999.json',
      'entries ENTRY_SEQUENCE proof/entries/9999999.json',
      'sequence GAP_IN_SEQUENCE proof/entries/0005.json',
    ]);
    expect(checkOf(report, 'sequence').findings.length).to.be.at.most(100);
  });

  it('turns a fault of its own into a failed check, never into a pass or an exception', async () => {
    const faulty: Crypto = {
      ...c,
      verify: () => Promise.reject(new RangeError('out of luck')),
      sm3: () => {
        throw new TypeError('no such thing');
      },
    };
    const report = await verifyPackage(faulty, fixture.zip, given());
    for (const id of ['manifests', 'documents', 'statement-signatures', 'timestamp']) {
      expect(checkOf(report, id), id).to.include({ outcome: 'failed', code: 'INTERNAL_FAULT' });
    }
    expect(checkOf(report, 'manifests').sentence.en).to.include('no such thing');
    expect(checkOf(report, 'statement-signatures').sentence.en).to.include('out of luck');
  });

  it('turns a fault while opening into a failed first check', async () => {
    const faulty: Crypto = {
      ...c,
      sha256: (bytes) => {
        if (bytes.length < 100_000) throw new RangeError('too short for me');
        return c.sha256(bytes);
      },
    };
    const report = await verifyPackage(faulty, fixture.zip, given());
    expect(report.checks[0]).to.include({ outcome: 'failed', code: 'INTERNAL_FAULT' });
    expect(report.checks.slice(1).every(({ outcome }) => outcome === 'not-checked')).to.equal(true);
  });
});
