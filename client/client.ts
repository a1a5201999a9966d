/**
 * A small client of the API: token by client assertion (RFC 7523), filing with idempotency keys and retries that reuse them, receipts and packages.
 * Used by `triseal file` and by the service's own sample, which files as a bank would.
 */
import { randomUUID } from 'node:crypto';
import type { Signer } from '../core/crypto.ts';
import type { JsonObject } from '../core/json.ts';
import { ClientError, refusal } from './error.ts';
import { createTokenSource, send, type TokenSource } from './token.ts';

export interface ClientOptions {
  /** Address of the service without a slash at the end; also the audience of the assertion. */
  readonly baseUrl: string;
  readonly organisation: string;
  /** Key of the organisation's registered filing certificate (ES256). */
  readonly signer: Signer;
  /** SHA-256 of that certificate's DER, 32 bytes. */
  readonly certificateSha256: Uint8Array;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** Attempts of one call, the first included. Default 6. */
  readonly attempts?: number;
  readonly timeoutMs?: number;
}

export interface ClientDocument {
  /** Name in the record. */
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array | Blob;
}

/** Exactly one of the two: the record for the service to sign, or a statement that the organisation signed. */
export type ClientContent = { readonly record: JsonObject } | { readonly statement: string };

export type ClientFiling = ClientContent & {
  readonly documents?: readonly ClientDocument[];
  /** New for each item, the same for its repetitions. Made up when not given: then only the retries of this one call are safe. */
  readonly idempotencyKey?: string;
};

/** Answer to a filing; the members that the command line and the sample read. */
export interface FiledItem extends JsonObject {
  readonly id: string;
  readonly type: string;
  readonly index: number;
  readonly sequence: number;
  readonly received_at: string;
  readonly replayed: boolean;
}

export interface ItemSummary extends JsonObject {
  readonly id: string;
  readonly type: string;
  readonly index: number;
  readonly sequence: number;
  readonly received_at: string;
  readonly state: JsonObject & { readonly stage: string; readonly label: string };
}

export type BatchOutcome =
  | { readonly line: number; readonly status: number; readonly evidence: FiledItem }
  | { readonly line: number; readonly status: number; readonly problem: JsonObject };

export interface PackageOptions {
  readonly stage?: 'witnessed' | 'sealed';
  /** Structured fields to leave out. */
  readonly withhold?: readonly string[];
  readonly documents?: boolean;
}

export interface Client {
  /** A bearer token, good for a while yet. */
  token(): Promise<string>;
  file(filing: ClientFiling): Promise<FiledItem>;
  /** One outcome an item, in order. A batch carries no documents. */
  batch(
    filings: readonly (ClientContent & { readonly idempotencyKey: string })[],
  ): Promise<readonly BatchOutcome[]>;
  /** All items of a loan, by sequence. */
  list(loan: string): Promise<readonly ItemSummary[]>;
  evidence(id: string): Promise<JsonObject>;
  receipt(id: string): Promise<JsonObject>;
  tlogProof(id: string): Promise<string>;
  /** The package as it arrives. */
  package(loan: string, options?: PackageOptions): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Any other operation of the API, with token and retries; the answer is a success. A retry sends the same headers and body, so what changes something needs its
   * `Idempotency-Key` or `If-Match`.
   */
  call(path: string, init?: CallInit): Promise<Response>;
}

export interface CallInit {
  /** Default GET, with `json` POST. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/json`. */
  readonly json?: unknown;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
/** The same request may succeed later. */
const TRANSIENT = [429, 502, 503, 504];

/** @throws (from its methods) ClientError when the service refuses or cannot be reached */
export function createClient(options: ClientOptions): Client {
  const token = createTokenSource(options);
  const call = createCaller(options, token);
  const get = async (path: string, accept = 'application/json') => call(path, { headers: { accept } });
  const json = async <T>(response: Promise<Response>) => (await (await response).json()) as T;
  return {
    token: token.get,
    file: ({ documents = [], idempotencyKey = randomUUID(), ...content }) => {
      const headers = { 'idempotency-key': idempotencyKey };
      return json(call('/v1/evidence', { method: 'POST', headers }, () => bodyOf(content, documents)));
    },
    batch: async (filings) => {
      const lines = filings.map(({ idempotencyKey, ...content }) =>
        JSON.stringify({ idempotency_key: idempotencyKey, ...content }),
      );
      const headers = { 'content-type': 'application/x-ndjson' };
      const answer = await call(
        '/v1/evidence/batch',
        { method: 'POST', headers },
        () => `${lines.join('\n')}\n`,
      );
      const text = await answer.text();
      return text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as BatchOutcome);
    },
    list: async (loan) => {
      const items: ItemSummary[] = [];
      for (let cursor = ''; ; ) {
        const query = cursor === '' ? '?limit=500' : `?limit=500&cursor=${encodeURIComponent(cursor)}`;
        const page = await json<{ items: ItemSummary[]; next_cursor?: string | null }>(
          get(`/v1/loans/${encodeURIComponent(loan)}/evidence${query}`),
        );
        items.push(...page.items);
        if (page.next_cursor === undefined || page.next_cursor === null) return items;
        cursor = page.next_cursor;
      }
    },
    evidence: (id) => json(get(`/v1/evidence/${encodeURIComponent(id)}`)),
    receipt: (id) => json(get(`/v1/evidence/${encodeURIComponent(id)}/receipt`)),
    tlogProof: async (id) =>
      (await get(`/v1/evidence/${encodeURIComponent(id)}/receipt.tlog-proof`, '*/*')).text(),
    package: async (loan, wanted = {}) => {
      const path = `/v1/loans/${encodeURIComponent(loan)}/package`;
      const headers = { 'content-type': 'application/json' };
      const answer = await call(path, { method: 'POST', headers }, () => JSON.stringify(wanted));
      return answer.body as unknown as AsyncIterable<Uint8Array>;
    },
    call: (path, { method, headers = {}, json: body } = {}) => {
      if (body === undefined) return call(path, { method: method ?? 'GET', headers });
      const typed = { 'content-type': 'application/json', ...headers };
      return call(path, { method: method ?? 'POST', headers: typed }, () => JSON.stringify(body));
    },
  };
}

/** A record alone goes as JSON, documents as multipart. Made anew for each attempt: a body can be sent once. */
function bodyOf(content: ClientContent, documents: readonly ClientDocument[]): FormData | Blob {
  if (documents.length === 0) return new Blob([JSON.stringify(content)], { type: 'application/json' });
  const form = new FormData();
  if ('record' in content) form.append('record', JSON.stringify(content.record));
  else form.append('statement', content.statement);
  for (const { name, mediaType, content: bytes } of documents) {
    const part =
      bytes instanceof Blob
        ? bytes.slice(0, bytes.size, mediaType)
        : new Blob([bytes.slice()], { type: mediaType });
    form.append('documents', part, name);
  }
  return form;
}

type Call = (path: string, init: RequestInit, body?: () => BodyInit) => Promise<Response>;

function createCaller(options: ClientOptions, token: TokenSource): Call {
  const { attempts = 6, sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms)) } = options;
  const once = async (path: string, init: RequestInit, body: (() => BodyInit) | undefined) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await token.get()}`);
    const response = await send(options, path, { ...init, headers, ...(body && { body: body() }) });
    if (response.status === 401) token.forget();
    if (!response.ok) throw await refusal(response);
    return response;
  };
  return async (path, init, body) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(path, init, body);
      } catch (error) {
        const pause = error instanceof ClientError ? pauseAfter(error, attempt) : undefined;
        if (pause === undefined || attempt >= attempts) throw error;
        await sleep(pause);
      }
    }
  };
}

/** Milliseconds until the same request may succeed; undefined when it will not. */
function pauseAfter({ status, retryAfterSeconds }: ClientError, attempt: number): number | undefined {
  // A token that ran out on the way is renewed once.
  if (status === 401) return attempt === 1 ? 0 : undefined;
  if (status !== undefined && !TRANSIENT.includes(status)) return undefined;
  const doubled = Math.min(FIRST_PAUSE_MS * 2 ** (attempt - 1), LONGEST_PAUSE_MS);
  return retryAfterSeconds === undefined ? doubled : Math.min(retryAfterSeconds * 1000, LONGEST_PAUSE_MS);
}
