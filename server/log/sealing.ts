/**
 * What happens to a checkpoint after the quorum: a time-stamp over its bytes, and the seal that the parties bring about on the chain. Both are
 * looked for again and again, so a TSA, a chain or a party that was away only makes things later. A chain that was reset takes its seals with
 * it: they are withdrawn, and the parties seal the newest checkpoint anew.
 */
import { base64, utf8 } from '../../core/bytes.ts';
import { recoverSigner } from '../../core/chain/signature.ts';
import { confirmationDigest, type PartyAddresses } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { BlockFile } from '../../core/package/chain-block.ts';
import { PARTIES } from '../../core/party.ts';
import { parseTimestampToken } from '../../core/tsp/token.ts';
import { hasCode, ServiceError } from '../errors.ts';
import { createMutex } from '../mutex.ts';
import type { AnchorChain, SealReference } from '../ports/chain.ts';
import type { ChainConfirmation, EvidenceStore, RoundRow } from '../ports/evidence-store.ts';
import type { Clock, Logger, Timestamper } from '../ports/platform.ts';
import type { PartyClient } from './party-client.ts';
import { createTicker } from './ticker.ts';

export interface SealingDeps {
  readonly store: EvidenceStore;
  readonly origin: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly timestamper: Timestamper;
  /** Undefined: nothing is ever sealed. */
  readonly chain: AnchorChain | undefined;
  readonly parties: readonly Pick<PartyClient, 'party' | 'confirmation'>[];
  readonly intervalMs: number;
  readonly maxBackoffMs: number;
  readonly logger: Logger;
  /** Told when a round is sealed; must not throw. */
  readonly onSealed?: (round: RoundRow) => void;
}

export interface Sealing {
  start(): void;
  stop(): Promise<void>;
  /** Says that a round has reached the quorum. */
  wake(): void;
  /** For others that add to rounds. */
  readonly amend: Amend;
}

type Change = (round: RoundRow) => RoundRow;
/** Adds to a round as it stands; one change at a time. @returns the round after it; undefined when there is none of this size */
export type Amend = (size: number, change: Change) => Promise<RoundRow | undefined>;

/** Seals withdrawn in one go after a reset of the chain. */
const MAX_WITHDRAWN = 200;

export function createSealing(deps: SealingDeps): Sealing {
  const { store, origin, intervalMs, maxBackoffMs, logger } = deps;
  const alone = createMutex();
  /** Time-stamp and seal are found at different times: each adds to the round as it stands then. */
  const amend: Amend = (size, change) =>
    alone(async () => {
      const round = await store.round(origin, size);
      if (round === undefined) return undefined;
      const changed = change(round);
      await store.saveRound(changed);
      return changed;
    });
  const common = { intervalMs, maxBackoffMs, logger };
  const stamping = createTicker({ ...common, name: 'time-stamping', task: () => stampLatest(deps, amend) });
  const seals = createTicker({ ...common, name: 'sealing', task: () => seal(deps, amend) });
  return {
    start: () => {
      stamping.start();
      seals.start();
    },
    wake: () => stamping.wake(),
    amend,
    stop: async () => {
      await Promise.all([stamping.stop(), seals.stop()]);
    },
  };
}

/** Older rounds without a token are not stamped any more: a later one covers them, and a token of now would say no more. */
async function stampLatest(
  { store, origin, crypto, timestamper, logger }: SealingDeps,
  amend: Amend,
): Promise<void> {
  for (const stage of ['quorum', 'sealed'] as const) {
    const round = await store.latestRound(origin, stage);
    if (round === undefined || round.timestamp !== undefined) continue;
    const token = await timestamper.stamp(crypto.sha256(utf8(round.checkpoint)));
    const timestampedAt = new Date(parseTimestampToken(token).info.genTime).toISOString();
    await amend(round.size, (standing) => ({ ...standing, timestamp: base64(token), timestampedAt }));
    logger.info({ size: round.size, timestampedAt }, 'checkpoint time-stamped');
  }
}

async function seal(deps: SealingDeps, amend: Amend): Promise<void> {
  const { chain } = deps;
  if (chain === undefined) return;
  await withdrawLost(deps, chain, amend);
  await sealNewest(deps, chain, amend);
  await showBlock(deps, chain, amend);
}

async function sealNewest(deps: SealingDeps, chain: AnchorChain, amend: Amend): Promise<void> {
  const { store, origin } = deps;
  const size = await chain.sealedSize();
  const round = size === 0 ? undefined : await store.round(origin, size);
  // A size that this service never brought to the quorum is none of its rounds.
  if (round?.quorumAt === undefined || round.seal !== undefined) return;
  const { root } = await chain.state(size);
  if (root !== `0x${round.root}`) throw contradiction(round, root);
  if (!(await gather(deps, chain, round, amend))) return;
  const receipt = await chain.sealOf(size);
  if (receipt === undefined) return;
  const { transaction, blockNumber, blockHash, blockTime } = receipt;
  const block = await shownBlock(chain, receipt).catch(() => undefined);
  const found = {
    ...chain.address,
    ...{ transaction, blockNumber, blockHash, blockTime },
    ...(block !== undefined && { block }),
  };
  const sealedAt = new Date(deps.clock.now()).toISOString();
  const sealed = await amend(size, (standing) => ({ ...standing, seal: found, sealedAt }));
  deps.logger.info({ size, transaction, blockNumber }, 'checkpoint sealed on the chain');
  if (sealed !== undefined) deps.onSealed?.(sealed);
}

/** A seal never waits for its block to be shown; what the chain did not answer at the time, or an earlier version did not ask, is asked for later. */
async function showBlock({ store, origin }: SealingDeps, chain: AnchorChain, amend: Amend): Promise<void> {
  const round = await store.latestRound(origin, 'sealed');
  if (round?.seal === undefined || round.seal.block !== undefined) return;
  const block = await shownBlock(chain, round.seal);
  // The seal may have been withdrawn, or found anew, while the chain was asked.
  const isSame = ({ seal }: RoundRow) => seal?.blockHash === round.seal?.blockHash;
  await amend(round.size, (standing) =>
    standing.seal !== undefined && isSame(standing)
      ? { ...standing, seal: { ...standing.seal, block } }
      : standing,
  );
}

/** Null when the chain has none that can be shown, so that it is not asked again. @throws ServiceError `CHAIN_UNAVAILABLE` */
async function shownBlock(chain: AnchorChain, seal: SealReference): Promise<BlockFile | null> {
  try {
    return (await chain.blockOf(seal)) ?? null;
  } catch (error) {
    if (hasCode(error, 'CHAIN_REJECTED')) return null;
    throw error;
  }
}

/** Asks the parties for the confirmations that are missing. @returns whether all are there */
async function gather(
  deps: SealingDeps,
  chain: AnchorChain,
  round: RoundRow,
  amend: Amend,
): Promise<boolean> {
  const missing = deps.parties.filter(
    ({ party }) => !round.confirmations.some((known) => known.party === party),
  );
  if (missing.length === 0) return round.confirmations.length === PARTIES.length;
  const keys = await chain.parties();
  const answers = await Promise.allSettled(missing.map((party) => confirmationOf(chain, keys, party, round)));
  const found = answers.flatMap((answer) =>
    answer.status === 'fulfilled' && answer.value ? [answer.value] : [],
  );
  const grown = await amend(round.size, (standing) => ({
    ...standing,
    confirmations: inOrder([...standing.confirmations, ...found]),
  }));
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return grown?.confirmations.length === PARTIES.length;
}

async function confirmationOf(
  { address }: AnchorChain,
  keys: PartyAddresses,
  client: SealingDeps['parties'][number],
  { size, root }: RoundRow,
): Promise<ChainConfirmation | undefined> {
  const { party } = client;
  const answer = await client.confirmation(size);
  if (answer === undefined) return undefined;
  const digest = confirmationDigest({ ...address, size, root: `0x${root}` });
  const signer = recoverSigner(digest, answer.signature);
  if (signer === keys[party]) return { party, signer, signature: answer.signature };
  throw new ServiceError('PARTY_REFUSED', `the node of the ${party} sent no confirmation by its key`, {
    facts: { party, size, expected: keys[party], recovered: signer ?? null },
  });
}

function inOrder(confirmations: readonly ChainConfirmation[]): ChainConfirmation[] {
  return PARTIES.flatMap((party) => confirmations.find((known) => known.party === party) ?? []);
}

/** Withdraws seals whose block is no longer part of the chain, from the newest back to one that stands. */
async function withdrawLost(deps: SealingDeps, chain: AnchorChain, amend: Amend): Promise<void> {
  for (let count = 0; count < MAX_WITHDRAWN; count++) {
    const round = await deps.store.latestRound(deps.origin, 'sealed');
    if (round?.seal === undefined || (await chain.checkBlock(round.seal))) return;
    await amend(round.size, ({ seal: _seal, sealedAt: _sealedAt, ...rest }) => rest);
    deps.logger.warn(
      { size: round.size, blockNumber: round.seal.blockNumber },
      'the block of a seal is gone from the chain: the seal is withdrawn, the parties seal anew',
    );
  }
}

function contradiction(round: RoundRow, root: string | undefined): ServiceError {
  return new ServiceError('LOG_CORRUPT', 'the chain has sealed another root for a size of this log', {
    facts: { size: round.size, ours: `0x${round.root}`, sealed: root ?? null },
    remedy:
      'Keep both checkpoints and ask the party nodes for their objections: the log or a party has contradicted itself.',
  });
}
