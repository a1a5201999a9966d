import { expect } from 'chai';
import { redact } from '../../../core/evidence/open.ts';
import { formatSdJwt, parseSdJwt } from '../../../core/evidence/sd-jwt.ts';
import type { ItemPart } from '../../../core/package/assemble.ts';
import type { Report } from '../../../core/verify/report.ts';
import { verifyPackage } from '../../../core/verify/verify.ts';
import { loadSample } from '../../../samples/index.ts';
import { c, createWorld, filesOf, TIMES, type World, zipOf } from '../../support/package-fixture.ts';
import { checkOf, failures, verdictsOf } from '../../support/report.ts';
import { filingsOf, packageOf, type SamplePackage } from '../../support/sample-package.ts';

describe('core/verify redacted loans', function () {
  this.timeout(60_000);
  let world: World;
  let made: SamplePackage;
  before(async () => {
    world = await createWorld();
    const loan = await loadSample('sound-loan');
    made = await packageOf(world, loan.loan, filingsOf(loan));
  });

  type Part = ItemPart<Uint8Array>;
  const verify = (change: (item: Part) => Part): Promise<Report> => {
    const items = made.parts.items.map(change);
    return verifyPackage(c, zipOf(filesOf({ ...made.parts, items })), {
      trust: world.trust,
      at: TIMES.produced,
    });
  };
  /** Takes away one field of every item of a type. */
  const withoutField = (type: string, field: string) => (item: Part) => {
    if (!('record' in item.content) || item.content.type !== type) return item;
    const kept = redact(c, parseSdJwt(item.content.record), (path) => path[1] !== field);
    return { ...item, content: { ...item.content, record: formatSdJwt(kept) } };
  };
  const withoutItems =
    (...types: string[]) =>
    (item: Part) =>
      'record' in item.content && types.includes(item.content.type)
        ? { ...item, content: { withheld: 'redacted' } as const }
        : item;

  const PROVEN = { integrity: 'passed', origin: 'passed', time: 'passed', completeness: 'passed' };

  it('still verify when a field is withheld that no check reads', async () => {
    const report = await verify(withoutField('KYC', 'id_number'));
    expect(verdictsOf(report)).to.deep.equal({ ...PROVEN, legal: 'passed' });
  });

  for (const [type, field, check] of [
    ['FACE', 'liveness_result', 'signer'],
    ['PROMPT', 'manner', 'prompting'],
    ['ARBAG', 'commission_name', 'arbitration'],
    ['SRVADDR', 'addresses', 'service'],
    ['ACCEL', 'result', 'notice'],
    ['DISB', 'net_amount', 'disbursement'],
    ['REPAY', 'allocation', 'payments'],
    ['CALC', 'total', 'claim'],
    ['CLAIM', 'claimant', 'assignment'],
  ] as const) {
    it(`leave ${check} open when ${type}.${field} is withheld: four verdicts stand, nothing passes for it`, async () => {
      const report = await verify(withoutField(type, field));
      expect(failures(report)).to.deep.equal([]);
      expect(checkOf(report, check)).to.include({ outcome: 'not-checked', code: 'FIELD_WITHHELD' });
      expect(verdictsOf(report)).to.deep.equal({ ...PROVEN, legal: 'not-checked' });
    });
  }

  it('count a withheld repayment by its entry: no gap in the stream, and none is made of the balances', async () => {
    const second = made.parts.items.filter(
      ({ content }) => 'record' in content && content.type === 'REPAY',
    )[1]!;
    const report = await verify((item) => (item === second ? withoutItems('REPAY')(item) : item));
    expect(failures(report)).to.deep.equal([]);
    expect(checkOf(report, 'sequence').outcome).to.equal('passed');
    expect(checkOf(report, 'repayments')).to.include({ outcome: 'not-checked', code: 'CONTENT_WITHHELD' });
    expect(verdictsOf(report)).to.deep.equal({ ...PROVEN, legal: 'not-checked' });
  });

  it('never say that something is missing which may be among the withheld', async () => {
    const types = [
      'KYC',
      'FACE',
      'CONSENT',
      'PROMPT',
      'ARBAG',
      'SRVADDR',
      'SERVE',
      'ACCEL',
      'CALC',
      'CLAIM',
      'EVCLAUSE',
    ];
    const report = await verify(withoutItems(...types));
    expect(failures(report)).to.deep.equal([]);
    expect(JSON.stringify(report.checks)).to.not.include('NOT_FILED');
    expect(JSON.stringify(report.checks)).to.not.include('IDENTITY_LINK_MISSING');
    expect(verdictsOf(report)).to.deep.equal({ ...PROVEN, legal: 'not-checked' });
    const line = report.tables
      .find(({ id }) => id === 'legal')!
      .rows.find((row) => JSON.stringify(row).includes('94(5)'))!;
    expect(line[0]).to.deep.equal({ en: 'not assessed', zh: '未判断' });
  });

  it('verify with everything withheld, and then prove the stream and nothing of what is in it', async () => {
    const report = await verify((item) => ({ ...item, content: { withheld: 'redacted' } as const }));
    expect(failures(report)).to.deep.equal([]);
    expect(verdictsOf(report)).to.include({
      origin: 'passed',
      time: 'passed',
      completeness: 'passed',
      legal: 'not-checked',
    });
  });
});
