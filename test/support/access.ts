/** For the walk over every route: callers of every role, and addresses of things that are theirs or another's. */

import { randomUUID } from 'node:crypto';
import type { Sessions } from '../../server/http/gate.ts';
import type { Route } from '../../server/http/route.ts';
import type { Caller, Role } from '../../server/ports/caller.ts';
import { SCOPES } from '../../server/ports/caller.ts';
import { type Api, BANK, recordInput } from './api.ts';

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
  readonly invitation: string;
  /** A draft of `BANK`'s. */
  readonly aCase: string;
  readonly upload: string;
  readonly hold: string;
  readonly erasure: string;
}

export async function fileOne(api: Api): Promise<Filed> {
  const answer = await api.call('/v1/evidence', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'access' },
    body: JSON.stringify({ record: recordInput({ loan: LOAN }) }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  api.deps.jobs.register('test.nothing', { run: async () => ({}), retentionSeconds: 60, patienceSeconds: 0 });
  const owner = { kind: 'system', organisation: BANK, role: 'bank', id: 'test' } as const;
  const job = await api.deps.jobs.start({ kind: 'test.nothing', input: null, owner, subject: 'test' });
  const upload = randomUUID();
  await api.deps.filing.uploads.create(BANK, { id: upload, size: 10, labels: {} });
  const aCase = await draftOne(api);
  const evidence = ((await answer.json()) as { id: string }).id;
  const { id: invitation } = await api.deps.people.inviteStaff(callerWith('bank'), 'bank', {});
  return { evidence, job: job.id, upload, aCase, invitation, ...(await heldAndErased(api, evidence)) };
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
    [/^\/v1\/uploads\/\{id\}/, ({ upload }) => ({ id: upload })],
    [/^\/v1\/cases\/\{id\}/, ({ aCase }) => ({ id: aCase, question: aCase })],
    [/^\/v1\/(invitations|people)\/\{id\}/, ({ invitation }) => ({ id: invitation })],
    [/^\/v1\/holds\/\{id\}/, ({ hold }) => ({ id: hold })],
    [/^\/v1\/erasures\/\{id\}/, ({ erasure }) => ({ id: erasure })],
    [/^\/v1\/packages\/\{id\}/, ({ job }) => ({ id: job })],
    [/^\/v1\/jobs\/\{id\}/, ({ job }) => ({ id: job })],
    [/^\/v1\/loans\/\{loan\}/, () => ({ loan: LOAN })],
  ];

/** Parameters of the route's address for a thing that exists; undefined where nobody has said how one is made. */
export function existing(route: Route, filed: Filed): Record<string, string> | undefined {
  if (!route.path.includes('{')) return {};
  return ADDRESSES.find(([pattern]) => pattern.test(route.path))?.[1](filed);
}

export const fill = (path: string, values: Readonly<Record<string, string>>): string =>
  path.replace(/\{(\w+)\*?\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '1'));
