/** What the pages of the portal are about: found by the API for whoever is signed in, and made where a first start has none. */
import type { APIRequestContext, BrowserContext } from 'playwright-core';
import { recordInput } from './api.ts';
import { eventually } from './eventually.ts';

interface Listed {
  readonly items: readonly { readonly id: string; readonly name?: string }[];
}

/** Of the API, for one person. */
export interface Api {
  get<T>(path: string): Promise<T>;
  /** Of the answer to a GET. */
  header(path: string, name: string): Promise<string>;
  /** @returns the answer's body @throws Error when it is refused */
  post<T>(path: string, body: string, type?: string): Promise<T>;
  /** Of a request that is refused. @throws Error when it is not */
  refused(path: string, body: string, key: string): Promise<void>;
}

/** @param portal without a slash at the end */
export function apiOf(portal: string, { request }: BrowserContext): Api {
  const url = (path: string) => new URL(`../${path}`, `${portal}/`).href;
  const send = async (path: string, body: string, type: string, key: string) => {
    const headers = await pageHeaders(request, url('v1/session'));
    return request.post(url(path), {
      data: Buffer.from(body),
      headers: { ...headers, 'Content-Type': type, 'Idempotency-Key': key },
    });
  };
  return {
    get: async <T>(path: string) => (await (await request.get(url(path))).json()) as T,
    header: async (path, name) => (await request.get(url(path))).headers()[name] ?? '',
    async post<T>(path: string, body: string, type = 'application/json') {
      const answer = await send(path, body, type, crypto.randomUUID());
      if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
      return (await answer.json()) as T;
    },
    async refused(path, body, key) {
      const answer = await send(path, body, 'application/json', key);
      if (answer.ok()) throw new Error(`${path}: ${answer.status()}, which should have been refused`);
    },
  };
}

/** What a page of the portal shows with each act. */
async function pageHeaders(request: APIRequestContext, session: string): Promise<Record<string, string>> {
  const { csrf_token } = (await (await request.get(session)).json()) as { readonly csrf_token: string };
  return { 'X-TriSeal-CSRF': csrf_token, Origin: new URL(session).origin };
}

const firstOf = async (api: Api, path: string): Promise<string | undefined> =>
  (await api.get<Listed>(path)).items[0]?.id;

/** Number of a receipt of one's own: the name of its file has it. */
async function receiptNumber(api: Api): Promise<string | undefined> {
  const loan = await firstOf(api, 'v1/me/loans');
  const item = await firstOf(api, `v1/me/loans/${loan}`);
  const disposition = await api.header(`v1/evidence/${item}/receipt.pdf`, 'content-disposition');
  return /receipt-([0-9A-Z-]+)\.pdf/.exec(disposition)?.[1];
}

/** What stands for the names in a route, in their order. */
export const THINGS: Readonly<Record<string, (api: Api) => Promise<readonly (string | undefined)[]>>> = {
  '/receipt/$number': async (api) => [await receiptNumber(api)],
  '/cases/$id': async (api) => [await firstOf(api, 'v1/cases?state=opened')],
  '/loans/$id': async (api) => [await firstOf(api, 'v1/me/loans')],
  '/loans/$id/items/$item': async (api) => {
    const loan = await firstOf(api, 'v1/me/loans');
    return [loan, await firstOf(api, `v1/me/loans/${loan}`)];
  },
  '/desk/loans/$loan': async () => [LOAN],
  '/desk/items/$id': async (api) => [await firstOf(api, 'v1/evidence')],
  '/desk/drafts/$id': async (api) => [await firstOf(api, 'v1/cases?state=draft')],
  '/desk/bulk/$id': async (api) => [await firstOf(api, 'v1/jobs?kind=cases.open')],
  '/desk/erasures/$id': async (api) => [await firstOf(api, 'v1/erasures')],
  '/desk/webhooks/$id': async (api) => [await firstOf(api, 'v1/webhooks')],
  '/operate/organisations/$name': async () => ['demo-bank'],
};

const LOAN = 'XJD-2024-0000042';

const DRAFT = {
  loan: LOAN,
  commission: 'demo-commission',
  commission_name: '广州仲裁委员会',
  parties: [
    { role: 'claimant', name: '示例银行股份有限公司' },
    { role: 'respondent', name: '李示例' },
  ],
  claim: {
    currency: 'CNY',
    principal: '18000.00',
    interest: '300.00',
    default_interest: '0.00',
    fees: '0.00',
    costs: '900.00',
    total: '19200.00',
    cut_off: '2026-06-30',
  },
  dispute: {
    ground: 'non-payment',
    statement: '自2026年4月起未按约还款。',
    stated_at: '2026-06-01T10:00:00+08:00',
  },
};

/** So that every page has something to show. */
export async function makeThings(bank: Api, borrower: Api): Promise<void> {
  await bank.post('v1/cases', JSON.stringify(DRAFT));
  await bank.post(
    'v1/cases/bulk',
    `${JSON.stringify(DRAFT)}\n${JSON.stringify({ ...DRAFT, loan: 'LN-UNKNOWN' })}\n`,
    'application/x-ndjson',
  );
  const hook = await bank.post<{ readonly id: string }>(
    'v1/webhooks',
    JSON.stringify({ url: 'https://hooks.bank.invalid/triseal', types: ['case.*'] }),
  );
  await bank.post(`v1/webhooks/${hook.id}/ping`, '{}');
  await refuseFilings(bank);
  await buildPackages(bank);
  const loan = await firstOf(borrower, 'v1/me/loans');
  const item = await firstOf(borrower, `v1/me/loans/${loan}`);
  await borrower.post(
    `v1/evidence/${item}/erasures`,
    JSON.stringify({ ground: 'request', reason: '借款从未使用。' }),
  );
}

const DRAWING = recordInput({ loan: LOAN, documents: [] });

/** One of a type that there is not, one with an amount that is none. */
async function refuseFilings(bank: Api): Promise<void> {
  const file = (record: object, key: string) => bank.refused('v1/evidence', JSON.stringify({ record }), key);
  await file({ ...DRAWING, type: 'NOTHING' }, 'core/88121');
  const fields = { ...(DRAWING.fields as object), amount: { amount: 'much', currency: 'CNY' } };
  await file({ ...DRAWING, fields }, 'core/88122');
}

/** One of a case, whole; one of a loan, without its originals. */
async function buildPackages(bank: Api): Promise<void> {
  const opened = await firstOf(bank, 'v1/cases?state=opened');
  for (const [path, wish] of [
    [`v1/loans/${LOAN}/packages`, { stage: 'logged', documents: false }],
    [`v1/cases/${opened}/package`, { stage: 'logged' }],
  ] as const) {
    const { id } = await bank.post<{ readonly id: string }>(path, JSON.stringify(wish));
    const over = async () => (await bank.get<{ readonly state: string }>(`v1/jobs/${id}`)).state === 'done';
    await eventually(over, `package of ${path}`);
  }
}
