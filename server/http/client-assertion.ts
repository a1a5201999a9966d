/**
 * Client authentication by a signed assertion (RFC 7523 section 2.2 and 3): a JWT with ES256 under the key of the organisation's registered
 * certificate, named by `x5t#S256` (RFC 7515 section 4.1.8). The key comes from the register alone, never from the assertion.
 */
import { createPublicKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { base64url, base64urlDecode, utf8Decode } from '../../core/bytes.ts';
import { CoreError } from '../../core/error.ts';
import { type JsonObject, parseJsonObject } from '../../core/json.ts';
import { ServiceError } from '../errors.ts';
import type { Organisations, RegisteredCertificate } from '../ports/organisations.ts';
import type { Clock } from '../ports/platform.ts';
import type { ReplayGuard } from './replay.ts';

/** Longest life of an assertion, seconds: what the replay guard must remember. */
export const ASSERTION_LIFETIME = 300;

export interface AssertionCheck {
  readonly organisations: Organisations;
  readonly replay: ReplayGuard;
  readonly clock: Clock;
  /** Accepted values of `aud`: the token address and the service's own. */
  readonly audiences: () => readonly string[];
  /** Allowed difference of the clocks, seconds. */
  readonly skewSeconds: number;
  /** Start of this process, milliseconds: older assertions may have been used before it and are refused. */
  readonly startedAt: number;
}

const SMALL = { maxDepth: 4, maxLength: 8192 };

/** The system that signed an assertion: its organisation, and the x5t#S256 of its certificate. */
export interface AuthenticatedClient {
  readonly organisation: string;
  readonly id: string;
}

/** @throws ServiceError `ASSERTION_INVALID`, `ASSERTION_REPLAYED`, `ALGORITHM_REFUSED`, `CLOCK_SKEW` */
export async function checkAssertion(check: AssertionCheck, assertion: string): Promise<AuthenticatedClient> {
  const header = readPart(assertion, 0);
  if (header.alg !== 'ES256') {
    throw new ServiceError('ALGORITHM_REFUSED', 'a client assertion is signed with ES256', {
      facts: { expected: 'ES256', received: String(header.alg ?? null).slice(0, 32) },
    });
  }
  const registered = signerOf(check, header);
  checkSignature(assertion, registered);
  const claims = readPart(assertion, 1);
  checkSubject(claims, registered.organisation);
  checkAudience(check, claims);
  const until = checkTimes(check, claims);
  const verdict = await check.organisations.judge(registered, check.clock.now(), 'client');
  if (!verdict.ok) throw invalid('the certificate is not valid for signing now', { reason: verdict.code });
  admit(check, claims, registered.organisation, until);
  return { organisation: registered.organisation, id: String(header['x5t#S256']) };
}

function invalid(
  message: string,
  facts: Record<string, string | number | readonly string[]> = {},
): ServiceError {
  return new ServiceError('ASSERTION_INVALID', message, { facts });
}

function readPart(assertion: string, part: 0 | 1): JsonObject {
  const parts = assertion.split('.');
  if (parts.length !== 3) throw invalid('a client assertion is a compact JWS of three parts');
  try {
    return parseJsonObject(utf8Decode(base64urlDecode(parts[part]!)), SMALL);
  } catch (cause) {
    if (!(cause instanceof CoreError)) throw cause;
    const name = part === 0 ? 'header' : 'payload';
    throw new ServiceError(
      'ASSERTION_INVALID',
      `the assertion's ${name} is not a JSON object: ${cause.message}`,
      {
        cause,
      },
    );
  }
}

function signerOf(check: AssertionCheck, header: JsonObject): RegisteredCertificate {
  if ('crit' in header) throw invalid('critical header extensions are not understood here');
  const thumbprint = header['x5t#S256'];
  if (typeof thumbprint !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(thumbprint)) {
    throw invalid('the header names the certificate: x5t#S256, base64url SHA-256 of its DER');
  }
  const digest = Buffer.from(thumbprint, 'base64url');
  const registered = base64url(digest) === thumbprint ? check.organisations.certificate(digest) : undefined;
  if (registered?.holder !== 'filer') throw invalid('no organisation has registered this certificate');
  return registered;
}

function checkSignature(assertion: string, { certificate }: RegisteredCertificate): void {
  const key = createPublicKey({ key: Buffer.from(certificate.spki), format: 'der', type: 'spki' });
  try {
    jwt.verify(assertion, key, { algorithms: ['ES256'], ignoreExpiration: true, ignoreNotBefore: true });
  } catch (cause) {
    throw new ServiceError(
      'ASSERTION_INVALID',
      "the assertion's signature does not verify under the certificate",
      {
        cause,
      },
    );
  }
}

function checkSubject(claims: JsonObject, organisation: string): void {
  if (claims.iss !== organisation || claims.sub !== organisation) {
    throw invalid('iss and sub are both the organisation of the certificate', { expected: organisation });
  }
}

function checkAudience(check: AssertionCheck, claims: JsonObject): void {
  const audiences = check.audiences();
  if (typeof claims.aud !== 'string' || !audiences.includes(claims.aud)) {
    throw invalid('aud is the token address of this service', { expected: audiences });
  }
}

/** @returns milliseconds until which the assertion could be shown again */
function checkTimes(check: AssertionCheck, claims: JsonObject): number {
  const now = check.clock.now() / 1000;
  const { iat, exp, nbf } = claims;
  if (typeof iat !== 'number' || typeof exp !== 'number' || (nbf !== undefined && typeof nbf !== 'number')) {
    throw invalid('iat and exp are numbers of seconds');
  }
  if (Math.max(iat, nbf ?? iat) > now + check.skewSeconds) throw skewed(check, iat, now);
  if (exp <= iat || exp - iat > ASSERTION_LIFETIME) {
    throw invalid(`an assertion lives at most ${ASSERTION_LIFETIME} seconds`, { limit: ASSERTION_LIFETIME });
  }
  if (exp + check.skewSeconds <= now) throw invalid('the assertion has expired', { expired: exp });
  if (iat < Math.floor(check.startedAt / 1000)) {
    throw invalid('the assertion is older than the running service, which cannot tell whether it was used');
  }
  return (exp + check.skewSeconds) * 1000;
}

function skewed(check: AssertionCheck, iat: number, now: number): ServiceError {
  return new ServiceError('CLOCK_SKEW', "the assertion comes from the service's future", {
    facts: { issued: iat, now: Math.floor(now), allowedSeconds: check.skewSeconds },
  });
}

function admit(check: AssertionCheck, claims: JsonObject, organisation: string, until: number): void {
  const { jti } = claims;
  if (typeof jti !== 'string' || jti.length < 8 || jti.length > 128) {
    throw invalid('jti is a unique string of 8 to 128 characters');
  }
  const admitted = check.replay.admit(JSON.stringify([organisation, jti]), until, check.clock.now());
  if (admitted === 'full') {
    throw new ServiceError('OVERLOADED', 'too many assertions are remembered', { retryAfterSeconds: 60 });
  }
  if (!admitted) throw new ServiceError('ASSERTION_REPLAYED', 'this jti has bought its token already');
}
