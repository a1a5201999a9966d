/** One step of anchoring: what this party has to do on the chain now. */
import { equal } from '../../core/bytes.ts';
import { fromHex, toHex } from '../../core/chain/hex.ts';
import type { Party } from '../../core/party.ts';
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

interface Work extends Cosigned {
  /** When this party made it its work, milliseconds. */
  readonly since: number;
}

/** Where the party stands with the chain. Kept in memory: after a restart the chain and the log say it again. */
export interface Progress {
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

export function newProgress(): Progress {
  return {
    latest: undefined,
    work: undefined,
    sealed: 0,
    block: undefined,
    nextWork: 0,
    nextTry: 0,
    failures: 0,
  };
}

/**
 * What is due on the chain, once: objections, news of seals, and this party's part in the next seal.
 * @throws ServiceError as `AnchorChain` does
 */
export async function anchor(deps: AnchoringDeps, chain: AnchorChain, at: Progress): Promise<void> {
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

/** The chain has lost what it held: everything is to be done again. */
export function restart(deps: AnchoringDeps, at: Progress): void {
  deps.objections.chainReset();
  at.sealed = 0;
  at.block = undefined;
  at.work = undefined;
  at.nextWork = 0;
}
