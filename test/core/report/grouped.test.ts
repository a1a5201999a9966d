import { expect } from 'chai';
import { grouped, groupedWithin } from '../../../core/report/grouped.ts';

describe('grouped amounts', () => {
  it('group an amount by thousands, whatever its sign', () => {
    expect(['950.00', '50000.00', '-1234567.8', '0'].map(grouped)).to.deep.equal([
      '950.00',
      '50,000.00',
      '-1,234,567.8',
      '0',
    ]);
  });

  it('group the amounts of a sentence, the last one before its full stop too', () => {
    expect(groupedWithin('from 50000.00 down to 32250.78.')).to.equal('from 50,000.00 down to 32,250.78.');
    expect(groupedWithin('由 50000.00 减至 32250.78。')).to.equal('由 50,000.00 减至 32,250.78。');
  });

  it('leave alone what is no amount: dates, versions, addresses, numbers of another form', () => {
    const text = '2026-01-31, version 2026.10.3, 10.1234.56.78, XJD-2024.00, 12345, 12345.678';
    expect(groupedWithin(text)).to.equal(text);
  });
});
