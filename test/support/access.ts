/** For the walk over every route: callers of every role, and addresses of things that are theirs or another's. */

import { randomUUID } from 'node:crypto';
import type { Sessions } from '../../server/http/gate.ts';
import type { Route } from '../../server/http/route.ts';
import type { Caller, Role } from '../../server/ports/caller.ts';
import { SCOPES } from '../../server/ports/caller.ts';
import { type Api, BANK, recordInput } from './api.ts';
import { eventually } from './eventually.ts';

export const LOAN = 'LN-2026-000417';

/** A caller as the header `x-test-caller` gives it: stands for whatever shows who people are. */
export const testSessions: Sessions = {
  callerOf: async (req) => {
    const header = req.get('x-test-caller');
    return header === undefined ? undefined : (JSON.parse(header) as Caller);
  },
};

export const callerWith = (role: Role, over: Partial<Caller> = {}): Caller => ({
  kind: 'person',
  organisation: role === 'bank' || role === 'user' ? BANK : `a-${role}`,
  role,
  id: `person-${role}`,
  scopes: SCOPES,
  ...over,
});

export const shownAs = (caller: Caller): RequestInit => ({
  headers: { 'x-test-caller': JSON.stringify(caller) },
});

/** What the paths' parameters stand for: things that were filed by `BANK`. */
export interface Filed {
  readonly evidence: string;
  readonly job: string;
  readonly package: string;
  readonly invitation: string;
  /** A draft of `BANK`'s. */
  readonly aCase: string;
  readonly upload: string;
  readonly webhook: { readonly id: string; readonly delivery: string };
  readonly hold: string;
  readonly erasure: string;
}

export async function fileOne(api: Api): Promise<Filed> {
  const body = new FormData();
  body.append('record', JSON.stringify(recordInput({ loan: LOAN })));
  body.append('documents', new Blob(['a document'], { type: 'text/plain' }), 'document.txt');
  const headers = { 'idempotency-key': 'access' };
  const answer = await api.call('/v1/evidence', { method: 'POST', headers, body });
  if (answer.status !== 201) throw new Error(await answer.text());
  api.deps.jobs.register('test.nothing', { run: async () => ({}), retentionSeconds: 60, patienceSeconds: 0 });
  const owner = { kind: 'system', organisation: BANK, role: 'bank', id: 'test' } as const;
  const job = await api.deps.jobs.start({ kind: 'test.nothing', input: null, owner, subject: 'test' });
  const upload = randomUUID();
  await api.deps.filing.uploads.create(BANK, { id: upload, size: 10, labels: {} });
  const { endpoint } = await api.deps.filing.webhooks.create(callerWith('bank'), {
    url: 'https://127.0.0.1:1/',
    types: ['case.*'],
  });
  const ping = await api.deps.filing.webhooks.ping(callerWith('bank'), endpoint.id);
  const webhook = { id: endpoint.id, delivery: ping.id };
  const aCase = await draftOne(api);
  const evidence = ((await answer.json()) as { id: string }).id;
  const { id: invitation } = await api.deps.people.inviteStaff(callerWith('bank'), 'bank', {});
  const built = await builtPackage(api);
  return {
    evidence,
    job: job.id,
    package: built,
    upload,
    webhook,
    aCase,
    invitation,
    ...(await heldAndErased(api, evidence)),
  };
}

/** A package of the loan, kept. */
async function builtPackage({ deps }: Api): Promise<string> {
  const bank = callerWith('bank');
  const wish = { stage: 'logged', withhold: [], documents: true } as const;
  const { id } = await deps.packages.orderForLoan(bank, LOAN, wish);
  const kept = async () => (await deps.packages.list(bank, { limit: 1 })).packages[0];
  await eventually(kept, 'the package is built');
  return id;
}

async function heldAndErased({ deps }: Api, evidence: string) {
  const bank = callerWith('bank');
  const hold = await deps.privacy.setHold(bank, `evidence/${evidence}`, BANK, 'access');
  const wanted = { scope: 'everything', ground: 'request', reason: 'access' } as const;
  const erasure = await deps.privacy.request(bank, evidence, wanted);
  return { hold: hold.id, erasure: erasure.id };
}

async function draftOne(api: Api): Promise<string> {
  const none = '0.00';
  const { case: drafted } = await api.deps.cases.create(
    callerWith('bank'),
    {
      loan: LOAN,
      commission: 'a-secretary',
      commissionName: 'A commission',
      parties: [],
      claim: {
        currency: 'CNY',
        principal: none,
        interest: none,
        defaultInterest: none,
        fees: none,
        costs: none,
        total: none,
        cutOff: '2026-03-01',
      },
    },
    'access',
  );
  return drafted.id;
}

/** Address of a thing of `BANK`'s, by the route's pattern. Routes that other features bring add their pattern here. */
const ADDRESSES: readonly (readonly [pattern: RegExp, address: (filed: Filed) => Record<string, string>])[] =
  [
    [/^\/v1\/evidence\/\{id\}/, ({ evidence }) => ({ id: evidence, n: '1' })],
    [/^\/v1\/webhooks\/\{id\}/, ({ webhook }) => webhook],
    [/^\/v1\/uploads\/\{id\}/, ({ upload }) => ({ id: upload })],
    [/^\/v1\/cases\/\{id\}/, ({ aCase }) => ({ id: aCase, question: aCase })],
    [/^\/v1\/(invitations|people)\/\{id\}/, ({ invitation }) => ({ id: invitation })],
    [/^\/v1\/holds\/\{id\}/, ({ hold }) => ({ id: hold })],
    [/^\/v1\/erasures\/\{id\}/, ({ erasure }) => ({ id: erasure })],
    [/^\/v1\/packages\/\{id\}/, (filed) => ({ id: filed.package })],
    [/^\/v1\/jobs\/\{id\}/, ({ job }) => ({ id: job })],
    [/^\/v1\/organisations\/\{organisation\}/, () => ({ organisation: BANK })],
    [/^\/v1\/loans\/\{loan\}/, () => ({ loan: LOAN })],
  ];

/** Parameters of the route's address for a thing that exists; undefined where nobody has said how one is made. */
export function existing(route: Route, filed: Filed): Record<string, string> | undefined {
  if (!route.path.includes('{')) return {};
  return ADDRESSES.find(([pattern]) => pattern.test(route.path))?.[1](filed);
}

export const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\*?\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '1'));
