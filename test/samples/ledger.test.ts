import { expect } from 'chai';
import fc from 'fast-check';
import { addDays, addMonths, at, daysBetween, inChinese, plusSeconds } from '../../samples/calendar.ts';
import {
  amortise,
  claimOn,
  dailyInterest,
  type LoanTerms,
  openLedger,
  overdueOn,
  pay,
} from '../../samples/ledger.ts';
import {
  amount,
  cents,
  decimal,
  divideRounded,
  grouped,
  inWords,
  percent,
  rate,
} from '../../samples/money.ts';

const terms: LoanTerms = {
  principal: cents('50000.00'),
  annualRate: rate('0.108'),
  defaultRate: rate('0.162'),
  months: 12,
  starts: '2024-09-10',
};
const total = (values: readonly bigint[]) => values.reduce((sum, value) => sum + value, 0n);

describe('samples/money', () => {
  it('reads and writes amounts exactly', () => {
    for (const text of ['0.00', '0.05', '1.10', '50000.00', '9007199254740993.01'])
      expect(decimal(cents(text))).to.equal(text);
    expect(cents('7')).to.equal(700n);
    expect(grouped(cents('1234567.80'))).to.equal('1,234,567.80');
    expect(amount(5n)).to.deep.equal({ amount: '0.05', currency: 'CNY' });
    for (const bad of ['', '1.234', '-1', '1,000', '1e3']) expect(() => cents(bad)).to.throw(RangeError);
  });

  it('rounds halves up', () => {
    expect([1n, 2n, 3n, 4n].map((n) => divideRounded(n, 4n))).to.deep.equal([0n, 1n, 1n, 1n]);
  });

  it('writes rates for people', () => {
    expect(percent('0.108')).to.equal('10.8%');
    expect(percent('0.24')).to.equal('24%');
    expect(() => rate('1.08')).to.throw(RangeError);
  });

  for (const [value, words] of [
    ['0.00', '零元整'],
    ['0.05', '零元零伍分'],
    ['10.50', '壹拾元伍角整'],
    ['1005.00', '壹仟零伍元整'],
    ['50000.00', '伍万元整'],
    ['100001.01', '壹拾万零壹元零壹分'],
    ['34743.81', '叁万肆仟柒佰肆拾叁元捌角壹分'],
    ['10000000.00', '壹仟万元整'],
    ['100000000.00', '壹亿元整'],
  ] as const)
    it(`writes ${value} in words`, () => {
      expect(inWords(cents(value))).to.equal(words);
    });
});

describe('samples/calendar', () => {
  it('counts days and months over the ends of months and years', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).to.equal(2);
    expect(addDays('2024-12-31', 1)).to.equal('2025-01-01');
    expect(addMonths('2024-11-15', 3)).to.equal('2025-02-15');
  });

  it('writes days and times in China', () => {
    expect(inChinese('2024-09-10')).to.equal('2024年9月10日');
    expect(at('2024-09-10', '09:05')).to.equal('2024-09-10T09:05:00+08:00');
    expect(plusSeconds('2024-12-31T23:59:50+08:00', 20)).to.equal('2025-01-01T00:00:10+08:00');
  });
});

describe('samples/ledger', () => {
  it('splits equal instalments so that the principal adds up to the cent', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000_000 }),
        fc.integer({ min: 1, max: 359 }),
        fc.integer({ min: 2, max: 60 }),
        (principal, permille, months) => {
          const annualRate = { numerator: BigInt(permille), denominator: 1000n };
          const schedule = amortise({ ...terms, principal: BigInt(principal), annualRate, months });
          expect(total(schedule.map((one) => one.principal))).to.equal(BigInt(principal));
          const payments = schedule.slice(0, -1).map((one) => one.principal + one.interest);
          expect(new Set(payments).size).to.equal(1);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('agrees with a schedule computed by hand', () => {
    const schedule = amortise(terms);
    expect(schedule[0]).to.deep.equal({ number: 1, due: '2024-10-10', principal: 396442n, interest: 45000n });
    expect(schedule[11]).to.deep.equal({
      number: 12,
      due: '2025-09-10',
      principal: 437505n,
      interest: 3938n,
    });
  });

  it('takes a payment for default interest first, then interest, then principal', () => {
    const late = pay(openLedger(terms), '2024-10-20', cents('1000.00'));
    const defaultInterest = dailyInterest(396442n, terms.defaultRate, 10);
    expect(late.allocation).to.deep.equal({
      defaultInterest,
      interest: 45000n,
      principal: 100000n - 45000n - defaultInterest,
    });
    expect(late.state.balance).to.equal(terms.principal - late.allocation.principal);
    expect(late.state.open[0]?.interest).to.equal(0n);
    expect(late.state.open).to.have.length(12);
  });

  it('refuses a payment of more than the open instalment', () => {
    expect(() => pay(openLedger(terms), '2024-10-10', cents('4414.43'))).to.throw(
      RangeError,
      'more than instalment 1',
    );
    expect(pay(openLedger(terms), '2024-10-10', cents('4414.42')).state.open).to.have.length(11);
  });

  it('finds what is overdue the day after it is due, and not on the day', () => {
    expect(() => overdueOn(openLedger(terms), '2024-10-10')).to.throw(RangeError, 'nothing is overdue');
    expect(overdueOn(openLedger(terms), '2024-10-11')).to.include({
      principal: 396442n,
      interest: 45000n,
      days: 1,
    });
  });

  it('claims the whole balance and no interest twice', () => {
    const state = openLedger(terms);
    const claim = claimOn(state, '2024-11-20', '2024-12-20');
    expect(claim.principal).to.equal(terms.principal);
    const { parts } = claim;
    expect(parts.overdueInterest).to.equal(45000n + 41432n);
    expect(parts.currentDays).to.equal(10);
    expect(parts.daysAfter).to.equal(30);
    expect(claim.interest).to.equal(parts.overdueInterest + parts.currentInterest);
    expect(claim.defaultInterest).to.equal(parts.beforeAcceleration + parts.afterAcceleration);
    expect(parts.afterAcceleration).to.equal(dailyInterest(terms.principal, terms.defaultRate, 30));
  });
});
