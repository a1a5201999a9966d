import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { ASIC_PATHS } from '../../../core/package/asic.ts';
import { readZip } from '../../../core/package/zip-reader.ts';
import type { Check } from '../../../core/verify/check.ts';
import { CHECKS } from '../../../core/verify/check-lists.ts';
import type { Report } from '../../../core/verify/report.ts';
import { parseTrust } from '../../../core/verify/trust.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { loadSample } from '../../../samples/index.ts';
import { runCheck } from '../../support/content-check.ts';
import { fullPackage } from '../../support/full-package.ts';
import { changed, withFields } from '../../support/loan-report.ts';
import { buildFixture, c, createWorld, rebag, TIMES, zipOf } from '../../support/package-fixture.ts';
import { randomField, randomFilings } from '../../support/random-records.ts';
import { failures } from '../../support/report.ts';
import { type Filing, filingsOf } from '../../support/sample-package.ts';

const GOLDEN = new URL('../../golden/', import.meta.url);
const read = (file: string) => new Uint8Array(readFileSync(new URL(file, GOLDEN)));

/** A change of bytes: kind, place and amount as fractions, and a byte. */
const mutation = fc.record({
  kind: fc.constantFrom('flip', 'set', 'cut', 'insert', 'copy', 'truncate', 'append'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  length: fc.integer({ min: 1, max: 64 }),
  value: fc.integer({ min: 0, max: 255 }),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(bytes: Uint8Array, { kind, at, length, value }: Mutation): Uint8Array {
  const start = Math.floor(at * bytes.length);
  const end = Math.min(bytes.length, start + length);
  const [head, middle, tail] = [bytes.subarray(0, start), bytes.slice(start, end), bytes.subarray(end)];
  const fill = new Uint8Array(length).fill(value);
  switch (kind) {
    case 'flip':
      return joined(
        head,
        middle.map((byte, i) => (i === 0 ? byte ^ (1 << (value & 7)) : byte)),
        tail,
      );
    case 'set':
      return joined(head, fill.subarray(0, middle.length), tail);
    case 'cut':
      return joined(head, tail);
    case 'insert':
      return joined(head, fill, middle, tail);
    case 'copy':
      return joined(head, middle, middle, tail);
    case 'truncate':
      return head;
    default:
      return joined(bytes, fill);
  }
}

const joined = (...parts: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(parts));

/** Files of which every byte is bound by something: a CMS signature by itself may enclose certificates that nobody needs (docs/spec/time.md). */
const isBound = (name: string) => name.includes('/') && name !== ASIC_PATHS.signature;

describe('core/verify under fuzzing', function () {
  this.timeout(120_000);
  const names = ['package-v1', 'sound-loan-v1'];
  const corpus = names.map((name) => ({
    zip: read(`${name}.zip`),
    trust: parseTrust(read(`${name}.trust.json`)),
  }));
  /** With container, report and renewals: what the golden ones lack. */
  before(async () => {
    const fixture = await buildFixture(await createWorld());
    const files = await fullPackage(fixture);
    const { trust } = fixture.world;
    corpus.push({ zip: new Uint8Array(zipOf(files)), trust });
    expect(failures(await verifyPackage(c, zipOf(files), { trust, at: TIMES.produced }))).to.deep.equal([]);
  });
  /** Not clean: a proof that is taken away leaves its verdict open, all else fails. */
  const refused = (report: Report, takenAway = false) => {
    expect(report.verdicts.slice(0, 4).every(({ outcome }) => outcome === 'passed')).to.equal(false);
    if (!takenAway) expect(failures(report)).to.not.deep.equal([]);
    expect(report.checks.filter(({ code }) => code === 'INTERNAL_FAULT')).to.deep.equal([]);
    expect(report.checks.map(({ id }) => id)).to.deep.equal(CHECKS.package.map(({ id }) => id));
  };

  it('no change of the bytes of a package passes, crashes or hangs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...corpus),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async ({ zip, trust }, all) => {
          const changedZip = all.reduce(mutate, zip);
          if (Buffer.from(changedZip).equals(zip)) return;
          refused(await verifyPackage(c, changedZip, { trust, at: TIMES.produced }));
        },
      ),
      { numRuns: 150 },
    );
  });

  it('no change of a file passes, crashes or hangs, though manifests and archive are made to fit again', async () => {
    const unpacked = corpus.map(({ zip, trust }) => ({ files: readZip(zip).files!, trust }));
    // By number, so that a counterexample can be read.
    const place = fc.constantFrom(...unpacked.keys()).chain((index) =>
      fc.record({
        index: fc.constant(index),
        // What a person reads first says nothing that is checked; the frame is made anew by the tamperer.
        name: fc.constantFrom(...[...unpacked[index]!.files.keys()].filter(isBound)),
        other: fc.constantFrom(...unpacked[index]!.files.keys()),
        act: fc.constantFrom('mutate', 'mutate', 'mutate', 'drop', 'replace'),
        change: mutation,
      }),
    );
    await fc.assert(
      fc.asyncProperty(place, async ({ index, name, other, act, change }) => {
        const { files: all, trust } = unpacked[index]!;
        const tampered = new Map(all);
        const before = all.get(name)!;
        if (act === 'drop') tampered.delete(name);
        else tampered.set(name, act === 'replace' ? all.get(other)! : mutate(before, change));
        const now = tampered.get(name);
        if (now !== undefined && Buffer.from(now).equals(before)) return;
        refused(await verifyPackage(c, rebag(tampered), { trust, at: TIMES.produced }), act === 'drop');
      }),
      { numRuns: 50 },
    );
  });

  describe('of what was filed', () => {
    const content = CHECKS.package.filter(({ id, group }) => group === 'legal' || id === 'repayments');
    const types = [
      'CONTRACT',
      'DISB',
      'SCHED',
      'REPAY',
      'CALC',
      'CLAIM',
      'ACCEL',
      'OVERDUE',
      'SIGN',
      'KYC',
      'FACE',
    ];
    const others = ['CONSENT', 'PROMPT', 'ARBAG', 'SRVADDR', 'SERVE', 'ASSIGN', 'AMEND', 'COUNTER', 'DUN'];
    let sample: Filing[];
    before(async () => {
      sample = filingsOf(await loadSample('sound-loan'));
    });

    const run = async (check: Check, filings: readonly Filing[]) => {
      const { codes, facts } = await runCheck(check, filings);
      for (const value of Object.values(facts))
        expect(['string', 'number', 'boolean', 'object'], check.id).to.include(typeof value);
      return codes;
    };

    it('no records that follow their types make a check of content throw', async () => {
      await fc.assert(
        fc.asyncProperty(randomFilings([...types, ...types, ...others], sample[0]!), async (filings) => {
          for (const check of content) if (check.id !== 'legal-list') await run(check, filings);
        }),
        { numRuns: 400 },
      );
    });

    it('nor does one field of the sound loan with any other value', async () => {
      const field = fc
        .constantFrom(...sample)
        .chain((filing) =>
          randomField(filing.record.type).map((value) => ({ reference: filing.record.reference!, value })),
        );
      await fc.assert(
        fc.asyncProperty(field, async ({ reference, value: [name, value] }) => {
          const filings = changed(sample, withFields(reference, { [name]: value }));
          for (const check of content) if (check.id !== 'legal-list') await run(check, filings);
        }),
        { numRuns: 120 },
      );
    });
  });
});
