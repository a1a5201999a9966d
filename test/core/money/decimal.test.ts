import { expect } from 'chai';
import { countedDays, simpleInterest } from '../../../core/money/day-count.ts';
import { addDays, addMonths, dayOf, daysBetween } from '../../../core/money/days.ts';
import { amountText, decimal, percentText, rounded, sum, whole } from '../../../core/money/decimal.ts';
import { MONEY_RULES } from '../../../core/money/rules.ts';

describe('core/money decimals', () => {
  it('add what floats do not', () => {
    expect(sum([decimal('0.1'), decimal('0.2')]).eq('0.3')).to.equal(true);
    expect(amountText(sum([decimal('0.1'), decimal('0.2')]))).to.equal('0.30');
  });

  it('refuse a float, so that none slips in', () => {
    expect(() => decimal('1').plus(0.1 as never)).to.throw(TypeError);
    expect(() => decimal('NaN')).to.throw();
  });

  it('round half up, half even or down, to the cent', () => {
    const tie = decimal('2.345');
    expect(rounded(tie, 2, 'half-up').toFixed()).to.equal('2.35');
    expect(rounded(tie, 2, 'half-even').toFixed()).to.equal('2.34');
    expect(rounded(tie, 2, 'down').toFixed()).to.equal('2.34');
    expect(rounded(decimal('2.3449999'), 2, 'half-up').toFixed()).to.equal('2.34');
  });

  it('write amounts without exponent, with two decimals or more', () => {
    expect(amountText(decimal('999999999999999'))).to.equal('999999999999999.00');
    expect(amountText(decimal('0.0001'))).to.equal('0.0001');
    expect(amountText(decimal('50000.10'))).to.equal('50000.10');
    expect(percentText(decimal('0.108'))).to.equal('10.8%');
  });
});

describe('core/money days', () => {
  it('count nights, across leap days and backwards', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).to.equal(2);
    expect(daysBetween('2025-02-28', '2025-03-01')).to.equal(1);
    expect(daysBetween('2025-03-01', '2025-02-28')).to.equal(-1);
    expect(addDays('2024-12-31', 1)).to.equal('2025-01-01');
  });

  it('take the last day of a shorter month', () => {
    expect(addMonths('2025-01-31', 1)).to.equal('2025-02-28');
    expect(addMonths('2024-01-31', 1)).to.equal('2024-02-29');
    expect(addMonths('2024-11-10', 3)).to.equal('2025-02-10');
  });

  it('put a time on the day that it has in the zone', () => {
    expect(dayOf('2025-02-20T18:05:31+08:00', '+08:00')).to.equal('2025-02-20');
    expect(dayOf('2025-02-20T16:00:00Z', '+08:00')).to.equal('2025-02-21');
    expect(dayOf('2025-02-20T15:59:59Z', '+08:00')).to.equal('2025-02-20');
    expect(dayOf('2025-02-20T03:00:00Z', '-05:00')).to.equal('2025-02-19');
  });

  it('stay within the years that can be written', () => {
    expect(dayOf('9999-12-31T23:59:59-23:59', '+08:00')).to.equal('9999-12-31');
    expect(addMonths('9999-12-31', 3)).to.equal('9999-12-31');
    expect(daysBetween('9999-12-31', dayOf('0001-01-01T00:00:00+23:59', '+08:00'))).to.be.below(0);
  });

  it('follow the conventions of the rule data', () => {
    const { dayCounts } = MONEY_RULES;
    expect(Object.keys(dayCounts)).to.deep.equal(['actual-360', 'actual-365', 'thirty-360']);
    expect(countedDays(dayCounts['actual-360']!, '2025-01-31', '2025-02-28')).to.equal(28);
    expect(countedDays(dayCounts['thirty-360']!, '2025-01-31', '2025-02-28')).to.equal(28);
    expect(countedDays(dayCounts['thirty-360']!, '2025-01-15', '2025-03-15')).to.equal(60);
    const interest = (name: string, days: number) =>
      simpleInterest(decimal('36000'), decimal('0.1'), days, dayCounts[name]!);
    expect(interest('actual-360', 10).eq('100')).to.equal(true);
    expect(interest('actual-365', 73).eq('720')).to.equal(true);
    expect(interest('actual-360', -3).eq('0')).to.equal(true);
    expect(whole(7).eq('7')).to.equal(true);
  });
});
