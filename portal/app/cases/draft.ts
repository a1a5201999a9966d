/** The draft of a case as the bank's form has it. */
import { newKey } from '../api/cases.ts';
import { getJson, postJson } from '../api/http.ts';

export const AMOUNTS = ['principal', 'interest', 'default_interest', 'fees', 'costs'] as const;
export const DISPUTES = ['non-payment', 'amount', 'validity', 'performance', 'other'] as const;

/** Exact decimals with two places. @returns their sum, exact too */
export function sumOf(amounts: readonly string[]): string {
  const cents = amounts.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n);
  return `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
}

/** The loan's newest arbitration agreement. @returns undefined where none was filed */
async function agreementOf(loan: string): Promise<string | undefined> {
  const query = new URLSearchParams({ loan, type: 'ARBAG', limit: '1', order: 'descending' });
  const { items } = await getJson<{ readonly items: readonly { readonly id: string }[] }>(
    `v1/evidence?${query}`,
  );
  return items[0]?.id;
}

/** What the form states, with the loan's arbitration agreement as it is on file now. @throws ApiError */
async function statedIn(form: FormData): Promise<object> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const amounts = Object.fromEntries(AMOUNTS.map((name) => [name, text(name)]));
  const agreement = await agreementOf(text('loan'));
  return {
    loan: text('loan'),
    commission: text('commission'),
    commission_name: text('commission_name'),
    parties: [
      { role: 'claimant', name: text('claimant') },
      { role: 'respondent', name: text('respondent') },
    ],
    claim: { currency: 'CNY', ...amounts, total: sumOf(Object.values(amounts)), cut_off: text('cut_off') },
    dispute: {
      ground: text('ground'),
      statement: text('statement'),
      stated_at: `${text('stated_at').slice(0, 16)}:00+08:00`,
    },
    ...(agreement === undefined ? {} : { agreement }),
  };
}

/** @returns the case's id @throws ApiError */
export async function draftCase(form: FormData): Promise<string> {
  return (await postJson<{ readonly id: string }>('v1/cases', await statedIn(form), newKey())).id;
}

/** Puts what the form states in the place of what the draft stated. @throws ApiError `VERSION_CONFLICT` when it was changed meanwhile */
export async function changeDraft(id: string, revision: number, form: FormData): Promise<string> {
  await postJson(`v1/cases/${id}/draft`, await statedIn(form), { 'If-Match': `"${revision}"` });
  return id;
}
