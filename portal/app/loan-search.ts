/** What stands in the addresses of the borrower's desk after the question mark. */

export const LOAN_PARTS = ['items', 'case', 'answer', 'sharing', 'erasures', 'seen'] as const;
export type LoanPart = (typeof LOAN_PARTS)[number];

type Search = Readonly<Record<string, unknown>>;

export function loanView({ part }: Search): { readonly part?: LoanPart | undefined } {
  return { part: LOAN_PARTS.find((one) => one === part) };
}

/** What can be done with an item, one at a time. */
export const ITEM_ACTS = ['sign', 'object', 'erase'] as const;
export type ItemAct = (typeof ITEM_ACTS)[number];

export function itemView({ act, doc }: Search): {
  readonly act?: ItemAct | undefined;
  readonly doc?: number | undefined;
} {
  const n = Number(doc);
  return {
    act: ITEM_ACTS.find((one) => one === act),
    doc: Number.isSafeInteger(n) && n > 0 ? n : undefined,
  };
}
