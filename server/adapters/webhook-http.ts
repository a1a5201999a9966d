/**
 * `WebhookSender` over HTTPS. The name is looked up once, every address that it leads to is judged, and the connection goes to the judged
 * addresses alone: an answer that changes between look-up and connection (DNS rebinding) changes nothing.
 */
import { lookup } from 'node:dns/promises';
import { type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { ServiceError } from '../errors.ts';
import type { PostOutcome, WebhookPost, WebhookSender } from '../ports/webhook-sender.ts';

export interface Address {
  readonly address: string;
  readonly family: number;
}

export interface WebhookHttpOptions {
  /** For trying and testing: plain HTTP, to this machine alone. */
  readonly allowLoopback: boolean;
  /** For the whole exchange. Default fifteen seconds. */
  readonly timeoutMs?: number;
  /** Looks a name up; the system's resolver when not given. */
  readonly resolve?: (host: string) => Promise<readonly Address[]>;
}

const TIMEOUT_MS = 15_000;
/** What is read of an answer's body, so that the connection ends in order; the rest is cut off. */
const MAX_ANSWER_BYTES = 16_384;

export function createWebhookHttp(options: WebhookHttpOptions): WebhookSender {
  const resolve = options.resolve ?? ((host: string) => lookup(host, { all: true }));
  return {
    check: (url) => void checkUrl(url, options.allowLoopback),
    async post(post) {
      const url = checkUrl(post.url, options.allowLoopback);
      const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const signal = post.signal === undefined ? timeout : AbortSignal.any([timeout, post.signal]);
      try {
        const addresses = await within(addressesOf(url, resolve), signal);
        if (!addresses.every(({ address }) => isAllowed(address, url, options.allowLoopback)))
          return { failure: 'address-refused' };
        return { status: await exchange(url, post, addresses, signal) };
      } catch (error) {
        return { failure: failureOf(error) };
      }
    },
  };
}

/** @throws ServiceError `WEBHOOK_URL_REFUSED` */
function checkUrl(text: string, allowLoopback: boolean): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refused('it is no URL');
  if (url.protocol !== 'https:' && !(allowLoopback && url.protocol === 'http:'))
    throw refused('it is not https');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user name or a password');
  if (url.hash !== '') throw refused('it has a fragment');
  const literal = literalOf(url);
  if (literal !== undefined && !isAllowed(literal, url, allowLoopback))
    throw refused('its address is not on the public network');
  if (/(^|\.)localhost\.?$/.test(url.hostname) && !allowLoopback)
    throw refused('its address is not on the public network');
  return url;
}

function refused(why: string): ServiceError {
  return new ServiceError('WEBHOOK_URL_REFUSED', `nothing is sent to this address: ${why}`, {
    facts: { rule: why },
  });
}

/** The address that stands in the URL itself; it is connected to without a look-up. */
function literalOf({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}

/** Unicast on the public network; private, shared, link-local (metadata services), mapped and translated ranges are not. */
function isAllowed(address: string, url: URL, allowLoopback: boolean): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  if (range === 'loopback') return allowLoopback;
  return range === 'unicast' && url.protocol === 'https:';
}

async function addressesOf(
  url: URL,
  resolve: (host: string) => Promise<readonly Address[]>,
): Promise<readonly Address[]> {
  const literal = literalOf(url);
  if (literal !== undefined) return [{ address: literal, family: literal.includes(':') ? 6 : 4 }];
  const found = await resolve(url.hostname);
  if (found.length === 0) throw Object.assign(new Error('the name leads nowhere'), { code: 'ENOTFOUND' });
  return found;
}

/** @returns the status of the answer */
function exchange(
  url: URL,
  { headers, body }: WebhookPost,
  addresses: readonly Address[],
  signal: AbortSignal,
): Promise<number> {
  const judged: LookupFunction = (_host, { all }, done) => {
    if (all) done(null, [...addresses]);
    else done(null, addresses[0]!.address, addresses[0]!.family);
  };
  const length = { 'content-length': String(Buffer.byteLength(body)) };
  const options: RequestOptions = {
    method: 'POST',
    headers: { ...headers, ...length },
    lookup: judged,
    agent: false,
    signal,
  };
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (answer) => {
      const status = answer.statusCode ?? 0;
      let read = 0;
      answer.on('data', (bytes: Buffer) => {
        read += bytes.length;
        if (read > MAX_ANSWER_BYTES) answer.destroy();
      });
      // However the body ends, the status has been given.
      answer.once('error', () => resolve(status));
      answer.once('close', () => resolve(status));
    });
    request.once('error', reject);
    request.end(body);
  });
}

function within<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

function failureOf(error: unknown): Extract<PostOutcome, { failure: string }>['failure'] {
  const { name, code = '' } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR') return 'timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'ENODATA') return 'name-unknown';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ALTNAME/.test(code)) return 'certificate';
  return 'unreachable';
}
