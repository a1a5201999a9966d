/** The three parties that share the ledger, in the order in which every format lists them. */
export const PARTIES = ['bank', 'user', 'commission'] as const;

export type Party = (typeof PARTIES)[number];

export function isParty(value: unknown): value is Party {
  return PARTIES.includes(value as Party);
}
