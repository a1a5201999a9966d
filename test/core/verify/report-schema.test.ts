import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { verifyPackage, verifyReceipt, verifyTlogProof } from '../../../core/verify/verify.ts';
import { REPORT_SCHEMA, reportSchema } from '../../../scripts/gen-report-schema.ts';
import { ReportSchema } from '../../../server/http/schemas/report.ts';
import { buildFixture, c, createWorld, type Fixture, TIMES } from '../../support/package-fixture.ts';

const GOLDEN = new URL('../../golden/', import.meta.url);

describe('core/verify report schema', () => {
  let fixture: Fixture;
  before(async () => {
    fixture = await buildFixture(await createWorld());
  });

  it('is published as it stands (npx tsx scripts/gen-report-schema.ts)', () => {
    expect(readFileSync(REPORT_SCHEMA, 'utf8')).to.equal(reportSchema());
  });

  it('knows every member: nothing may be added to a report unseen', () => {
    const { $defs } = JSON.parse(reportSchema()) as {
      $defs: Record<string, { additionalProperties?: unknown; required?: string[] }>;
    };
    for (const [name, { additionalProperties }] of Object.entries($defs))
      if (name !== 'Facts') expect(additionalProperties, name).to.equal(false);
    expect($defs.Report!.required).to.include.members([
      'version',
      'verdicts',
      'standing',
      'checks',
      'tables',
      'times',
    ]);
  });

  it('fits reports of every kind, of sound, broken and absurd input', async () => {
    const trust = { trust: fixture.world.trust, at: TIMES.produced };
    const item = fixture.parts.items[1]!;
    const reports = [
      await verifyPackage(c, fixture.zip, trust),
      await verifyPackage(c, fixture.zip.subarray(0, 1000)),
      await verifyPackage(c, new Map()),
      await verifyReceipt(c, '{}'),
      await verifyTlogProof(c, item.proof, item.entry, trust),
      await verifyTlogProof(c, '', undefined),
    ];
    for (const report of reports)
      expect(ReportSchema.safeParse(JSON.parse(JSON.stringify(report))).error).to.equal(undefined);
  });

  it('fits the reports of the corpus', () => {
    for (const name of ['package-v1', 'package-v1-batch']) {
      const report = JSON.parse(readFileSync(new URL(`${name}.report.json`, GOLDEN), 'utf8')) as unknown;
      expect(ReportSchema.safeParse(report).error, name).to.equal(undefined);
    }
  });

  it('does not fit a report with a member more, a verdict of another word, or a code that is a number', async () => {
    const report = JSON.parse(JSON.stringify(await verifyPackage(c, fixture.zip)));
    const bad = [
      { ...report, verified: true },
      { ...report, verdicts: [{ ...report.verdicts[0], outcome: 'ok' }] },
      { ...report, checks: [{ ...report.checks[0], code: 7 }] },
      { ...report, version: 1 },
    ];
    for (const one of bad) expect(ReportSchema.safeParse(one).success).to.equal(false);
  });
});
