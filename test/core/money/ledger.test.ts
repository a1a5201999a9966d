import { expect } from 'chai';
import fc from 'fast-check';
import { type LoanPlan, type Payment, playLoan } from '../../../core/money/claim.ts';
import { addDays, addMonths } from '../../../core/money/days.ts';
import { amountText, type Decimal, decimal, sum, ZERO } from '../../../core/money/decimal.ts';
import { claimFormula } from '../../../core/money/formula.ts';
import {
  accelerate,
  allocationTotal,
  defaultInterest,
  openAccount,
  outstandingPrincipal,
  type Terms,
  takePayment,
} from '../../../core/money/ledger.ts';
import { BUCKETS, MONEY_RULES } from '../../../core/money/rules.ts';
import { type Instalment, scaleSchedule, scheduledPrincipal } from '../../../core/money/schedule.ts';

const TERMS: Terms = {
  annualRate: decimal('0.108'),
  defaultRate: decimal('0.162'),
  dayCount: MONEY_RULES.dayCounts['actual-360']!,
  order: MONEY_RULES.allocation,
  starts: '2025-01-10',
};

const instalment = (number: number, principal: string, interest: string, fee = '0'): Instalment => ({
  number,
  due: addMonths(TERMS.starts, number),
  principal: decimal(principal),
  interest: decimal(interest),
  fee: decimal(fee),
});

const PLAN = [
  instalment(1, '1000.00', '90.00'),
  instalment(2, '1000.00', '60.00'),
  instalment(3, '1000.00', '30.00'),
];
const account = () => openAccount(TERMS, MONEY_RULES, PLAN);
const shown = (allocation: Readonly<Record<string, Decimal>>) =>
  BUCKETS.map((bucket) => amountText(allocation[bucket]!));

describe('core/money ledger', () => {
  it('takes costs, default interest, interest, principal, the oldest instalment first', () => {
    const late = addDays('2025-02-10', 20);
    const taken = takePayment(account(), late, decimal('500.00'));
    // 1000 × 16.2 % ÷ 360 × 20
    expect(shown(taken.allocation)).to.deep.equal(['0.00', '9.00', '90.00', '401.00']);
    expect(taken).to.deep.include({ instalments: [1], early: false });
    const [first] = taken.account.open;
    expect(amountText(first!.principal)).to.equal('599.00');
    // From the day of the payment on, default interest runs on what is left.
    expect(amountText(defaultInterest(taken.account, first!, addDays(late, 10)))).to.equal('2.70');
  });

  it('carries default interest that a payment does not cover', () => {
    const late = addDays('2025-02-10', 20);
    const { account: after, allocation } = takePayment(account(), late, decimal('4.00'));
    expect(shown(allocation)).to.deep.equal(['0.00', '4.00', '0.00', '0.00']);
    expect(amountText(defaultInterest(after, after.open[0]!, late))).to.equal('5.00');
  });

  it('follows another order where the contract has one', () => {
    const order = ['principal', 'interest', 'default_interest', 'fees'] as const;
    const taken = takePayment(
      openAccount({ ...TERMS, order }, MONEY_RULES, PLAN),
      '2025-03-02',
      decimal('1005.00'),
    );
    expect(shown(taken.allocation)).to.deep.equal(['0.00', '0.00', '5.00', '1000.00']);
  });

  it('gives what an instalment does not need to the next one, says so when that was not due, and keeps a surplus', () => {
    const taken = takePayment(account(), '2025-02-10', decimal('1100.00'));
    expect(taken).to.deep.include({ instalments: [1, 2], early: true });
    expect(shown(taken.allocation)).to.deep.equal(['0.00', '0.00', '100.00', '1000.00']);
    const all = takePayment(account(), '2025-02-10', decimal('5000.00'));
    expect(all.account.open).to.deep.equal([]);
    expect(amountText(all.account.surplus)).to.equal('1820.00');
  });

  it('makes one debt of everything on acceleration: running interest on what was not due', () => {
    const [after, parts] = accelerate(account(), '2025-02-20', '2025-02-10');
    expect(parts).to.deep.include({ currentDays: 10, currentFrom: '2025-02-10' });
    expect(amountText(parts.overdueInterest)).to.equal('90.00');
    expect(amountText(parts.currentInterest)).to.equal('6.00');
    expect(amountText(parts.defaultBefore)).to.equal('4.50');
    expect(amountText(outstandingPrincipal(after))).to.equal('3000.00');
    expect(amountText(defaultInterest(after, after.open[0]!, '2025-03-02'))).to.equal('18.00');
  });

  it('owes only what is due while nothing was accelerated', () => {
    const { owed } = playLoan({ terms: TERMS, instalments: PLAN, payments: [] }, MONEY_RULES, '2025-03-10');
    expect(amountText(owed.principal)).to.equal('2000.00');
    expect(amountText(owed.interest)).to.equal('150.00');
    // 28 days on the first instalment, none on the second: it fell due that day.
    expect(amountText(owed.defaultInterest)).to.equal('12.60');
  });

  it('writes a formula that leads to the very sums', () => {
    const plan = { terms: TERMS, instalments: PLAN, payments: [], accelerated: '2025-02-20' };
    const { owed } = playLoan(plan, MONEY_RULES, '2025-03-02');
    const lines = claimFormula(decimal('3000'), ZERO, owed, TERMS);
    expect(lines.map(({ id }) => id)).to.deep.equal([
      'principal',
      'interest',
      'default-interest',
      'from-then-on',
    ]);
    expect(lines[1]!.en).to.equal(
      'Interest = 90.00 of instalments overdue + 2000.00 × 10.8% ÷ 360 × 10 days (2025-02-10 to 2025-02-20) = 6.00; open: 96.00',
    );
    expect(lines[2]!.en).to.equal(
      'Default interest = 4.50 up to 2025-02-20 + 3000.00 × 16.2% ÷ 360 × 10 days up to 2025-03-02 = 13.50; open: 18.00',
    );
    expect(lines[3]!.zh).to.include('3000.00 × 16.2% ÷ 360 = 每日 1.3500');
  });

  it('scales a plan to what was really lent, to the last cent', () => {
    const scaled = scaleSchedule(PLAN, decimal('2800.00'), MONEY_RULES);
    expect(amountText(scheduledPrincipal(scaled))).to.equal('2800.00');
    expect(scaled.map(({ principal }) => amountText(principal))).to.deep.equal([
      '933.33',
      '933.33',
      '933.34',
    ]);
    expect(amountText(scaled[0]!.interest)).to.equal('84.00');
    expect(scaleSchedule(PLAN, decimal('3000.00'), MONEY_RULES)).to.deep.equal(PLAN);
  });
});

const cents = (max: number) => fc.integer({ min: 1, max }).map((value) => decimal(String(value)).div('100'));

const randomPlan: fc.Arbitrary<LoanPlan> = fc
  .record({
    months: fc.integer({ min: 1, max: 24 }),
    principals: fc.array(cents(1_000_000), { minLength: 24, maxLength: 24 }),
    interests: fc.array(cents(50_000), { minLength: 24, maxLength: 24 }),
    fees: fc.array(cents(500), { minLength: 24, maxLength: 24 }),
    payments: fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), cents(2_000_000)), { maxLength: 30 }),
    accelerated: fc.option(fc.integer({ min: 1, max: 900 }), { nil: undefined }),
    rate: fc.integer({ min: 1, max: 360 }),
    convention: fc.constantFrom(...Object.values(MONEY_RULES.dayCounts)),
    order: fc.shuffledSubarray([...BUCKETS], { minLength: 4, maxLength: 4 }),
  })
  .map(({ months, principals, interests, fees, payments, accelerated, rate, convention, order }) => ({
    terms: {
      annualRate: decimal(String(rate)).div('1000'),
      defaultRate: decimal(String(rate)).times('1.5').div('1000'),
      dayCount: convention,
      order,
      starts: TERMS.starts,
    },
    instalments: Array.from({ length: months }, (_, i) => ({
      number: i + 1,
      due: addMonths(TERMS.starts, i + 1),
      principal: principals[i]!,
      interest: interests[i]!,
      fee: fees[i]!,
    })),
    payments: payments
      .map(([day, amount], i): Payment => ({ id: `P${i}`, date: addDays(TERMS.starts, day), amount }))
      .sort((a, b) => a.date.localeCompare(b.date)),
    ...(accelerated === undefined ? {} : { accelerated: addDays(TERMS.starts, accelerated) }),
  }));

describe('core/money ledger, over random schedules', () => {
  const END = addDays(TERMS.starts, 1000);
  const runs = { numRuns: 150 };

  it('creates and loses nothing: principal paid and outstanding are the principal lent, and every cent paid is placed', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        const { payments, owed } = playLoan(plan, MONEY_RULES, END);
        const lent = scheduledPrincipal(plan.instalments);
        const paid = sum(payments.map(({ allocation }) => allocation.principal));
        expect(paid.plus(owed.principal).eq(lent)).to.equal(true);
        const placed = sum(payments.map(({ allocation }) => allocationTotal(allocation)));
        expect(placed.plus(owed.surplus).eq(sum(plan.payments.map(({ amount }) => amount)))).to.equal(true);
      }),
      runs,
    );
  });

  it('never takes less than nothing, and its balance never rises', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        let balance = scheduledPrincipal(plan.instalments);
        for (const played of playLoan(plan, MONEY_RULES, END).payments) {
          for (const bucket of BUCKETS) expect(played.allocation[bucket].gte('0')).to.equal(true);
          expect(played.balance.lte(balance)).to.equal(true);
          expect(balance.minus(played.allocation.principal).eq(played.balance)).to.equal(true);
          balance = played.balance;
        }
      }),
      runs,
    );
  });

  it('owes no more the more is paid, and no less the longer it takes', () => {
    fc.assert(
      fc.property(randomPlan, cents(100_000), (plan, more) => {
        const total = (one: LoanPlan, end: string) => {
          const { principal, interest, defaultInterest: late, fees } = playLoan(one, MONEY_RULES, end).owed;
          return principal.plus(interest).plus(late).plus(fees);
        };
        const last = plan.payments.at(-1)?.date ?? TERMS.starts;
        const extra = { ...plan, payments: [...plan.payments, { id: 'more', date: last, amount: more }] };
        expect(total(extra, END).lte(total(plan, END))).to.equal(true);
        expect(total(plan, addDays(END, 30)).gte(total(plan, END))).to.equal(true);
      }),
      runs,
    );
  });

  it('keeps amounts at the cent', () => {
    fc.assert(
      fc.property(randomPlan, (plan) => {
        for (const { allocation } of playLoan(plan, MONEY_RULES, END).payments)
          for (const bucket of BUCKETS)
            expect(allocation[bucket].round(2).eq(allocation[bucket])).to.equal(true);
      }),
      runs,
    );
  });

  it('scales any plan to any sum exactly', () => {
    fc.assert(
      fc.property(randomPlan, cents(5_000_000), (plan, lent) => {
        const scaled = scaleSchedule(plan.instalments, lent, MONEY_RULES);
        expect(scheduledPrincipal(scaled).eq(lent)).to.equal(true);
        expect(scaled.every(({ principal }) => principal.gte('0'))).to.equal(true);
        expect(scaled.map(({ due }) => due)).to.deep.equal(plan.instalments.map(({ due }) => due));
      }),
      runs,
    );
  });
});
