/** Bearer tokens: short-lived JWTs (RFC 9068 in form) that the service signs with ES256 and alone reads. */
import { createHash, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { hex } from '../../core/bytes.ts';
import { ServiceError } from '../errors.ts';
import { type Caller, ROLES, type Role, SCOPES, type Scope } from '../ports/caller.ts';
import type { Clock, Random } from '../ports/platform.ts';

/** The system that a token is made for. */
export type TokenSubject = Omit<Caller, 'kind'>;

/** A token that was verified. */
export interface VerifiedToken {
  readonly caller: Caller;
  /** x5t#S256 of the certificate that the connection must show, for tokens that are bound to one (RFC 8705 section 3). */
  readonly boundTo: string | undefined;
}

export interface IssuedToken {
  readonly token: string;
  readonly expiresInSeconds: number;
  readonly scopes: readonly Scope[];
}

export interface TokenIssuer {
  /** @param boundTo x5t#S256 of the TLS client certificate that the token is to be bound to */
  issue(subject: TokenSubject, boundTo?: string): IssuedToken;
  /** @throws ServiceError `UNAUTHENTICATED` saying whether the token is malformed, foreign, expired or revoked */
  check(token: string): VerifiedToken;
}

export interface TokenOptions {
  /** P-256 key pair of this service for tokens alone. */
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** Names the service as issuer and audience. */
  readonly issuer: string;
  readonly lifetimeSeconds: number;
  /** Whether what was issued then still stands; asked on every call, so it must be quick. @param issuedAt seconds */
  readonly stands: (caller: Caller, issuedAt: number) => boolean;
  readonly clock: Clock;
  readonly random: Random;
}

/** Verified tokens kept, by digest: a client shows the same one thousands of times. */
const CACHED_TOKENS = 1024;

interface CachedToken extends VerifiedToken {
  /** Seconds. */
  readonly issued: number;
  readonly expires: number;
}

export function createTokenIssuer(options: TokenOptions): TokenIssuer {
  const { issuer, clock, lifetimeSeconds, privateKey, publicKey } = options;
  const known = new Map<string, CachedToken>();
  const seconds = () => Math.floor(clock.now() / 1000);
  const remember = (id: string, entry: CachedToken): CachedToken => {
    if (known.size >= CACHED_TOKENS) known.delete(known.keys().next().value as string);
    known.set(id, entry);
    return entry;
  };
  const read = (token: string): CachedToken => {
    const claims = verified(token, publicKey, issuer, seconds());
    const { iat = 0, exp = 0 } = claims;
    return { caller: callerOf(claims), boundTo: boundTo(claims), issued: iat, expires: exp };
  };
  return {
    issue({ organisation, role, id, scopes }, certificate) {
      const iat = seconds();
      const claims = {
        scope: scopes.join(' '),
        role,
        client_id: id,
        iat,
        exp: iat + lifetimeSeconds,
        ...(certificate !== undefined && { cnf: { 'x5t#S256': certificate } }),
      };
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
      const entry = known.get(id) ?? remember(id, read(token));
      if (entry.expires > seconds() && options.stands(entry.caller, entry.issued)) return entry;
      known.delete(id);
      throw entry.expires > seconds() ? revoked() : expired();
    },
  };
}

const expired = () =>
  new ServiceError('UNAUTHENTICATED', 'the bearer token has expired', { facts: { reason: 'expired' } });

const revoked = () =>
  new ServiceError('UNAUTHENTICATED', 'the bearer token was revoked', { facts: { reason: 'revoked' } });

function boundTo({ cnf }: jwt.JwtPayload): string | undefined {
  return cnf === undefined ? undefined : String(cnf['x5t#S256']);
}

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
