/**
 * Renews time-stamps before their certificates run out (RFC 4998 section 5.2): the newest token of the newest checkpoints is itself stamped. Later checkpoints
 * contain the earlier ones and packages are built against the newest, so these are the tokens that anything still to be made will lean on.
 */
import { base64, base64Decode, utf8 } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { MAX_RENEWALS } from '../../core/package/layout.ts';
import { renewalDigest, standsUntil, type TsaTrust, tsaPathAt } from '../../core/tsp/renewal.ts';
import { type TimestampResult, verifyTimestampToken } from '../../core/tsp/token.ts';
import type { EvidenceStore, RoundRow } from '../ports/evidence-store.ts';
import type { Clock, Logger, Timestamper } from '../ports/platform.ts';
import type { Amend } from './sealing.ts';
import { createTicker, type Ticker } from './ticker.ts';

export interface RenewalDeps {
  readonly store: Pick<EvidenceStore, 'latestRound'>;
  readonly origin: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly timestamper: Timestamper;
  /** What tokens are verified by, the old ones and the new. */
  readonly trust: TsaTrust;
  /** When the certificates that sign statements end, milliseconds: within `days` before each, there is to be a token. */
  readonly signing?: () => readonly number[];
  /** Days before the end of a token's certificates at which it is renewed. */
  readonly days: number;
  readonly amend: Amend;
  /** What else keeps evidence alive, once a day after the time-stamps: see `usecases/hash-renewal`. */
  readonly hashAnew?: (amend: Amend) => Promise<void>;
  readonly logger: Logger;
}

export interface Renewal extends Pick<Ticker, 'start' | 'stop'> {
  /** Until when the newest stamped checkpoint's newest token stands by itself, milliseconds since the epoch; undefined where there is none. */
  standsUntil(): Promise<number | undefined>;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Looks once a day, and at the start; after a failure by the hour. */
export function createRenewal(deps: RenewalDeps): Renewal {
  const { start, stop } = createTicker({
    name: 'renewing time-stamps',
    intervalMs: DAY_MS,
    maxBackoffMs: HOUR_MS,
    logger: deps.logger,
    task: async () => {
      await renewDue(deps);
      await deps.hashAnew?.(deps.amend);
    },
  });
  return {
    start,
    stop,
    standsUntil: async () => {
      const [newest] = await stampedRounds(deps);
      const judged = newest && (await judge(deps, newestToken(deps, newest)));
      return judged?.ok ? standsUntil(judged.chain) : undefined;
    },
  };
}

/** @throws ServiceError as the timestamper does */
export async function renewDue(deps: RenewalDeps): Promise<void> {
  for (const round of await stampedRounds(deps)) await renew(deps, round);
}

/** The newest checkpoint with quorum and the newest sealed one, largest first, as far as they were stamped. */
async function stampedRounds({ store, origin }: RenewalDeps): Promise<readonly RoundRow[]> {
  const newest = await store.latestRound(origin, 'quorum');
  const sealed = await store.latestRound(origin, 'sealed');
  const distinct = newest?.size === sealed?.size ? [newest] : [newest, sealed];
  return distinct.flatMap((round) => (round?.timestamp === undefined ? [] : [round]));
}

interface Token {
  readonly der: Uint8Array;
  /** What it stamps. */
  readonly digest: Uint8Array;
  readonly algorithm: 'sha-256' | 'sha-512';
}

/** DER of a stamped round's tokens, the first one and its renewals. */
export function tokensOf({ timestamp, renewals = [] }: RoundRow): Uint8Array[] {
  return [timestamp!, ...renewals.map(({ token }) => token)].map((text) => base64Decode(text, 'token'));
}

function newestToken({ crypto }: Pick<RenewalDeps, 'crypto'>, round: RoundRow): Token {
  const { checkpoint, renewals = [] } = round;
  const ders = tokensOf(round);
  const [before, der] = [ders.at(-2), ders.at(-1)!];
  const hashes = renewals.at(-1)?.hashes;
  const algorithm = algorithmAfter(renewals);
  if (hashes !== undefined) return { der, algorithm, digest: crypto.sha512(utf8(hashes)) };
  if (before === undefined) return { der, algorithm, digest: crypto.sha256(utf8(checkpoint)) };
  return { der, algorithm, digest: renewalDigest(crypto, before, algorithm) };
}

/** By which digest renewals stamp from here on. */
function algorithmAfter(renewals: NonNullable<RoundRow['renewals']>): Token['algorithm'] {
  return renewals.some(({ hashes }) => hashes !== undefined) ? 'sha-512' : 'sha-256';
}

function judge(
  { crypto, trust }: Pick<RenewalDeps, 'crypto' | 'trust'>,
  { der, digest, algorithm }: Token,
): Promise<TimestampResult> {
  return verifyTimestampToken(crypto, der, { ...trust, digest, algorithm });
}

/** Whether the newest token of a stamped round can still be relied on by itself. */
export async function stands(
  deps: Pick<RenewalDeps, 'crypto' | 'clock' | 'trust'>,
  round: RoundRow,
): Promise<boolean> {
  const judged = await judge(deps, newestToken(deps, round));
  const at = Math.max(deps.clock.now(), judged.genTime ?? 0);
  return judged.ok && (await tsaPathAt(deps.crypto, judged.chain, deps.trust, at)).ok;
}

async function renew(deps: RenewalDeps, round: RoundRow): Promise<void> {
  const { crypto, clock, logger, days, trust } = deps;
  const { size, renewals = [] } = round;
  const newest = newestToken(deps, round);
  const judged = await judge(deps, newest);
  if (!judged.ok) {
    logger.error({ size, code: judged.code }, 'a time-stamp does not verify and cannot be renewed');
    return;
  }
  const until = standsUntil(judged.chain);
  const now = clock.now();
  const { ok, code } = await tsaPathAt(crypto, judged.chain, trust, Math.max(now, judged.genTime!));
  if (!ok || renewals.length >= MAX_RENEWALS) {
    logger.error(
      { size, code, until: iso(until) },
      'too late to renew a time-stamp: a new checkpoint is needed',
    );
    return;
  }
  if (until - now <= days * DAY_MS) await append(deps, round, newest, until);
  else if (signerEnds(deps, judged.genTime!)) await append(deps, round, newest, until - 1);
}

/** Whether a signing certificate is near its end, and the token is not from so near. */
function signerEnds({ clock, days, signing }: RenewalDeps, stampedAt: number): boolean {
  const now = clock.now();
  return (signing?.() ?? []).some((end) => {
    const near = end - days * DAY_MS;
    return now >= near && now < end && stampedAt < near;
  });
}

/**
 * A renewal that stands no longer than what it renews would gain nothing, and the chain has room for so many.
 * @param until what the renewal must outlast
 */
async function append(deps: RenewalDeps, round: RoundRow, newest: Token, until: number): Promise<void> {
  const { crypto, timestamper, amend, logger } = deps;
  const { size, renewals = [] } = round;
  const algorithm = algorithmAfter(renewals);
  const digest = renewalDigest(crypto, newest.der, algorithm);
  const der = await timestamper.stamp(digest);
  const renewed = await judge(deps, { der, digest, algorithm });
  if (!renewed.ok) {
    logger.error({ size, code: renewed.code }, 'the renewal of a time-stamp does not verify');
    return;
  }
  const next = standsUntil(renewed.chain);
  if (next <= until) {
    logger.warn(
      { size, until: iso(until) },
      "a time-stamp is due for renewal, but the authority's own certificate ends no later",
    );
    return;
  }
  const added = { token: base64(der), at: iso(renewed.genTime!) };
  await amend(size, (standing) => {
    const known = standing.renewals ?? [];
    return known.length === renewals.length ? { ...standing, renewals: [...known, added] } : standing;
  });
  logger.info({ size, renewals: renewals.length + 1, until: iso(next) }, 'time-stamp renewed');
}

const iso = (ms: number): string => new Date(ms).toISOString();
