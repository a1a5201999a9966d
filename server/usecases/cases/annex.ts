/**
 * Figures for an award that can be computed again: each with its method and sources, none from an item that the tribunal excluded; beside them the claim
 * recomputed from the same items by the rules of the verifier.
 */
import Big from 'big.js';
import { recordFromClaims } from '../../../core/evidence/claims.ts';
import { loanFile } from '../../../core/loan/loan-file.ts';
import { moneyView } from '../../../core/loan/money-view.ts';
import { type Recomputed, recompute } from '../../../core/loan/recompute.ts';
import { MONEY_RULES } from '../../../core/money/rules.ts';
import type { ReportTable } from '../../../core/verify/report.ts';
import { accountTable, claimTable, formulaTable } from '../../../core/verify/tables/money.ts';
import type { Caller } from '../../ports/caller.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { type Item, itemsOf, member, textOf } from './items.ts';
import { ownCase } from './own.ts';
import { leaveLine } from './steps.ts';
import type { Mark } from './tribunal.ts';
import { listWork } from './work.ts';

/** One figure of the annex. */
export interface AnnexLine {
  readonly item: string;
  /** Exact decimal with two places. */
  readonly amount: string;
  /** How it comes about: `sum`, `stated`, or an expression over items of the annex. */
  readonly method: string;
  /** Ids of the items that it was taken from. */
  readonly sources: readonly string[];
  /** Their numbers in the loan's stream. */
  readonly numbers: readonly number[];
}

export interface Annex {
  readonly currency: string;
  readonly cutOff: string;
  readonly lines: readonly AnnexLine[];
  /** Formula of the claimant's own calculation, if there is one. */
  readonly formula: string | undefined;
  /** Items that the tribunal excluded: no figure was taken from them. */
  readonly excluded: readonly string[];
  /** Account of the loan, claim beside the recomputed sums, formula: from the items that count; empty where the money cannot be recomputed. */
  readonly tables: readonly ReportTable[];
  /** Whether the claim is what its calculation (CALC) says. */
  readonly claimMatchesCalculation: boolean | undefined;
}

interface Figure {
  readonly amount: Big;
  readonly source: string;
  readonly number: number;
}

/** Amounts of one field in the items of one type, of those that count. */
function figures(items: readonly Item[], type: string, field: string): readonly Figure[] {
  return items.flatMap((item) => {
    const value = item.type === type ? member(item.claims?.fields, field) : undefined;
    const amount = textOf(member(value, 'amount'));
    return /^\d+(\.\d+)?$/.test(amount)
      ? [{ amount: new Big(amount), source: item.id, number: item.row.sequence }]
      : [];
  });
}

const sumOf = (all: readonly Figure[]): Big => all.reduce((sum, { amount }) => sum.plus(amount), new Big(0));

function lineOf(item: string, method: string, all: readonly Figure[]): AnnexLine {
  return {
    item,
    method,
    amount: sumOf(all).toFixed(2),
    sources: all.map(({ source }) => source),
    numbers: all.map(({ number }) => number),
  };
}

/** From other figures of the annex. */
function derived(item: string, method: string, amount: Big): AnnexLine {
  return { item, method, amount: amount.toFixed(2), sources: [], numbers: [] };
}

/** The last word of the claimant on each part of the claim; what the case states where no calculation counts. */
function claimLines(open: OpenCase, calculation: Item | undefined): readonly AnnexLine[] {
  const { claim } = open.secret.content;
  const parts = [
    ['principal', claim.principal],
    ['interest', claim.interest],
    ['default_interest', claim.defaultInterest],
    ['fees', claim.fees],
    ['costs', claim.costs],
  ] as const;
  return parts.map(([part, stated]) => {
    const [calculated] = calculation === undefined ? [] : figures([calculation], 'CALC', part);
    return calculated === undefined
      ? derived(`claimed_${part}`, 'stated', new Big(stated))
      : lineOf(`claimed_${part}`, 'stated', [calculated]);
  });
}

interface Recomputation {
  readonly tables: readonly ReportTable[];
  readonly lines: readonly AnnexLine[];
}

/** The account, the claim and the formula as the verification lays them out, without what was excluded; nothing where that cannot be. */
function recomputation(items: readonly Item[]): Recomputation {
  const file = loanFile(
    items.map(({ row: { sequence }, claims }) => ({
      sequence,
      file: '',
      ...(claims === undefined
        ? { state: 'hidden' as const }
        : { state: 'holds' as const, record: recordFromClaims(claims) }),
    })),
  );
  const result = moneyView(file, MONEY_RULES);
  if (!('view' in result)) return { tables: [], lines: [] };
  const { view } = result;
  const computed = { view, recomputed: recompute(file, view, MONEY_RULES) };
  const loan = { computed: () => computed };
  const tables = [claimTable({ loan }), formulaTable({ loan }), accountTable({ loan })];
  return {
    tables: tables.filter(({ rows }) => rows.length > 0),
    lines: recomputedLines(computed.recomputed),
  };
}

const RECOMPUTED = 'docs/spec/checks.md section 3';

function recomputedLines({ lawful: { owed } }: Recomputed): readonly AnnexLine[] {
  const parts = [
    derived('recomputed_principal', RECOMPUTED, new Big(owed.principal.toFixed(2))),
    derived('recomputed_interest', RECOMPUTED, new Big(owed.interest.toFixed(2))),
    derived('recomputed_default_interest', RECOMPUTED, new Big(owed.defaultInterest.toFixed(2))),
  ];
  const total = parts.reduce((sum, { amount }) => sum.plus(amount), new Big(0));
  return [...parts, derived('recomputed_total', parts.map(({ item }) => item).join(' + '), total)];
}

export async function annexOf(deps: CaseDeps, caller: Caller, id: string): Promise<Annex> {
  const open = await ownCase(deps, caller, 'case.read', id);
  const annex = await annexOfCase(deps, id, open);
  await leaveLine(deps, caller, open.record, 'case.annex-read', { excluded: annex.excluded.length });
  return annex;
}

/** Without a line in the custody log: for callers that leave one of their own. */
export async function annexOfCase(deps: CaseDeps, id: string, open: OpenCase): Promise<Annex> {
  const marks = (await listWork(deps, id, 'mark')) as unknown as readonly Mark[];
  const excluded = new Set(marks.filter(({ mark }) => mark === 'excluded').map(({ item }) => item));
  const items = (await itemsOf(deps, open)).filter((item) => !excluded.has(item.id));
  const calculation = items.findLast(({ type }) => type === 'CALC');
  const contracted = figures(items, 'DISB', 'contract_amount');
  const disbursed = figures(items, 'DISB', 'net_amount');
  const repaid = figures(items, 'REPAY', 'amount');
  const claimed = claimLines(open, calculation);
  const total = claimed.reduce((sum, { amount }) => sum.plus(amount), new Big(0));
  const { claim } = open.secret.content;
  const { tables, lines: recomputed } = recomputation(items);
  return {
    currency: claim.currency,
    cutOff: textOf(member(calculation?.claims?.fields, 'cut_off')) || claim.cutOff,
    lines: [
      lineOf('contracted', 'sum of DISB.contract_amount', contracted),
      lineOf('disbursed', 'sum of DISB.net_amount', disbursed),
      derived('deducted_in_advance', 'contracted - disbursed', sumOf(contracted).minus(sumOf(disbursed))),
      lineOf('repaid', 'sum of REPAY.amount', repaid),
      derived('disbursed_less_repaid', 'disbursed - repaid', sumOf(disbursed).minus(sumOf(repaid))),
      ...claimed,
      derived('claimed_total', claimed.map(({ item }) => item).join(' + '), total),
      ...recomputed,
    ],
    formula: textOf(member(calculation?.claims?.fields, 'formula')) || undefined,
    excluded: [...excluded],
    tables,
    claimMatchesCalculation: calculation === undefined ? undefined : total.eq(claim.total),
  };
}
