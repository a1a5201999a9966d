/** A party node put together from its parts: witness, mirror, stream heads, confirmations, objections and the anchoring loop. */
import { equal } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { VerifierKey } from '../../core/note/vkey.ts';
import { originHash } from '../../core/tlog/checkpoint.ts';
import type { Policy } from '../../core/tlog/policy.ts';
import { ServiceError } from '../errors.ts';
import type { AnchorChain } from '../ports/chain.ts';
import type { LogStore } from '../ports/log-store.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import type { AnchorTimes } from './anchor-step.ts';
import { createAnchoring } from './anchoring.ts';
import { type Confirmer, createConfirmer } from './confirmations.ts';
import type { NodeKeys } from './keys.ts';
import { createLoop } from './loop.ts';
import { createMirror, type Mirror } from './mirror.ts';
import { type MirroredLog, openMirroredLog } from './mirrored-log.ts';
import { createObjectionBook, type ObjectionBook } from './objections.ts';
import { createPeer, type PeerAddress } from './peers.ts';
import { createRemoteLog } from './remote-log.ts';
import { createSignerRegister, publishedSigners } from './signer-register.ts';
import type { NodeState } from './state.ts';
import { createStatementAudit, type StatementSigners } from './statement-audit.ts';
import { signStreamHead } from './stream-heads.ts';
import { createSuspicions } from './suspicion.ts';
import { createWitness, type Witness } from './witness.ts';

export interface NodeDeps {
  readonly crypto: Crypto;
  readonly keys: NodeKeys;
  readonly store: LogStore;
  readonly state: NodeState;
  readonly chain: AnchorChain | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly fetch: typeof fetch;
}

export interface NodeSettings {
  readonly log: { readonly key: VerifierKey; readonly url: string };
  readonly policy: Policy;
  readonly peers: readonly PeerAddress[];
  readonly signers: StatementSigners;
  /** How far a filer's clock may run ahead of the log's. */
  readonly clockToleranceMs: number;
  /** Between two looks at the log and the chain. */
  readonly pollMs: number;
  readonly requestTimeoutMs: number;
  readonly times: AnchorTimes;
}

export interface PartyNode {
  readonly keys: NodeKeys;
  /** Of the log. */
  readonly origin: string;
  readonly originHash: string;
  readonly state: NodeState;
  readonly log: MirroredLog;
  readonly witness: Witness;
  readonly mirror: Mirror;
  readonly confirmer: Confirmer;
  readonly objections: ObjectionBook;
  /** Confirms a cosigned checkpoint that a peer shows, and takes it up for anchoring. */
  confirm: Confirmer['confirm'];
  streamHead(stream: Uint8Array, size: number): Promise<string | undefined>;
  /** Starts the anchoring loop. */
  start(): void;
  /** One round of the anchoring loop, for tests and for a command that anchors once. */
  round(): Promise<void>;
  /** Resolves when every suspicion raised so far has been looked into. */
  settled(): Promise<void>;
  /** Ends the loop and what it has under way. Store, state and chain are closed by whoever opened them. */
  stop(): Promise<void>;
}

/** How long the anchoring loop may finish what it does when the node stops; what it leaves is done after the next start. */
const STOP_PATIENCE_MS = 1_000;

/** @throws ServiceError `LOG_CORRUPT` when the copy of the log cannot be read or is not the one that the state speaks of */
export async function createPartyNode(deps: NodeDeps, settings: NodeSettings): Promise<PartyNode> {
  const { crypto, keys, store, state, chain, clock, logger } = deps;
  const { key: logKey, url } = settings.log;
  const origin = logKey.name;
  const hash = originHash(crypto, origin);
  const aborted = new AbortController();
  const client = { fetch: deps.fetch, timeoutMs: settings.requestTimeoutMs, signal: aborted.signal };
  const log = await openMirroredLog(crypto, store, origin);
  await requireAgreement(log, state);
  const remote = createRemoteLog(client, url);
  const objections = createObjectionBook({
    crypto,
    state,
    clock,
    logger,
    party: keys.party,
    chainKey: keys.chain,
  });
  const suspicions = createSuspicions({ crypto, state, log, remote, objections, logger });
  const suspect = suspicions.raise;
  const signers = createSignerRegister(crypto, settings.signers, publishedSigners(client, url, origin));
  const audit = createStatementAudit(crypto, signers, settings.signers.anchors, settings.clockToleranceMs);
  const common = { crypto, state, log, origin, logKey, clock };
  const confirmer = createConfirmer({
    ...common,
    party: keys.party,
    policy: settings.policy,
    chain: chain?.address,
    chainKey: keys.chain,
    chainSigner: keys.chainAddress,
    suspect,
  });
  const anchoring = createAnchoring({
    party: keys.party,
    chain,
    remote,
    confirmer,
    peers:
      chain === undefined ? [] : settings.peers.map((peer) => createPeer(client, peer, hash, chain.address)),
    objections,
    clock,
    times: settings.times,
    logger,
  });
  const loop = createLoop(anchoring.round, settings.pollMs);
  return {
    keys,
    origin,
    originHash: hash,
    state,
    log,
    witness: createWitness({ ...common, signers: keys.witness, suspect }),
    mirror: createMirror({ ...common, signers: keys.mirror, audit, objections }),
    confirmer,
    objections,
    confirm: async (note) => {
      const known = confirmer.known(note);
      if (known !== undefined) return { confirmation: known };
      const result = await confirmer.confirm(note);
      if ('confirmation' in result) anchoring.seen({ ...result.confirmation, note });
      return result;
    },
    streamHead: (stream, size) =>
      signStreamHead({ origin, state, log, clock, signer: keys.heads }, stream, size),
    start: loop.start,
    round: anchoring.round,
    settled: suspicions.settled,
    stop: async () => {
      aborted.abort();
      await loop.stop(STOP_PATIENCE_MS);
      await suspicions.settled();
    },
  };
}

/** The state must not promise what the copy does not hold, as when only one of the two files was restored. */
async function requireAgreement(log: MirroredLog, state: NodeState): Promise<void> {
  const mirrored = state.mirrored();
  if (mirrored === undefined) return;
  if (log.nextEntry() >= mirrored.size && equal(await log.rootAt(mirrored.size), mirrored.root)) return;
  throw new ServiceError('LOG_CORRUPT', 'the copy of the log is not the one that this node has cosigned', {
    facts: { cosigned: mirrored.size, held: log.nextEntry() },
    remedy: 'Restore log.sqlite and node.sqlite of the directory together, from the same copy.',
  });
}
