/** What stands in an address after the question mark: taken where it is known, `undefined` where it is not (what is left out, the router would take as it came). */
import { STAGES } from '../../core/evidence/field-spec.ts';
import { EVENT_SOURCES } from '../../core/evidence/record.ts';
import { CASE_STATES, type CaseListView } from './api/cases.ts';

export const CASE_PARTS = ['findings', 'timeline', 'proven', 'evidence', 'course', 'work', 'export'] as const;
export type CasePart = (typeof CASE_PARTS)[number];

type Search = Readonly<Record<string, unknown>>;

const oneOf = <const T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

export function caseListView(search: Search): CaseListView {
  const state = oneOf(CASE_STATES, search.state);
  const sort = oneOf(['created', 'updated', 'deadline', 'amount'], search.sort);
  const text = typeof search.search === 'string' ? search.search.slice(0, 64) : undefined;
  const order = oneOf(['ascending'], search.order);
  const cursor = typeof search.cursor === 'string' ? search.cursor.slice(0, 2048) : undefined;
  return { state, sort, order, search: text || undefined, cursor: cursor || undefined };
}

export interface CaseView {
  readonly part: CasePart;
  /** Number of the item that is open, and which of its documents. */
  readonly item?: number | undefined;
  readonly doc?: number | undefined;
  /** Filters of the timeline. */
  readonly stage?: (typeof STAGES)[number] | undefined;
  readonly source?: (typeof EVENT_SOURCES)[number] | undefined;
  readonly only?: 'findings' | undefined;
  readonly q?: string | undefined;
}

const number = (value: unknown): number | undefined => {
  const found = Number(value);
  return Number.isSafeInteger(found) && found > 0 ? found : undefined;
};

export function caseView(search: Search): CaseView {
  return {
    part: oneOf(CASE_PARTS, search.part) ?? 'findings',
    item: number(search.item),
    doc: number(search.doc),
    stage: oneOf(STAGES, search.stage),
    source: oneOf(EVENT_SOURCES, search.source),
    only: oneOf(['findings'], search.only),
    q: typeof search.q === 'string' && search.q !== '' ? search.q.slice(0, 64) : undefined,
  };
}

export interface FilingView {
  readonly loan?: string | undefined;
  readonly reference?: string | undefined;
  readonly type?: string | undefined;
  readonly state?: 'logged' | 'witnessed' | 'sealed' | undefined;
}

export function filingView(search: Search): FilingView {
  const text = (value: unknown) =>
    typeof value === 'string' && value !== '' ? value.slice(0, 128) : undefined;
  const state = oneOf(['logged', 'witnessed', 'sealed'], search.state);
  return { loan: text(search.loan), reference: text(search.reference), type: text(search.type), state };
}

/** Where to go after signing in: a path of this portal, never another site. */
export function returnAddress(search: Search): { readonly to?: string | undefined } {
  const { to } = search;
  return { to: typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to.slice(0, 512) : undefined };
}
