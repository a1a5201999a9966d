/** Client of an outside time-stamping authority over HTTP (RFC 3161 section 3.4). What it returns it has verified. */
import { readUintBE } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { CoreError } from '../../core/error.ts';
import { encodeTimestampRequest, parseTimestampResponse } from '../../core/tsp/protocol.ts';
import { verifyTimestampToken } from '../../core/tsp/token.ts';
import type { Certificate } from '../../core/x509/certificate.ts';
import { ServiceError } from '../errors.ts';
import type { Random, Timestamper } from '../ports/platform.ts';
import { readBounded } from '../remote.ts';

export interface HttpTsaOptions {
  readonly url: string;
  readonly crypto: Crypto;
  readonly random: Random;
  /** Roots that the TSA's certificate must lead to. */
  readonly anchors: readonly Certificate[];
  readonly intermediates?: readonly Certificate[];
  /** Dotted object identifier to ask for, and then to insist on. */
  readonly policy?: string;
  /** For the whole exchange. Default ten seconds. */
  readonly timeoutMillis?: number;
}

const QUERY = 'application/timestamp-query';
const REPLY = 'application/timestamp-reply';
const MAX_REPLY_BYTES = 64 * 1024;

/** `stamp` throws ServiceError `TSA_UNAVAILABLE` when there is no answer, `TSA_REJECTED` when the answer is a refusal or does not verify. */
export function createHttpTsa(options: HttpTsaOptions): Timestamper {
  return {
    stamp: async (digest) => {
      const nonce = newNonce(options.random);
      const { policy } = options;
      const algorithm = algorithmOf(digest);
      const query = encodeTimestampRequest({
        digest,
        algorithm,
        nonce,
        certReq: true,
        ...(policy && { policy }),
      });
      return accept(options, digest, nonce, await post(options, query));
    },
  };
}

const algorithmOf = (digest: Uint8Array): 'sha-256' | 'sha-512' =>
  digest.length === 64 ? 'sha-512' : 'sha-256';

/** 64 bits, positive, of one length. */
function newNonce(random: Random): bigint {
  return (1n << 62n) | (readUintBE(random.bytes(8)) >> 2n);
}

async function post(options: HttpTsaOptions, query: Uint8Array): Promise<Uint8Array> {
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      headers: { 'content-type': QUERY, accept: REPLY },
      body: query.slice(),
      redirect: 'error',
      signal: AbortSignal.timeout(options.timeoutMillis ?? 10_000),
    });
    const body = await readBounded(response, MAX_REPLY_BYTES, tooLong);
    // Some servers answer 201 Created.
    if (response.status !== 200 && response.status !== 201) {
      throw statusError(options.url, response.status);
    }
    return body;
  } catch (error) {
    if (error instanceof ServiceError) throw error;
    throw new ServiceError('TSA_UNAVAILABLE', 'the time-stamping authority did not answer', {
      facts: { url: options.url },
      cause: error,
    });
  }
}

/** A client's fault (4xx) will not go away by asking again; anything else may. */
function statusError(url: string, status: number): ServiceError {
  const code =
    status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'TSA_REJECTED' : 'TSA_UNAVAILABLE';
  return new ServiceError(code, `the time-stamping authority answered with HTTP status ${status}`, {
    facts: { url, status },
  });
}

const tooLong = () => new ServiceError('TSA_REJECTED', `the answer is longer than ${MAX_REPLY_BYTES} bytes`);

async function accept(
  options: HttpTsaOptions,
  digest: Uint8Array,
  nonce: bigint,
  reply: Uint8Array,
): Promise<Uint8Array> {
  const rejected = (why: string, facts: Record<string, string>, cause?: unknown) =>
    new ServiceError('TSA_REJECTED', `the time-stamping authority's answer was not accepted: ${why}`, {
      facts: { url: options.url, ...facts },
      cause,
    });
  const response = readReply(reply, rejected);
  if (response.token === undefined) {
    const facts = { status: String(response.status), failures: response.failures.join(' ') };
    throw rejected('it refused the request', { ...facts, text: response.text.join('; ').slice(0, 200) });
  }
  const { anchors, intermediates, policy } = options;
  const result = await verifyTimestampToken(options.crypto, response.token, {
    digest,
    algorithm: algorithmOf(digest),
    nonce,
    anchors,
    ...(intermediates && { intermediates }),
  });
  if (!result.ok) throw rejected('its token does not verify', { code: result.code });
  if (policy !== undefined && result.policy !== policy) {
    throw rejected('another policy than asked for', { policy: String(result.policy) });
  }
  return response.token;
}

function readReply(
  reply: Uint8Array,
  rejected: (why: string, facts: Record<string, string>, cause: unknown) => Error,
) {
  try {
    return parseTimestampResponse(reply);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw rejected('it is malformed', {}, error);
  }
}
