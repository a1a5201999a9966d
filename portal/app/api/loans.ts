/** A borrower's own loans and items. */
import { queryOptions } from '@tanstack/react-query';
import type { Text } from '../../../core/verify/report.ts';
import { getJson, postJson } from './http.ts';
import { assertion } from './session.ts';

export interface OwnLoan {
  readonly id: string;
  readonly organisation: string;
  readonly loan: string;
  readonly items: number;
  readonly last_received_at: string | null;
}

export interface OwnItem {
  readonly id: string;
  readonly sequence: number;
  readonly type: string;
  readonly title: Text;
  readonly why: Text;
  readonly received_at: string;
  readonly state: { readonly stage: 'logged' | 'witnessed' | 'sealed'; readonly label: string };
}

export const loansQuery = queryOptions({
  queryKey: ['loans'],
  queryFn: async ({ signal }) =>
    (await getJson<{ readonly items: readonly OwnLoan[] }>('v1/me/loans', signal)).items,
});

interface ItemPage {
  readonly loan: OwnLoan;
  readonly items: readonly OwnItem[];
  readonly next_cursor?: string;
}

/** All items: a loan has some dozens. */
export const ownItemsQuery = (id: string) =>
  queryOptions({
    queryKey: ['own-items', id],
    queryFn: async ({ signal }) => {
      const items: OwnItem[] = [];
      for (let cursor = ''; ; ) {
        const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const page = await getJson<ItemPage>(`v1/me/loans/${id}${query}`, signal);
        items.push(...page.items);
        if (page.next_cursor === undefined) return { loan: page.loan, items };
        cursor = page.next_cursor;
      }
    },
  });

export interface Consent {
  readonly id: string;
  readonly title: Text;
  readonly received_at: string;
  readonly fields: Readonly<Record<string, unknown>> | null;
}
export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['consents', id],
    queryFn: async ({ signal }) =>
      (await getJson<{ readonly items: readonly Consent[] }>(`v1/me/loans/${id}/consents`, signal)).items,
  });

export interface CustodyLine {
  readonly number: number;
  readonly at: string;
  readonly action: string;
  readonly subject: string;
  readonly actor: { readonly kind: string; readonly organisation: string; readonly role: string };
}
export const custodyQuery = queryOptions({
  queryKey: ['custody'],
  queryFn: ({ signal }) =>
    getJson<{ readonly items: readonly CustodyLine[]; readonly next_cursor?: string }>('v1/custody', signal),
});

export type Ground = 'authenticity' | 'legality' | 'relevance' | 'amount' | 'omission';
export const GROUNDS: readonly Ground[] = ['amount', 'authenticity', 'omission', 'relevance', 'legality'];

export const MEANINGS = ['agreed', 'received', 'read'] as const;
export type Meaning = (typeof MEANINGS)[number];

export interface CountersignRequest {
  readonly text: string;
  readonly options: object;
}

export const countersignOptions = (item: string, meaning: Meaning) =>
  postJson<CountersignRequest>(`v1/evidence/${item}/countersignature/options`, { meaning });

export const countersign = async (item: string, { options }: CountersignRequest) =>
  postJson(`v1/evidence/${item}/countersignature`, { response: await assertion(options) });
