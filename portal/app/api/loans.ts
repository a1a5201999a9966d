/** A borrower's own loans and items. */
import { queryOptions } from '@tanstack/react-query';
import type {
  CasePage,
  CountersignOptions,
  CustodyPage,
  OwnConsents,
  OwnItem,
  OwnItems,
  OwnLoanList,
} from '../../../client/api.generated.ts';
import { ApiError, getJson, postJson } from './http.ts';
import { assertion, NoPasskey } from './session.ts';

export type { OwnItem };

export const loansQuery = queryOptions({
  queryKey: ['loans'],
  queryFn: async ({ signal }) => (await getJson<OwnLoanList>('v1/me/loans', signal)).items,
});

/** All items: a loan has some dozens. */
export const ownItemsQuery = (id: string) =>
  queryOptions({
    queryKey: ['own-items', id],
    queryFn: async ({ signal }) => {
      const items: OwnItem[] = [];
      for (let cursor = ''; ; ) {
        const query = cursor === '' ? '' : `?cursor=${encodeURIComponent(cursor)}`;
        const page = await getJson<OwnItems>(`v1/me/loans/${id}${query}`, signal);
        items.push(...page.items);
        if (page.next_cursor === undefined) return { loan: page.loan, items };
        cursor = page.next_cursor;
      }
    },
  });

/** Of all own loans; closed ones, too. */
export const ownCasesQuery = queryOptions({
  queryKey: ['cases', 'own'],
  // Each reading is a line in the custody log.
  staleTime: 60_000,
  queryFn: async ({ signal }) => (await getJson<CasePage>('v1/cases?limit=100', signal)).items,
});

export const consentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['consents', id],
    queryFn: async ({ signal }) => (await getJson<OwnConsents>(`v1/me/loans/${id}/consents`, signal)).items,
  });

export const custodyQuery = queryOptions({
  queryKey: ['custody'],
  queryFn: ({ signal }) => getJson<CustodyPage>('v1/custody', signal),
});

export type Ground = 'authenticity' | 'legality' | 'relevance' | 'amount' | 'omission';
export const GROUNDS: readonly Ground[] = ['amount', 'authenticity', 'omission', 'relevance', 'legality'];

/** From the least to the most that it says. */
export const MEANINGS = ['received', 'read', 'agreed'] as const;
export type Meaning = (typeof MEANINGS)[number];

/** @throws NoPasskey where the person has none to sign with */
export const countersignOptions = (item: string, meaning: Meaning) =>
  postJson<CountersignOptions>(`v1/evidence/${item}/countersignature/options`, { meaning }).catch(
    (error: unknown) => {
      if (error instanceof ApiError && error.problem.code === 'PASSKEY_UNKNOWN') throw new NoPasskey();
      throw error;
    },
  );

export const countersign = async (item: string, { options }: CountersignOptions) =>
  postJson(`v1/evidence/${item}/countersignature`, { response: await assertion(options) });
