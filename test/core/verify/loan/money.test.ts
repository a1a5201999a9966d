import { expect } from 'chai';
import { claim } from '../../../../core/verify/checks/loan/claim.ts';
import { disbursement } from '../../../../core/verify/checks/loan/disbursement.ts';
import { payments } from '../../../../core/verify/checks/loan/payments.ts';
import { repayments } from '../../../../core/verify/checks/loan/repayments.ts';
import { loadSample } from '../../../../samples/index.ts';
import { runCheck, sequenceOf } from '../../../support/content-check.ts';
import { changed, withFields, without } from '../../../support/loan-report.ts';
import { type Filing, filingsOf } from '../../../support/sample-package.ts';

const cny = (amount: string) => ({ amount, currency: 'CNY' });

describe('core/verify checks of money', function () {
  this.timeout(30_000);
  let all: Filing[];
  before(async () => {
    all = filingsOf(await loadSample('sound-loan'));
  });
  const fieldsOf = (reference: string) =>
    all.find(({ record }) => record.reference === reference)!.record.fields;

  describe('repayments', () => {
    it('name each repayment dropped from the middle, though log and stream know nothing of it', async () => {
      for (const reference of ['REPAY-01', 'REPAY-02', 'REPAY-03', 'REPAY-04']) {
        const { codes, facts } = await runCheck(repayments, changed(all, without(reference)));
        expect(codes, reference).to.deep.equal(['failed GAP_IN_SEQUENCE']);
        expect(facts.missing).to.equal(reference);
      }
      const { codes, facts } = await runCheck(repayments, changed(all, without('REPAY-02', 'REPAY-03')));
      expect(codes).to.deep.equal(['failed GAP_IN_SEQUENCE', 'failed GAP_IN_SEQUENCE']);
      expect(facts.missing).to.equal('REPAY-02');
    });

    it('name the instalment where the filer’s numbers do not tell', async () => {
      const renamed = changed(all, without('REPAY-02')).map((filing) =>
        filing.record.type === 'REPAY'
          ? { ...filing, record: { ...filing.record, reference: `HK:${filing.record.reference}x` } }
          : filing,
      );
      expect((await runCheck(repayments, renamed)).facts.missing).to.match(/^instalment 2 \(/);
    });

    it('take a withheld item for what may be the missing one', async () => {
      const hidden = [sequenceOf(all, 'REPAY-02')];
      const { codes } = await runCheck(repayments, all, { hidden });
      expect(codes).to.deep.equal(['not-checked CONTENT_WITHHELD']);
    });

    it('refuse a balance that nothing explains', async () => {
      const { codes } = await runCheck(
        repayments,
        changed(all, withFields('REPAY-03', { principal_balance: cny('1.00') })),
      );
      expect(codes).to.deep.equal(['failed BALANCE_BROKEN', 'failed BALANCE_BROKEN']);
    });

    it('take the balance from what was drawn, not from the limit of the contract', async () => {
      const limit = { principal: cny('80000.00') };
      expect(
        (await runCheck(repayments, changed(all, withFields('CONTRACT-01', limit)))).codes,
      ).to.deep.equal([]);
      expect(
        (await runCheck(disbursement, changed(all, withFields('CONTRACT-01', limit)))).codes,
      ).to.deep.equal([]);
    });

    it('leave a moved balance open where an amendment or a later drawing may have moved it', async () => {
      const index = all.findIndex(({ record }) => record.reference === 'DISB-01');
      const { record } = all[index]!;
      const amendment = {
        ...all[0]!,
        record: { ...record, type: 'AMEND', reference: 'AMEND-01', fields: {} },
      };
      const fields = { ...record.fields, bank_reference: 'FK-2', value_time: '2025-01-20T09:00:00+08:00' };
      const drawing = { ...all[index]!, record: { ...record, reference: 'DISB-02', fields } };
      for (const change of [amendment, drawing]) {
        const { codes } = await runCheck(repayments, [...changed(all, without('REPAY-02')), change]);
        expect(new Set(codes)).to.deep.equal(new Set(['not-checked TERMS_CHANGED']));
      }
    });

    it('count a payment that two parties filed once, and follow one that supersedes another', async () => {
      const index = all.findIndex(({ record }) => record.reference === 'REPAY-02');
      const copy = { ...all[index]!, record: { ...all[index]!.record, reference: 'USER-1' } };
      expect((await runCheck(repayments, [...all, copy])).codes).to.deep.equal([]);
      const wrong = changed(all, withFields('REPAY-02', { amount: cny('1.00'), bank_reference: 'OTHER' }));
      const right = { ...copy, record: { ...copy.record, supersedes: { id: 'x', sequence: index + 1 } } };
      expect((await runCheck(payments, wrong)).codes).to.include('failed SUM_DIFFERS');
      expect((await runCheck(payments, [...wrong, right])).codes).to.deep.equal([]);
    });
  });

  describe('disbursement', () => {
    it('name what was deducted in advance, also when no deduction is named', async () => {
      const deductions = [{ name: '服务费', amount: cny('500.00') }];
      const net = { net_amount: cny('49500.00') };
      for (const fields of [{ ...net, deductions }, net]) {
        const { codes, facts } = await runCheck(disbursement, changed(all, withFields('DISB-01', fields)));
        expect(codes).to.deep.equal(['failed DEDUCTED_IN_ADVANCE']);
        expect(facts).to.include({ deducted: '500.00', net: '49500.00' });
      }
    });

    it('refuse parts that make more than the whole, and a payee who is not the borrower', async () => {
      const deductions = [{ name: '服务费', amount: cny('500.00') }];
      const { codes } = await runCheck(disbursement, changed(all, withFields('DISB-01', { deductions })));
      expect(codes).to.deep.equal(['failed SUM_DIFFERS', 'failed DEDUCTED_IN_ADVANCE']);
      const payee = await runCheck(disbursement, changed(all, withFields('DISB-01', { payee: '别人' })));
      expect(payee.codes).to.deep.equal(['failed PARTY_DIFFERS']);
    });

    it('refuse several currencies, and stay open where contract or voucher are not filed', async () => {
      const dollars = { net_amount: { amount: '50000.00', currency: 'USD' } };
      const { codes } = await runCheck(disbursement, changed(all, withFields('DISB-01', dollars)));
      expect(codes).to.deep.equal(['failed CURRENCIES_DIFFER']);
      for (const reference of ['CONTRACT-01', 'DISB-01', 'SCHED-01'])
        expect((await runCheck(disbursement, changed(all, without(reference)))).codes).to.deep.equal([
          'not-checked NOT_FILED',
        ]);
    });
  });

  describe('payments', () => {
    const allocation = (principal: string, interest: string) => ({
      principal: cny(principal),
      interest: cny(interest),
      default_interest: cny('0.00'),
      fees: cny('0.00'),
    });

    it('refuse an allocation that does not add up, or is not in the order agreed', async () => {
      const short = { allocation: allocation('1.00', '1.00') };
      expect((await runCheck(payments, changed(all, withFields('REPAY-02', short)))).codes).to.deep.equal([
        'failed SUM_DIFFERS',
      ]);
      // All of the late partial payment taken for principal: default interest and interest passed over.
      const wrong = { allocation: allocation('2000.00', '0.00') };
      const { codes, facts } = await runCheck(payments, changed(all, withFields('REPAY-05', wrong)));
      expect(codes).to.deep.equal(['failed ALLOCATION_DIFFERS']);
      expect(facts.found).to.deep.equal(['principal 2000.00']);
    });

    it('leave open what was paid early, what is withheld, and what changed terms', async () => {
      const early = { paid_at: '2024-12-01T09:00:00+08:00', allocation: allocation('4443.97', '0.00') };
      const amount = fieldsOf('REPAY-03').amount as { readonly amount: string };
      const taken = { ...early, allocation: allocation(amount.amount, '0.00') };
      expect((await runCheck(payments, changed(all, withFields('REPAY-03', taken)))).codes).to.include(
        'not-checked PAID_EARLY',
      );
      const withheld = changed(all, withFields('REPAY-02', { allocation: undefined }));
      const redacted = [sequenceOf(all, 'REPAY-02')];
      expect((await runCheck(payments, withheld, { redacted })).codes).to.deep.equal([
        'not-checked FIELD_WITHHELD',
      ]);
      const changes = {
        ...all[0]!,
        record: { ...all[0]!.record, type: 'AMEND', reference: 'AMEND-01', fields: {} },
      };
      expect((await runCheck(payments, [...all, changes])).codes).to.deep.equal([
        'not-checked TERMS_CHANGED',
      ]);
    });
  });

  describe('claim', () => {
    const on = (fields: Parameters<typeof withFields>[1]) =>
      runCheck(claim, changed(all, withFields('CALC-01', fields)));
    const calc = (field: string) => Number((fieldsOf('CALC-01')[field] as { amount: string }).amount);
    const more = (field: string, by: number) => ({
      [field]: cny((calc(field) + by).toFixed(2)),
      total: cny((calc('total') + by).toFixed(2)),
    });

    it('refuse each part that exceeds the records by more than roundings, and pass what claims less', async () => {
      for (const part of ['principal', 'interest', 'default_interest']) {
        const { codes, facts } = await on(more(part, 0.06));
        expect(codes, part).to.deep.equal(['failed CLAIM_EXCEEDS']);
        expect(facts).to.include({ part, difference: '0.06' });
        expect((await on(more(part, 0.05))).codes).to.deep.equal([]);
        expect((await on(more(part, -100))).codes).to.deep.equal([]);
      }
    });

    it('refuse a total that is not the sum, and a rate above the contract', async () => {
      expect((await on({ total: cny('99999.00') })).codes).to.deep.equal(['failed SUM_DIFFERS']);
      expect((await on({ default_annual_rate: '0.17' })).codes).to.deep.equal(['failed RATE_DIFFERS']);
      expect((await on({ default_annual_rate: '0.16' })).codes).to.deep.equal([]);
    });

    it('refuse a claim that rests on items which are not in the loan', async () => {
      const { codes, facts } = await on({ inputs: ['DISB-01', 'REPAY-77'] });
      expect(codes).to.deep.equal(['failed REFERENCE_UNKNOWN']);
      expect(facts.missing).to.deep.equal(['REPAY-77']);
      const request = changed(all, withFields('CLAIM-01', { evidence: ['CONTRACT-01', 'GUAR-01'] }));
      expect((await runCheck(claim, request)).facts).to.deep.include({
        item: 'CLAIM-01',
        missing: ['GUAR-01'],
      });
    });

    it('count in a payment that the balances give away: what is claimed in spite of it is too much', async () => {
      const dropped = changed(
        all,
        without('REPAY-02'),
        withFields('CALC-01', { inputs: [] }),
        withFields('CLAIM-01', { evidence: [] }),
      );
      expect((await runCheck(claim, dropped)).codes).to.deep.equal([]);
      const untold = changed(dropped, withFields('CALC-01', more('principal', 4000)));
      expect((await runCheck(claim, untold)).facts).to.include({ part: 'principal', difference: '4000.00' });
    });

    it('stay open while items are withheld, and where no claim is filed', async () => {
      const hidden = [sequenceOf(all, 'REG-01')];
      expect((await runCheck(claim, all, { hidden })).codes).to.deep.equal([
        'not-checked CONTENT_WITHHELD',
        // The request lists the withheld item as evidence.
        'not-checked REFERENCE_UNKNOWN',
      ]);
      expect((await runCheck(claim, changed(all, without('CALC-01')))).codes).to.deep.equal([
        'not-checked NOT_FILED',
      ]);
    });
  });
});
