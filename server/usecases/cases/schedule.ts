/**
 * What the tribunal takes from the record into the award: the schedule of evidence, and an annex from which each amount can be computed again. Both are
 * data; the annex counts no item that the tribunal excluded, and says what each figure was taken from.
 */
import Big from 'big.js';
import { documentType } from '../../../core/evidence/document-types.ts';
import { isObject, type Json, type JsonObject } from '../../../core/json.ts';
import type { Caller } from '../../ports/caller.ts';
import type { OpenCase } from './case-document.ts';
import type { CaseDeps } from './deps.ts';
import { ownCase } from './own.ts';
import { leaveLine } from './steps.ts';
import { claimsOf, rowsOf } from './stream.ts';
import type { Mark, Question } from './tribunal.ts';
import { listWork } from './work.ts';

/** One item of evidence in the schedule. */
export interface ScheduleRow {
  /** Number in the loan's stream. */
  readonly number: number;
  readonly evidence: string;
  readonly type: string;
  readonly label: { readonly zh: string; readonly en: string };
  readonly organisation: string;
  readonly signedBy: string;
  /** RFC 3339, as the filer stated it. */
  readonly eventTime: string;
  readonly receivedAt: string;
  readonly documents: readonly { readonly name: string; readonly sha256: string }[];
  readonly erased: boolean;
  readonly mark: Mark['mark'] | 'none';
  readonly reason: string;
  readonly questions: number;
}

/** One figure of the annex. */
export interface AnnexLine {
  readonly item: string;
  /** Exact decimal with two places. */
  readonly amount: string;
  /** How it comes about: `sum`, `stated`, or an expression over items of the annex. */
  readonly method: string;
  /** Ids of the items that it was taken from. */
  readonly sources: readonly string[];
}

export interface Annex {
  readonly currency: string;
  readonly cutOff: string;
  readonly lines: readonly AnnexLine[];
  /** Formula of the claimant's own calculation, if there is one. */
  readonly formula: string | undefined;
  /** Items that the tribunal excluded: no figure was taken from them. */
  readonly excluded: readonly string[];
  /** Whether the claim is what its calculation (CALC) says. */
  readonly claimMatchesCalculation: boolean | undefined;
}

interface Item {
  readonly id: string;
  readonly type: string;
  readonly claims: JsonObject | undefined;
  readonly row: { readonly sequence: number; readonly receivedAt: string; readonly organisation: string };
}

async function itemsOf(deps: CaseDeps, { record }: OpenCase): Promise<readonly Item[]> {
  const rows = await rowsOf(deps, record.organisation, record.loanIndex);
  const items: Item[] = [];
  for (const row of rows) items.push({ id: row.id, type: row.type, claims: await claimsOf(deps, row), row });
  return items;
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) ? value[name] : undefined;
const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

export async function scheduleOf(
  deps: CaseDeps,
  caller: Caller,
  id: string,
): Promise<readonly ScheduleRow[]> {
  const open = await ownCase(deps, caller, 'case.read', id);
  const marks = new Map(
    ((await listWork(deps, id, 'mark')) as unknown as readonly Mark[]).map((mark) => [mark.item, mark]),
  );
  const questions = (await listWork(deps, id, 'question')) as unknown as readonly Question[];
  const items = await itemsOf(deps, open);
  await leaveLine(deps, caller, open.record, 'case.schedule-read', { items: items.length });
  return items.map((item) => scheduleRow(item, marks.get(item.id), questions));
}

function scheduleRow(
  { id, type, claims, row }: Item,
  mark: Mark | undefined,
  questions: readonly Question[],
): ScheduleRow {
  const filing = claims?.filing;
  const documents = Array.isArray(claims?.documents) ? (claims.documents as readonly Json[]) : [];
  return {
    number: row.sequence,
    evidence: id,
    type,
    label: documentType(type)?.label ?? { zh: type, en: type },
    organisation: textOf(member(filing, 'organisation')) || row.organisation,
    signedBy: textOf(member(filing, 'signed_by')),
    eventTime: textOf(member(claims?.event, 'time')),
    receivedAt: row.receivedAt,
    documents: documents.map((document) => ({
      name: textOf(member(document, 'name')),
      sha256: textOf(member(document, 'sha256')),
    })),
    erased: claims === undefined,
    mark: mark?.mark ?? 'none',
    reason: mark?.reason ?? '',
    questions: questions.filter(({ item }) => item === id).length,
  };
}

interface Figure {
  readonly amount: Big;
  readonly source: string;
}

/** Amounts of one field in the items of one type, of those that count. */
function figures(items: readonly Item[], type: string, field: string): readonly Figure[] {
  return items.flatMap((item) => {
    const value = item.type === type ? member(item.claims?.fields, field) : undefined;
    const amount = textOf(member(value, 'amount'));
    return /^\d+(\.\d+)?$/.test(amount) ? [{ amount: new Big(amount), source: item.id }] : [];
  });
}

const sumOf = (all: readonly Figure[]): Big => all.reduce((sum, { amount }) => sum.plus(amount), new Big(0));

function lineOf(item: string, method: string, all: readonly Figure[]): AnnexLine {
  return { item, method, amount: sumOf(all).toFixed(2), sources: all.map(({ source }) => source) };
}

/** The last word of the claimant on each part of the claim; what the case states where no calculation counts. */
function claimLines(open: OpenCase, calculation: Item | undefined): readonly AnnexLine[] {
  const { claim } = open.secret.content;
  const parts = [
    ['principal', 'principal', claim.principal],
    ['interest', 'interest', claim.interest],
    ['default_interest', 'default_interest', claim.defaultInterest],
    ['fees', 'fees', claim.fees],
    ['costs', 'costs', claim.costs],
  ] as const;
  return parts.map(([item, field, stated]) => {
    const [calculated] = calculation === undefined ? [] : figures([calculation], 'CALC', field);
    if (calculated === undefined)
      return { item: `claimed_${item}`, method: 'stated', amount: stated, sources: [] };
    return {
      item: `claimed_${item}`,
      method: 'stated',
      amount: calculated.amount.toFixed(2),
      sources: [calculated.source],
    };
  });
}

export async function annexOf(deps: CaseDeps, caller: Caller, id: string): Promise<Annex> {
  const open = await ownCase(deps, caller, 'case.read', id);
  const marks = (await listWork(deps, id, 'mark')) as unknown as readonly Mark[];
  const excluded = new Set(marks.filter(({ mark }) => mark === 'excluded').map(({ item }) => item));
  const items = (await itemsOf(deps, open)).filter((item) => !excluded.has(item.id));
  await leaveLine(deps, caller, open.record, 'case.annex-read', { excluded: excluded.size });
  const calculation = items.findLast(({ type }) => type === 'CALC');
  const contracted = figures(items, 'DISB', 'contract_amount');
  const disbursed = figures(items, 'DISB', 'net_amount');
  const repaid = figures(items, 'REPAY', 'amount');
  const claimed = claimLines(open, calculation);
  const deducted = sumOf(contracted).minus(sumOf(disbursed));
  const balance = sumOf(disbursed).minus(sumOf(repaid));
  const total = claimed.reduce((sum, { amount }) => sum.plus(amount), new Big(0));
  const { claim } = open.secret.content;
  return {
    currency: claim.currency,
    cutOff: textOf(member(calculation?.claims?.fields, 'cut_off')) || claim.cutOff,
    lines: [
      lineOf('contracted', 'sum of DISB.contract_amount', contracted),
      lineOf('disbursed', 'sum of DISB.net_amount', disbursed),
      {
        item: 'deducted_in_advance',
        method: 'contracted - disbursed',
        amount: deducted.toFixed(2),
        sources: [],
      },
      lineOf('repaid', 'sum of REPAY.amount', repaid),
      {
        item: 'disbursed_less_repaid',
        method: 'disbursed - repaid',
        amount: balance.toFixed(2),
        sources: [],
      },
      ...claimed,
      {
        item: 'claimed_total',
        method: claimed.map(({ item }) => item).join(' + '),
        amount: total.toFixed(2),
        sources: [],
      },
    ],
    formula: textOf(member(calculation?.claims?.fields, 'formula')) || undefined,
    excluded: [...excluded],
    claimMatchesCalculation: calculation === undefined ? undefined : total.eq(claim.total),
  };
}
