/**
 * Hash-tree renewal (RFC 4998 section 5.3, docs/spec/time.md): while SHA-256 still holds, the newest sealed checkpoint, the evidence about it and every item below it are
 * hashed anew with SHA-512, and a token over those digests becomes the next link of the checkpoint's chain of renewals.
 */
import { base64, utf8, utf8Decode } from '../../../core/bytes.ts';
import { MAX_RENEWALS } from '../../../core/package/layout.ts';
import { formatHashStatement, type ProvenHashes } from '../../../core/tsp/hash-renewal.ts';
import type { TsaTrust } from '../../../core/tsp/renewal.ts';
import { verifyTimestampToken } from '../../../core/tsp/token.ts';
import { stands, tokensOf } from '../../log/renewal.ts';
import type { Amend } from '../../log/sealing.ts';
import type { RoundRow } from '../../ports/evidence-store.ts';
import type { Clock, Logger, Timestamper } from '../../ports/platform.ts';
import { type DigestDeps, hashUpTo, provenHashes } from './digests.ts';

export interface HashRenewalDeps extends DigestDeps {
  readonly clock: Clock;
  readonly timestamper: Timestamper;
  /** Whether the log is being hashed anew; what was is at hand all the same. */
  readonly active: boolean;
  readonly trust: TsaTrust;
  readonly logger: Logger;
}

/** What packages and receipts take from it. */
export interface HashedLog {
  /** The newest sealed checkpoint that was hashed anew, when it covers this item; while the log is being hashed anew. */
  roundCovering(index: number): Promise<RoundRow | undefined>;
  /** @throws ServiceError `INTERNAL` for an item that is not below the size */
  proven(index: number, size: number): Promise<ProvenHashes>;
}

export interface HashRenewal extends HashedLog {
  /** Hashes the newest sealed checkpoint anew, unless it is already. @throws ServiceError as stores, vault and timestamper do */
  renew(amend: Amend): Promise<void>;
}

/** Rounds looked back to for the newest that was hashed anew; it is done daily. */
const ROUNDS = 500;

export function createHashRenewal(deps: HashRenewalDeps): HashRenewal {
  return {
    renew: (amend) => renew(deps, amend),
    roundCovering: async (index) => {
      if (!deps.active) return undefined;
      const rounds = await deps.store.recentRounds(deps.origin, ROUNDS);
      const found = rounds.find((round) => round.sealedAt !== undefined && isHashed(round));
      return found !== undefined && found.size > index ? found : undefined;
    },
    proven: (index, size) => provenHashes(deps, index, size),
  };
}

const isHashed = ({ renewals = [] }: RoundRow): boolean =>
  renewals.some(({ hashes }) => hashes !== undefined);

async function renew(deps: HashRenewalDeps, amend: Amend): Promise<void> {
  const { store, origin, crypto, timestamper, trust, logger } = deps;
  const round = await store.latestRound(origin, 'sealed');
  if (!deps.active || round?.timestamp === undefined || isHashed(round)) return;
  const tokens = tokensOf(round);
  // Where it is too late, the next checkpoint brings a token that stands; the renewal of time-stamps has said so.
  if (tokens.length > MAX_RENEWALS || !(await stands(deps, round))) return;
  const { size, checkpoint } = round;
  const statement = formatHashStatement({
    origin,
    size,
    root: await hashUpTo(deps, size),
    checkpoint: crypto.sha512(utf8(checkpoint)),
    tokens: tokens.map((token) => crypto.sha512(token)),
  });
  const digest = crypto.sha512(statement);
  const der = await timestamper.stamp(digest);
  const { ok, code, genTime } = await verifyTimestampToken(crypto, der, {
    ...trust,
    digest,
    algorithm: 'sha-512',
  });
  if (!ok) {
    logger.error({ size, code }, 'the time-stamp over the new digests does not verify');
    return;
  }
  const added = { token: base64(der), at: new Date(genTime!).toISOString(), hashes: utf8Decode(statement) };
  await amend(size, (standing) => {
    const known = standing.renewals ?? [];
    return known.length + 1 === tokens.length ? { ...standing, renewals: [...known, added] } : standing;
  });
  logger.info({ size }, 'the log was hashed anew with SHA-512 and time-stamped');
}

/** For callers that hold a round: the digests of an item in its hash-tree renewal, if it has one. */
export async function hashesIn(
  hashed: HashedLog | undefined,
  round: RoundRow | undefined,
  index: number,
): Promise<ProvenHashes | undefined> {
  return hashed !== undefined && round !== undefined && isHashed(round)
    ? hashed.proven(index, round.size)
    : undefined;
}
