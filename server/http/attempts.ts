/**
 * Against guessing of credentials: failures are counted per key (an address, an invitation, an account), and after a few each further one locks
 * the key for twice as long as the one before. Successes cost nothing, and what is under way for others goes on.
 */
import type { Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import { ServiceError } from '../errors.ts';
import type { Clock } from '../ports/platform.ts';

export interface AttemptLimits {
  /** Failures that are free within the window. */
  readonly failures: number;
  readonly windowSeconds: number;
  /** Longest lock. */
  readonly maxLockSeconds: number;
}

export const DEFAULT_ATTEMPTS: AttemptLimits = { failures: 20, windowSeconds: 60, maxLockSeconds: 900 };

export interface AttemptLimiter {
  /** @throws ServiceError `RATE_LIMITED` while one of the keys is locked */
  check(keys: readonly string[]): void;
  failed(keys: readonly string[]): void;
  /**
   * Runs an attempt at a credential: refused while a key is locked, counted when it fails with a refusal that `counts`.
   * @param counts which errors are failed attempts; every refusal with status 401 or 403 when not given
   */
  guard<T>(
    keys: readonly string[],
    attempt: () => Promise<T> | T,
    counts?: (error: ServiceError) => boolean,
  ): Promise<T>;
}

interface Failures {
  count: number;
  /** Milliseconds. */
  since: number;
  lockedUntil: number;
}

/** Keys remembered at most; the oldest are forgotten first, and an attacker with more addresses has more attempts anyhow. */
const CAPACITY = 50_000;

export function createAttemptLimiter(clock: Clock, limits: AttemptLimits = DEFAULT_ATTEMPTS): AttemptLimiter {
  const known = new Map<string, Failures>();
  const windowMs = limits.windowSeconds * 1000;
  const entryOf = (key: string, now: number): Failures => {
    const found = known.get(key);
    if (found !== undefined && now - found.since < windowMs + limits.maxLockSeconds * 1000) return found;
    const fresh = { count: 0, since: now, lockedUntil: 0 };
    known.delete(key);
    if (known.size >= CAPACITY) known.delete(known.keys().next().value as string);
    known.set(key, fresh);
    return fresh;
  };
  const check = (keys: readonly string[]): void => {
    const now = clock.now();
    const until = Math.max(0, ...keys.map((key) => known.get(key)?.lockedUntil ?? 0));
    if (until > now) throw locked(Math.ceil((until - now) / 1000));
  };
  const failed = (keys: readonly string[]): void => {
    const now = clock.now();
    for (const key of keys) {
      const entry = entryOf(key, now);
      if (now - entry.since >= windowMs && entry.lockedUntil <= now)
        Object.assign(entry, { count: 0, since: now });
      entry.count++;
      const over = entry.count - limits.failures;
      if (over <= 0) continue;
      entry.lockedUntil = now + Math.min(2 ** Math.min(over - 1, 20), limits.maxLockSeconds) * 1000;
      entry.since = now;
    }
  };
  return {
    check,
    failed,
    async guard(keys, attempt, counts = isCredentialFailure) {
      check(keys);
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof ServiceError && counts(error)) failed(keys);
        throw error;
      }
    },
  };
}

const CREDENTIAL_FAILURES = new Set([
  'UNAUTHENTICATED',
  'ASSERTION_INVALID',
  'ASSERTION_REPLAYED',
  'ALGORITHM_REFUSED',
  'FORBIDDEN',
]);

const isCredentialFailure = ({ code }: ServiceError): boolean => CREDENTIAL_FAILURES.has(code);

function locked(seconds: number): ServiceError {
  return new ServiceError('RATE_LIMITED', 'too many failed attempts', {
    facts: { lockedSeconds: seconds },
    retryAfterSeconds: seconds,
  });
}

/** Key of the address that a request comes from, as far as trusted proxies tell; an IPv6 subscriber's whole subnet is one. */
export function addressKey(req: Request): string {
  return `address ${ipKeyGenerator(req.ip ?? 'unknown')}`;
}
