/** Cases as rows of a table: read, checked row by row, and made into what the API takes. */

import { AMOUNTS, DISPUTES, sumOf } from './draft.ts';
import { readCsv } from './read-csv.ts';

export const BULK_COLUMNS = [
  'loan',
  'claimant',
  'respondent',
  'commission',
  'commission_name',
  ...AMOUNTS,
  'cut_off',
  'ground',
  'statement',
  'stated_at',
] as const;
export type BulkColumn = (typeof BULK_COLUMNS)[number];
export const MAX_ROWS = 2000;

/** What is wrong with a row, as the text's name and what it speaks of. */
export interface RowFault {
  readonly what: 'missing' | 'notAmount' | 'notDate' | 'notTime' | 'notGround';
  readonly column: BulkColumn;
}

export interface BulkRow {
  /** From 1, without the head. */
  readonly number: number;
  readonly cells: Readonly<Record<BulkColumn, string>>;
  readonly faults: readonly RowFault[];
}

export type BulkTable =
  | { readonly rows: readonly BulkRow[] }
  | { readonly missing: readonly BulkColumn[] }
  | { readonly problem: 'empty' | 'tooMany' };

export function readBulk(text: string): BulkTable {
  const [head = [], ...body] = readCsv(text);
  const names = head.map((name) => name.trim().toLowerCase());
  const missing = BULK_COLUMNS.filter((column) => !names.includes(column));
  if (head.length === 0) return { problem: 'empty' };
  if (missing.length > 0) return { missing };
  if (body.length === 0) return { problem: 'empty' };
  if (body.length > MAX_ROWS) return { problem: 'tooMany' };
  const places = BULK_COLUMNS.map((column) => [column, names.indexOf(column)] as const);
  return {
    rows: body.map((values, i) => {
      const cells = Object.fromEntries(places.map(([column, place]) => [column, values[place] ?? '']));
      return rowOf(i + 1, cells as Record<BulkColumn, string>);
    }),
  };
}

const AMOUNT = /^(0|[1-9][0-9]{0,11})\.[0-9]{2}$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?$/;
const isAmount = (column: BulkColumn) => AMOUNTS.some((amount) => amount === column);

function rowOf(number: number, given: Readonly<Record<BulkColumn, string>>): BulkRow {
  const cells = { ...given };
  for (const column of AMOUNTS) cells[column] = amountOf(given[column]);
  const faults = BULK_COLUMNS.flatMap((column): RowFault[] => {
    const what = faultOf(column, cells[column]);
    return what === undefined ? [] : [{ what, column }];
  });
  return { number, cells, faults };
}

/** As spreadsheets write amounts: `1,200.5` and `1200` are meant exactly. */
function amountOf(text: string): string {
  const plain = text.replaceAll(',', '');
  if (/^\d+$/.test(plain)) return `${plain}.00`;
  return /^\d+\.\d$/.test(plain) ? `${plain}0` : plain;
}

function faultOf(column: BulkColumn, text: string): RowFault['what'] | undefined {
  if (text === '') return 'missing';
  if (isAmount(column)) return AMOUNT.test(text) ? undefined : 'notAmount';
  if (column === 'cut_off') return DATE.test(text) && isDay(text) ? undefined : 'notDate';
  if (column === 'stated_at') return TIME.test(text) && isDay(text.slice(0, 10)) ? undefined : 'notTime';
  if (column === 'ground') return DISPUTES.some((one) => one === text) ? undefined : 'notGround';
  return undefined;
}

/** No 30 February. */
function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** A case as the API takes it. @param agreement the loan's arbitration agreement, where one is on file */
export function caseOf({ cells }: BulkRow, agreement: string | undefined): object {
  const amounts = AMOUNTS.map((name) => [name, cells[name]] as const);
  const [day, time = ''] = cells.stated_at.split(/[ T]/);
  return {
    loan: cells.loan,
    commission: cells.commission,
    commission_name: cells.commission_name,
    parties: [
      { role: 'claimant', name: cells.claimant },
      { role: 'respondent', name: cells.respondent },
    ],
    claim: {
      currency: 'CNY',
      ...Object.fromEntries(amounts),
      total: sumOf(amounts.map(([, amount]) => amount)),
      cut_off: cells.cut_off,
    },
    dispute: {
      ground: cells.ground,
      statement: cells.statement,
      stated_at: `${day}T${time.length === 5 ? `${time}:00` : time}+08:00`,
    },
    ...(agreement === undefined ? {} : { agreement }),
  };
}
