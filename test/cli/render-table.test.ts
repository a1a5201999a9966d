import { expect } from 'chai';
import { tableLines, width } from '../../cli/render-table.ts';
import { missingOf } from '../../core/verify/missing.ts';
import type { Cell, ColumnKind, ReportTable } from '../../core/verify/report.ts';

const table = (
  columns: readonly (readonly [string, ColumnKind])[],
  rows: readonly (readonly Cell[])[],
  omitted = 0,
): ReportTable => ({
  id: 't',
  group: 'legal',
  title: { en: 'T', zh: '表' },
  columns: columns.map(([title, kind]) => ({ id: title, title: { en: title, zh: title }, kind })),
  rows,
  omitted,
});

describe('cli tables', () => {
  it('sets a grid: amounts to the right, nothing after the last cell', () => {
    const lines = tableLines(
      table(
        [
          ['what', 'text'],
          ['sum', 'amount'],
          ['note', 'text'],
        ],
        [
          ['a', '1.00', null],
          [{ en: 'longer', zh: '较长' }, '10000.00', 'x'],
        ],
      ),
      'en',
    );
    expect(lines).to.deep.equal([
      '    what         sum  note',
      '    a           1.00',
      '    longer  10000.00  x',
    ]);
  });

  it('fills lines with long cells in their order', () => {
    const long = 'y'.repeat(60);
    const lines = tableLines(
      table(
        [
          ['a', 'state'],
          ['b', 'text'],
          ['c', 'text'],
        ],
        [['met', long, long]],
      ),
      'en',
    );
    expect(lines).to.deep.equal([`  - met · ${long}`, `    ${long}`]);
  });

  it('lists a single column, says how many rows are left out, and lets no cell steer the terminal', () => {
    const lines = tableLines(table([['a', 'text']], [['x\u001b[2J'], ['\u202ey']], 7), 'zh');
    expect(lines).to.deep.equal(['    x\\u{1b}[2J', '    \\u{202e}y', '    ... 7']);
  });

  it('knows which characters take two places', () => {
    expect(width('abc')).to.equal(3);
    expect(width('贷款（1）')).to.equal(9);
    expect(width('한글')).to.equal(4);
    expect(width('−×÷·')).to.equal(4);
  });
});

describe('what is missing', () => {
  const text = (en: string) => ({ en, zh: en });
  const finding = (code: 'NOT_FILED' | 'GAP_IN_SEQUENCE' | 'FILE_SHA256', sentence: string) => ({
    outcome: 'failed' as const,
    code,
    subject: '',
    facts: {},
    sentence: text(sentence),
  });

  it('is each absence once, and no other failure', () => {
    const checks = [
      { findings: [finding('GAP_IN_SEQUENCE', 'Item 3 is missing.'), finding('FILE_SHA256', 'changed')] },
      { findings: [finding('NOT_FILED', 'No CALC.')] },
      { findings: [finding('NOT_FILED', 'No CALC.')] },
    ] as unknown as Parameters<typeof missingOf>[0]['checks'];
    expect(missingOf({ checks }).map(({ sentence }) => sentence.en)).to.deep.equal([
      'Item 3 is missing.',
      'No CALC.',
    ]);
  });
});
