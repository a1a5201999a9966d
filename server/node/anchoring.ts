/**
 * Carries cosigned checkpoints to the chain. Each party confirms what it has seen with the full quorum; the party in its turn gathers the others'
 * confirmations and submits all in one transaction; a party whose peers are silent submits its own, and the contract adds them up. Nothing
 * here holds up the cosigning: a chain that is down is tried again with growing pauses.
 */
import { equal } from '../../core/bytes.ts';
import { fromHex, toHex } from '../../core/chain/hex.ts';
import type { Party } from '../../core/party.ts';
import { parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { hasCode } from '../errors.ts';
import type { AnchorChain, AnchorReceipt, BlockReference } from '../ports/chain.ts';
import type { ChainConfirmation } from '../ports/evidence-store.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import { type TurnTimes, turnAction, turnOf } from './anchor-turn.ts';
import type { Confirmer } from './confirmations.ts';
import { confirmationFinding } from './evidence.ts';
import type { ObjectionBook } from './objections.ts';
import type { Cosigned, Peer } from './peers.ts';
import type { RemoteLog } from './remote-log.ts';

export interface AnchorTimes extends TurnTimes {
  /** Least time between a seal and the next attempt. */
  readonly anchorMs: number;
  /** First pause after a failure of the chain; it doubles up to `maxBackoffMs`. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

export interface AnchoringDeps {
  readonly party: Party;
  readonly chain: AnchorChain | undefined;
  readonly remote: RemoteLog;
  readonly confirmer: Confirmer;
  readonly peers: readonly Peer[];
  readonly objections: ObjectionBook;
  readonly clock: Clock;
  readonly times: AnchorTimes;
  readonly logger: Logger;
}

export interface Anchoring {
  /** One round: looks at the log, then does what is due on the chain. Never rejects; what fails is logged and tried again. */
  round(): Promise<void>;
  /** A peer showed a cosigned checkpoint that this party has confirmed. */
  seen(checkpoint: Cosigned): void;
}

interface Work extends Cosigned {
  /** When this party made it its work, milliseconds. */
  readonly since: number;
}

interface Progress {
  /** The largest checkpoint that this party has confirmed since its start. */
  latest: Cosigned | undefined;
  work: Work | undefined;
  /** Largest sealed size that the chain has shown. */
  sealed: number;
  /** Block of the last seal that was met: when it is gone, so is the seal. */
  block: BlockReference | undefined;
  /** Not before these times, milliseconds. */
  nextWork: number;
  nextTry: number;
  failures: number;
}

export function createAnchoring(deps: AnchoringDeps): Anchoring {
  const at: Progress = {
    latest: undefined,
    work: undefined,
    sealed: 0,
    block: undefined,
    nextWork: 0,
    nextTry: 0,
    failures: 0,
  };
  const seen = (checkpoint: Cosigned) => {
    if (at.latest === undefined || at.latest.size < checkpoint.size) at.latest = checkpoint;
  };
  return {
    seen,
    round: async () => {
      await look(deps, at, seen);
      if (deps.chain === undefined || deps.clock.now() < at.nextTry) return;
      try {
        await anchor(deps, deps.chain, at);
        at.failures = 0;
      } catch (error) {
        failed(deps, at, error);
      }
    },
  };
}

/** Reads the log's latest cosigned checkpoint and confirms it. A log that is down or behind is not an event. */
async function look(deps: AnchoringDeps, at: Progress, seen: (checkpoint: Cosigned) => void): Promise<void> {
  try {
    const note = await deps.remote.witnessed();
    if (note === undefined || note === at.latest?.note) return;
    const { checkpoint } = parseSignedCheckpoint(note);
    if (checkpoint.size <= (at.latest?.size ?? 0)) return;
    const result = await deps.confirmer.confirm(note);
    if ('confirmation' in result) seen({ size: checkpoint.size, root: checkpoint.root, note });
    else if (deps.chain !== undefined) {
      deps.logger.warn({ size: checkpoint.size, why: result.body.trim() }, 'checkpoint not confirmed');
    }
  } catch (error) {
    deps.logger.debug({ error }, 'the log could not be read');
  }
}

async function anchor(deps: AnchoringDeps, chain: AnchorChain, at: Progress): Promise<void> {
  await deps.objections.submit(chain);
  await followChain(deps, chain, at);
  const work = takeWork(deps, at);
  if (work === undefined) return;
  const action = turnAction(turnOf(deps.party, at.sealed), deps.clock.now() - work.since, deps.times);
  if (action === 'wait') return;
  const state = await chain.state(work.size);
  if (state.root !== undefined && !equal(fromHex(state.root), work.root)) {
    return contradicted(deps, chain, at, work, state.root, state.confirmedBy);
  }
  const gathered = await gather(deps, chain, work, state.confirmedBy);
  const known = new Set([...state.confirmedBy, ...gathered.map(({ party }) => party)]);
  const complete = known.size === deps.peers.length + 1;
  if (gathered.length === 0 || (!complete && action !== 'submit-alone')) return;
  const receipt = await chain.anchor(
    work.size,
    toHex(work.root),
    gathered.map(({ signature }) => signature),
  );
  await settle(deps, chain, at, work, receipt);
}

/** Notices new seals, whoever brought them, and seals that are gone because the chain was reset or reorganised. */
async function followChain(deps: AnchoringDeps, chain: AnchorChain, at: Progress): Promise<void> {
  if (at.block !== undefined && !(await chain.checkBlock(at.block))) {
    deps.logger.warn({ ...at.block }, 'the block of the last seal is gone: anchoring anew');
    restart(deps, at);
  }
  const sealed = await chain.sealedSize();
  if (sealed === at.sealed) return;
  const seal = await chain.sealOf(sealed);
  at.sealed = sealed;
  at.block = seal && { blockNumber: seal.blockNumber, blockHash: seal.blockHash };
  at.work = undefined;
  at.nextWork = deps.clock.now() + deps.times.anchorMs;
}

function takeWork(deps: AnchoringDeps, at: Progress): Work | undefined {
  const now = deps.clock.now();
  if (at.work !== undefined) return at.work;
  if (at.latest === undefined || at.latest.size <= at.sealed || now < at.nextWork) return undefined;
  at.work = { ...at.latest, since: now };
  return at.work;
}

/** Own confirmation and those of the peers, save what the chain has already. A silent peer is asked again in the next round. */
async function gather(
  deps: AnchoringDeps,
  chain: AnchorChain,
  work: Work,
  onChain: readonly Party[],
): Promise<ChainConfirmation[]> {
  const keys = await chain.parties();
  const own = onChain.includes(deps.party) ? undefined : deps.confirmer.at(work.size);
  const asked = deps.peers.filter(({ party }) => !onChain.includes(party));
  const answers = await Promise.all(
    asked.map(async (peer) => {
      try {
        return await peer.confirm(work, keys);
      } catch (error) {
        deps.logger.info({ peer: peer.party, size: work.size, error }, 'no confirmation from a peer');
        return undefined;
      }
    }),
  );
  return [own, ...answers].filter((answer) => answer !== undefined);
}

async function settle(
  deps: AnchoringDeps,
  chain: AnchorChain,
  at: Progress,
  work: Work,
  receipt: AnchorReceipt | undefined,
): Promise<void> {
  if (receipt?.contradicted === true) {
    const { root, confirmedBy } = await chain.state(work.size);
    return contradicted(deps, chain, at, work, root ?? toHex(work.root), confirmedBy);
  }
  if (receipt?.sealed !== true) return;
  deps.logger.info({ size: work.size, transaction: receipt.transaction }, 'checkpoint sealed');
  await followChain(deps, chain, at);
}

/** The chain says something else than this party's copy: nothing more can be done for this size than to object. */
function contradicted(
  deps: AnchoringDeps,
  chain: AnchorChain,
  at: Progress,
  work: Work,
  root: string,
  confirmedBy: readonly Party[],
): void {
  const { size, note } = work;
  const held = { size, note, root: work.root };
  deps.objections.raise(confirmationFinding(held, chain.address, fromHex(root), confirmedBy));
  at.work = undefined;
  at.latest = undefined;
}

function restart(deps: AnchoringDeps, at: Progress): void {
  deps.objections.chainReset();
  at.sealed = 0;
  at.block = undefined;
  at.work = undefined;
  at.nextWork = 0;
}

function failed(deps: AnchoringDeps, at: Progress, error: unknown): void {
  if (hasCode(error, 'CHAIN_RESET')) restart(deps, at);
  // What the chain has refused once it refuses again: a newer checkpoint is the way on.
  if (hasCode(error, 'CHAIN_REJECTED')) at.work = undefined;
  const pause = Math.min(deps.times.backoffMs * 2 ** at.failures, deps.times.maxBackoffMs);
  at.failures = Math.min(at.failures + 1, 30);
  at.nextTry = deps.clock.now() + pause;
  deps.logger.warn({ error, pauseMs: pause }, 'the chain did not take it');
}
