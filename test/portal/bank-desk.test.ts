/** What the bank's desk computes: gaps in a stream, rows of a table of cases, the scale of a chart. */
import { expect } from 'chai';
import type { LoanItem } from '../../portal/app/api/stream.ts';
import { missingIn, withGaps } from '../../portal/app/api/stream.ts';
import { BULK_COLUMNS, type BulkRow, caseOf, MAX_ROWS, readBulk } from '../../portal/app/cases/bulk-rows.ts';
import { readCsv } from '../../portal/app/cases/read-csv.ts';
import { scaleEnd } from '../../portal/app/components/scale.ts';
import { csv } from '../../portal/csv.ts';

const item = (sequence: number) => ({ sequence }) as LoanItem;

describe('portal: gaps in a stream', () => {
  const shape = (sequences: readonly number[]) =>
    withGaps(sequences.map(item)).map((row) =>
      'gap' in row ? [row.gap.from, row.gap.to] : row.item.sequence,
    );

  it('finds none in numbers that follow each other from 1', () => {
    expect(shape([1, 2, 3])).to.deep.equal([1, 2, 3]);
    expect(shape([])).to.deep.equal([]);
    expect(missingIn(withGaps([1, 2, 3].map(item)))).to.equal(0);
  });

  it('marks what is missing at the beginning, in the middle, one and many', () => {
    expect(shape([2, 3, 5, 9])).to.deep.equal([[1, 1], 2, 3, [4, 4], 5, [6, 8], 9]);
    expect(missingIn(withGaps([2, 3, 5, 9].map(item)))).to.equal(5);
  });
});

describe('portal: reading CSV', () => {
  it('takes quotes, separators and line ends inside cells, and what a spreadsheet puts in front', () => {
    expect(readCsv('\uFEFFa,b\r\n"x, ""y""","1\n2"\r\n')).to.deep.equal([
      ['a', 'b'],
      ['x, "y"', '1\n2'],
    ]);
  });

  it('takes cells that were copied from a spreadsheet, and leaves blank lines out', () => {
    expect(readCsv('a\tb\n\n1,5\t2\n\t\n')).to.deep.equal([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
  });

  it('reads back what it wrote', () => {
    const rows = [
      ['a', 'b,c'],
      ['"', 'x\ny'],
    ];
    expect(readCsv(csv(rows))).to.deep.equal(rows);
  });
});

describe('portal: cases in bulk', () => {
  const GOOD: Record<string, string> = {
    loan: 'LN-1',
    claimant: '示例银行',
    respondent: '王虚构',
    commission: 'demo-commission',
    commission_name: '广州仲裁委员会',
    principal: '18,000',
    interest: '100.5',
    default_interest: '0',
    fees: '0.00',
    costs: '0.00',
    cut_off: '2026-06-30',
    ground: 'non-payment',
    statement: '到期未还',
    stated_at: '2026-06-01 10:00',
  };
  const table = (...rows: Record<string, string>[]) =>
    csv([[...BULK_COLUMNS], ...rows.map((row) => BULK_COLUMNS.map((column) => row[column] ?? ''))]);
  const rowsOf = (text: string): readonly BulkRow[] => {
    const read = readBulk(text);
    if (!('rows' in read)) throw new Error(JSON.stringify(read));
    return read.rows;
  };

  it('makes a case of a row, with exact amounts and the time in UTC+8', () => {
    const [row] = rowsOf(table(GOOD));
    expect(row!.faults).to.deep.equal([]);
    expect(caseOf(row!, 'an-agreement')).to.deep.include({
      loan: 'LN-1',
      agreement: 'an-agreement',
      claim: {
        currency: 'CNY',
        principal: '18000.00',
        interest: '100.50',
        default_interest: '0.00',
        fees: '0.00',
        costs: '0.00',
        total: '18100.50',
        cut_off: '2026-06-30',
      },
      dispute: { ground: 'non-payment', statement: '到期未还', stated_at: '2026-06-01T10:00:00+08:00' },
    });
    expect(caseOf(row!, undefined)).to.not.have.property('agreement');
  });

  it('takes the columns in any order, with others between', () => {
    const head = ['note', ...BULK_COLUMNS.toReversed()];
    const cells = ['x', ...BULK_COLUMNS.toReversed().map((column) => GOOD[column]!)];
    expect(rowsOf(csv([head, cells]))[0]).to.deep.equal(rowsOf(table(GOOD))[0]);
  });

  for (const [column, text, what] of [
    ['respondent', '', 'missing'],
    ['principal', 'abc', 'notAmount'],
    ['principal', '-1.00', 'notAmount'],
    ['interest', '1.005', 'notAmount'],
    ['cut_off', '2026-02-30', 'notDate'],
    ['cut_off', '30.6.2026', 'notDate'],
    ['stated_at', '2026-06-01', 'notTime'],
    ['ground', 'anger', 'notGround'],
  ] as const) {
    it(`says that ${column} ${JSON.stringify(text)} is ${what}, and nothing else`, () => {
      expect(rowsOf(table(GOOD, { ...GOOD, [column]: text })).map(({ faults }) => faults)).to.deep.equal([
        [],
        [{ what, column }],
      ]);
    });
  }

  it('names the columns that are missing, and refuses no rows and too many', () => {
    expect(readBulk('loan,claimant\nLN-1,x')).to.deep.equal({ missing: BULK_COLUMNS.slice(2) });
    expect(readBulk('')).to.deep.equal({ problem: 'empty' });
    expect(readBulk(table())).to.deep.equal({ problem: 'empty' });
    const most = Array.from({ length: MAX_ROWS }, () => GOOD);
    expect(rowsOf(table(...most))).to.have.length(MAX_ROWS);
    expect(readBulk(table(...most, GOOD))).to.deep.equal({ problem: 'tooMany' });
  });
});

describe('portal: the scale of a chart', () => {
  it('ends at or above the most, in steps that are easily read', () => {
    expect([0, 1, 4, 5, 8, 9, 20, 21, 300_000].map(scaleEnd)).to.deep.equal([
      4, 4, 4, 8, 8, 20, 20, 40, 400_000,
    ]);
  });
});
