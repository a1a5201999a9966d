import { expect } from 'chai';
import type { Report } from '../../../core/verify/report.ts';
import { loadSample } from '../../../samples/index.ts';
import { reportOn } from '../../support/loan-report.ts';
import { createWorld, type World } from '../../support/package-fixture.ts';
import { checkOf, verdictsOf } from '../../support/report.ts';
import { filingsOf } from '../../support/sample-package.ts';

/** `check CODE` of every finding, in order. */
function codes(report: Report): string[] {
  return report.checks.flatMap(({ id, findings }) =>
    findings.map(({ code, outcome }) => `${outcome} ${id} ${code}`),
  );
}

function rows(report: Report, id: string) {
  return report.tables.find((table) => table.id === id)?.rows ?? [];
}

describe('core/verify sample loans', function () {
  this.timeout(60_000);
  let world: World;
  let sound: Report;
  let defective: Report;
  before(async () => {
    world = await createWorld();
    const [one, other] = [await loadSample('sound-loan'), await loadSample('defective-loan')];
    sound = await reportOn(world, one.loan, filingsOf(one));
    defective = await reportOn(world, other.loan, filingsOf(other));
  });

  it('the sound one: five clean verdicts', () => {
    expect(verdictsOf(sound)).to.deep.equal({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'passed',
      legal: 'passed',
    });
    // What no offline check can look up, what it says plainly of a click, and what only the issued container has.
    expect(codes(sound).filter((line) => !/container-signature|report-signature/.test(line))).to.deep.equal([
      'not-checked chain-seal BLOCK_NOT_LOOKED_UP',
      'not-checked user-key PLATFORM_ATTESTED',
    ]);
  });

  it('the sound one: says that the click is attested by the platform, and never calls it a reliable signature', () => {
    const key = checkOf(sound, 'user-key');
    expect(key.facts).to.include({ level: 'platform-attested' });
    expect(JSON.stringify(sound)).to.not.match(/reliable e?-?signature|可靠(的)?电子签名/i);
    const line = rows(sound, 'legal').find(([, article]) => JSON.stringify(article).includes('13(1)'));
    expect(line?.[0]).to.deep.equal({ en: 'not met', zh: '不满足' });
  });

  it('the defective one: every planted defect by its code, and no other', () => {
    expect(
      codes(defective).filter((line) => !/container-signature|report-signature/.test(line)),
    ).to.deep.equal([
      'not-checked chain-seal BLOCK_NOT_LOOKED_UP',
      'failed repayments GAP_IN_SEQUENCE',
      'not-checked user-key PLATFORM_ATTESTED',
      'failed prompting TICK_BOX_ONLY',
      'failed arbitration COMMISSION_NAME',
      'failed disbursement DEDUCTED_IN_ADVANCE',
      'failed notice NOTICE_BOUNCED',
      // What the deduction comes to: principal, interest and default interest are claimed on money that was never lent.
      'failed claim CLAIM_EXCEEDS',
      'failed claim CLAIM_EXCEEDS',
      'failed claim CLAIM_EXCEEDS',
      'failed service SERVICE_NOT_SHOWN',
    ]);
    expect(verdictsOf(defective)).to.deep.equal({
      integrity: 'passed',
      origin: 'passed',
      time: 'passed',
      completeness: 'failed',
      legal: 'failed',
    });
  });

  it('the defective one: names the missing repayment and what it must have been', () => {
    expect(checkOf(defective, 'repayments').sentence).to.deep.equal({
      en: 'Item REPAY-03 of the loan is missing.',
      zh: '缺少该笔贷款的第 REPAY-03 项存证。',
    });
    const line = rows(defective, 'account').find(([, , item]) => item === 'REPAY-03');
    expect(line?.slice(0, 2)).to.deep.equal([
      '2025-02-15',
      {
        en: 'payment that no record shows, given away by the balances',
        zh: '未存证的还款（由剩余本金推知）',
      },
    ]);
    expect(line?.[3]).to.equal(rows(defective, 'account').find(([, , item]) => item === 'REPAY-04')?.[3]);
  });

  it('the defective one: says what would be owed on what was really lent', () => {
    expect(checkOf(defective, 'claim').facts).to.deep.include({
      part: 'principal',
      claimed: '20473.18',
      recomputed: '19584.29',
      difference: '888.89',
    });
    expect(rows(defective, 'formula')[0]?.[0]).to.deep.equal({
      en: 'Principal = 28920.00 lent − 9335.71 repaid = 19584.29',
      zh: '本金 = 实际出借 28920.00 − 已还本金 9335.71 = 19584.29',
    });
  });

  it('the sound one: the formula leads to the very sums claimed', () => {
    const claim = rows(sound, 'claim');
    for (const [part, claimed, recomputed, difference] of claim.slice(0, 3)) {
      expect(claimed, JSON.stringify(part)).to.equal(recomputed);
      expect(difference).to.equal('0.00');
    }
  });

  it('lays out the same tables in both, each row as long as its columns, with both languages', () => {
    for (const report of [sound, defective]) {
      expect(report.tables.map(({ id }) => id)).to.deep.equal([
        'signer',
        'account',
        'claim',
        'formula',
        'notices',
        'objections',
        'legal',
      ]);
      for (const { id, columns, rows: lines, omitted } of report.tables) {
        expect(omitted).to.equal(0);
        for (const line of lines) expect(line, id).to.have.length(columns.length);
      }
    }
  });
});
