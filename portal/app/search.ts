/** What stands in an address after the question mark: taken where it is known, left out where it is not. */
import { CASE_STATES, type CaseView } from './api/cases.ts';

export const CASE_PARTS = ['proven', 'evidence', 'course', 'work', 'export'] as const;
export type CasePart = (typeof CASE_PARTS)[number];

type Search = Readonly<Record<string, unknown>>;

const oneOf = <const T extends string>(known: readonly T[], value: unknown): T | undefined =>
  known.find((one) => one === value);

export function caseView(search: Search): CaseView {
  const state = oneOf(CASE_STATES, search.state);
  const sort = oneOf(['created', 'updated', 'deadline', 'amount'], search.sort);
  const text = typeof search.search === 'string' ? search.search.slice(0, 64) : undefined;
  return {
    ...(state === undefined ? {} : { state }),
    ...(sort === undefined ? {} : { sort }),
    ...(text === undefined || text === '' ? {} : { search: text }),
  };
}

export function casePart(search: Search): { readonly part: CasePart } {
  return { part: oneOf(CASE_PARTS, search.part) ?? 'proven' };
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
  const [loan, reference, type] = [text(search.loan), text(search.reference), text(search.type)];
  return {
    ...(loan === undefined ? {} : { loan }),
    ...(reference === undefined ? {} : { reference }),
    ...(type === undefined ? {} : { type }),
    ...(state === undefined ? {} : { state }),
  };
}
