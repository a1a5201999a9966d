/** A person with a browser: keeps the session's cookie, sends the CSRF token, and answers WebAuthn with an authenticator in software. */
import { type Api, BANK } from './api.ts';
import {
  createAuthenticator,
  type Deviation,
  type SoftAuthenticator,
  type SoftPasskey,
} from './authenticator.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked at member by member, and a wrong one fails the test
type Json = Record<string, any>;

export interface Answer {
  readonly status: number;
  readonly body: Json;
  readonly headers: Headers;
}

export interface Person {
  readonly origin: string;
  readonly device: SoftAuthenticator;
  cookie: string | undefined;
  csrf: string | undefined;
  passkey: SoftPasskey | undefined;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** @throws unless the answer has one of the statuses; default 200 and 201 */
  must(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Json>;
  enrol(code: string, over?: Deviation): Promise<Answer>;
  signIn(over?: Deviation, passkey?: SoftPasskey): Promise<Answer>;
  stepUp(over?: Deviation, passkey?: SoftPasskey): Promise<Answer>;
}

export function personAt(api: Api): Person {
  const origin = api.url.replace('127.0.0.1', 'localhost');
  const device = createAuthenticator(origin);
  const take = (answer: Response): void => {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      person.cookie = pair.endsWith('=') ? undefined : pair;
    }
  };
  const person: Person = {
    origin,
    device,
    cookie: undefined,
    csrf: undefined,
    passkey: undefined,
    async call(method, path, body, headers = {}) {
      const sent: Record<string, string> = { origin, ...headers };
      if (person.cookie !== undefined) sent.cookie ??= person.cookie;
      if (person.csrf !== undefined) sent['x-triseal-csrf'] ??= person.csrf;
      const form = body instanceof FormData;
      if (body !== undefined && !form) sent['content-type'] ??= 'application/json';
      for (const name of Object.keys(sent)) if (sent[name] === '') delete sent[name];
      const answer = await fetch(`${api.url}${path}`, {
        method,
        headers: sent,
        redirect: 'manual',
        ...(body !== undefined && { body: form ? body : JSON.stringify(body) }),
      });
      take(answer);
      const text = await answer.text();
      const json = (answer.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : { text };
      if (json.csrf_token !== undefined) person.csrf = json.csrf_token;
      return { status: answer.status, body: json, headers: answer.headers };
    },
    async must(method, path, body, headers) {
      const answer = await person.call(method, path, body, headers);
      if (answer.status > 201)
        throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    async enrol(code, over) {
      const options = await person.must('POST', '/v1/enrolment/options', { code });
      const { passkey, response } = device.create(options as never, over);
      const answer = await person.call('POST', '/v1/enrolment', { code, response, label: 'Phone' });
      if (answer.status === 201) person.passkey = passkey;
      return answer;
    },
    async signIn(over, passkey = person.passkey!) {
      const options = await person.must('POST', '/v1/session/options');
      return person.call('POST', '/v1/session', { response: device.get(options as never, passkey, over) });
    },
    async stepUp(over, passkey = person.passkey!) {
      const options = await person.must('POST', '/v1/session/step-up/options');
      return person.call('POST', '/v1/session/step-up', {
        response: device.get(options as never, passkey, over),
      });
    },
  };
  return person;
}

/** An invitation by the bank's system to one of its loans. */
export async function invite(api: Api, loan: string, details: object = {}): Promise<Json> {
  const answer = await api.call(`/v1/loans/${encodeURIComponent(loan)}/invitations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(details),
    token: await api.token(),
  });
  if (answer.status !== 201) throw new Error(`${BANK} invites: ${await answer.text()}`);
  return (await answer.json()) as Json;
}

/** Files one item of the bank's. @returns its id */
export async function fileItem(api: Api, record: object, key: string): Promise<string> {
  const answer = await api.call('/v1/evidence', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({ record }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  return ((await answer.json()) as { id: string }).id;
}

/** A borrower who is signed in and bound to the loan. */
export async function borrower(api: Api, loan: string): Promise<Person> {
  const person = personAt(api);
  const { code } = await invite(api, loan);
  const answer = await person.enrol(code);
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return person;
}
