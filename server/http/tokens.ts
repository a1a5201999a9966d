/** Bearer tokens: short-lived JWTs (RFC 9068 in form) that the service signs with ES256 and alone reads. */
import { createHash, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { hex } from '../../core/bytes.ts';
import { ServiceError } from '../errors.ts';
import { type Caller, ROLES, type Role, SCOPES, type Scope } from '../ports/caller.ts';
import type { Clock, Random } from '../ports/platform.ts';

/** The system that a token is made for. */
export type TokenSubject = Omit<Caller, 'kind'>;

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly Scope[];
}

export interface TokenIssuer {
  issue(subject: TokenSubject): IssuedToken;
  /** @throws ServiceError `UNAUTHENTICATED` saying whether the token is malformed, foreign or expired */
  check(token: string): Caller;
}

export interface TokenOptions {
  /** P-256 key pair of this service for tokens alone. */
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Names the service as issuer and audience. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Verified tokens kept, by digest: a client shows the same one thousands of times. */
const CACHED_TOKENS = 1024;

interface CachedCaller {
  readonly caller: Caller;
  /** Seconds. */
  readonly expires: number;
}

export function createTokenIssuer(options: TokenOptions): TokenIssuer {
  const { issuer, clock, lifetimeSeconds, privateKey, publicKey } = options;
  const known = new Map<string, CachedCaller>();
  const seconds = () => Math.floor(clock.now() / 1000);
  const remember = (id: string, entry: CachedCaller): Caller => {
    if (known.size >= CACHED_TOKENS) known.delete(known.keys().next().value as string);
    known.set(id, entry);
    return entry.caller;
  };
  const read = (token: string): CachedCaller => {
    const claims = verified(token, publicKey, issuer, seconds());
    return { caller: callerOf(claims), expires: claims.exp ?? 0 };
  };
  return {
    issue({ organisation, role, id, scopes }) {
      const iat = seconds();
      const claims = { scope: scopes.join(' '), role, client_id: id, iat, exp: iat + lifetimeSeconds };
      const token = jwt.sign(claims, privateKey, {
        algorithm: 'ES256',
        header: { alg: 'ES256', typ: 'at+jwt' },
        issuer,
        audience: issuer,
        subject: organisation,
        jwtid: hex(options.random.bytes(16)),
      });
      return { token, expiresInSeconds: lifetimeSeconds, scopes };
    },
    check(token) {
      const id = createHash('sha256').update(token).digest('base64');
      const cached = known.get(id);
      if (cached === undefined) return remember(id, read(token));
      if (cached.expires > seconds()) return cached.caller;
      known.delete(id);
      throw expired();
    },
  };
}

const expired = () =>
  new ServiceError('UNAUTHENTICATED', 'the bearer token has expired', { facts: { reason: 'expired' } });

function verified(token: string, key: KeyObject, issuer: string, now: number): jwt.JwtPayload {
  try {
    const { payload, header } = jwt.verify(token, key, {
      algorithms: ['ES256'],
      issuer,
      audience: issuer,
      clockTimestamp: now,
      complete: true,
    });
    if (
      header.typ !== 'at+jwt' ||
      typeof payload === 'string' ||
      payload.exp === undefined ||
      !ROLES.includes(payload.role)
    ) {
      throw new jwt.JsonWebTokenError('not an access token');
    }
    return payload;
  } catch (cause) {
    if (cause instanceof jwt.TokenExpiredError) throw expired();
    throw new ServiceError('UNAUTHENTICATED', 'the bearer token is not one that this service issued', {
      facts: { reason: 'not-issued-here' },
      cause,
    });
  }
}

function callerOf(claims: jwt.JwtPayload): Caller {
  const scopes = String(claims.scope ?? '').split(' ');
  return {
    kind: 'system',
    organisation: String(claims.sub),
    role: claims.role as Role,
    id: String(claims.client_id),
    scopes: SCOPES.filter((scope) => scopes.includes(scope)),
  };
}
