/** The container's records as a loan file: what the checks of content read, computed once. */
import { type LoanFile, loanFile, type RecordSource } from '../loan/loan-file.ts';
import { type MoneyResult, type MoneyView, moneyView } from '../loan/money-view.ts';
import { type Recomputed, recompute } from '../loan/recompute.ts';
import { MONEY_RULES } from '../money/rules.ts';
import { recordHolds } from './checks/records.ts';
import type { Context, ItemContext } from './context.ts';
import { once, openedValue } from './opened.ts';

export interface LoanContext {
  readonly file: () => LoanFile;
  readonly money: () => MoneyResult;
  /** Undefined where the money cannot be computed; `money` says why. */
  readonly computed: () => { readonly view: MoneyView; readonly recomputed: Recomputed } | undefined;
}

/** @param context asked for when the first check reads the loan, so that it may hold the result itself */
export function loanContext(context: () => Context): LoanContext {
  const file = once(() => loanFile(context().items.map((item) => source(context(), item))));
  const money = once(() => moneyView(file(), MONEY_RULES));
  const computed = once(() => {
    const result = money();
    if (!('view' in result)) return undefined;
    return { view: result.view, recomputed: recompute(file(), result.view, MONEY_RULES) };
  });
  return { file, money, computed };
}

function source(context: Context, item: ItemContext): RecordSource {
  const { sequence, recordFile: file, record, listed } = item;
  if (record.state === 'absent') {
    return { sequence, file, state: listed?.withheld === undefined ? 'unsound' : 'hidden' };
  }
  const opened = openedValue(record)?.opened;
  if (opened === undefined || !recordHolds(context, item)) return { sequence, file, state: 'unsound' };
  return { sequence, file, state: 'holds', record: opened.record, withheld: opened.withheld };
}
