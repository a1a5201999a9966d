/** Bearer tokens for the client, got with an assertion under the organisation's key (RFC 7523), and the one way in which it calls. */
import { randomUUID } from 'node:crypto';
import { base64url, utf8 } from '../core/bytes.ts';
import type { ClientOptions } from './client.ts';
import { refusal, unreachable } from './error.ts';

const ASSERTION_SECONDS = 60;
/** A token is renewed this long before it runs out. */
const TOKEN_MARGIN_MS = 30_000;

/** @throws ClientError when nobody answers */
export async function send(
  { baseUrl, fetch = globalThis.fetch, timeoutMs = 120_000 }: ClientOptions,
  path: string,
  init: RequestInit,
) {
  try {
    return await fetch(`${baseUrl}${path}`, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw unreachable(baseUrl, cause);
  }
}

export interface TokenSource {
  /** A bearer token, good for a while yet. @throws ClientError */
  get(): Promise<string>;
  forget(): void;
}

export function createTokenSource(options: ClientOptions) {
  const { now = Date.now } = options;
  let held: { readonly token: string; readonly until: number } | undefined;
  return {
    forget: () => {
      held = undefined;
    },
    get: async (): Promise<string> => {
      if (held !== undefined && held.until > now()) return held.token;
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await signAssertion(options, now()),
      });
      const response = await send(options, '/v1/token', { method: 'POST', body: form });
      if (!response.ok) throw await refusal(response);
      const { access_token, expires_in } = (await response.json()) as {
        access_token: string;
        expires_in: number;
      };
      held = { token: access_token, until: now() + expires_in * 1000 - TOKEN_MARGIN_MS };
      return access_token;
    },
  };
}

/** RFC 7523 section 3, under the certificate's key. */
async function signAssertion(
  { baseUrl, organisation, signer, certificateSha256 }: ClientOptions,
  ms: number,
) {
  const issued = Math.floor(ms / 1000);
  const header = { alg: signer.alg, typ: 'JWT', 'x5t#S256': base64url(certificateSha256) };
  const claims = {
    iss: organisation,
    sub: organisation,
    aud: `${baseUrl}/v1/token`,
    iat: issued,
    exp: issued + ASSERTION_SECONDS,
    jti: randomUUID(),
  };
  const input = [header, claims].map((part) => base64url(utf8(JSON.stringify(part)))).join('.');
  return `${input}.${base64url(await signer.sign(utf8(input)))}`;
}
