/** The party's objections: kept with their evidence, served to everybody, and put on the chain as soon as there is one. */
import { hex } from '../../core/bytes.ts';
import { toHex } from '../../core/chain/hex.ts';
import { OBJECTION_REASONS, signObjection } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import type { Party } from '../../core/party.ts';
import type { AnchorChain } from '../ports/chain.ts';
import type { Clock, Logger } from '../ports/platform.ts';
import { evidenceDigest, evidenceText, type Finding } from './evidence.ts';
import type { NodeState, ObjectionRecord } from './state.ts';

export interface ObjectionBook {
  /** Keeps the finding, durable when it returns. A finding that is known already changes nothing. */
  raise(finding: Finding): void;
  /** The public form of all objections, in the order in which they were raised. */
  published(): readonly PublishedObjection[];
  count(): number;
  /** Forgets that the chain holds any: it has been reset. */
  chainReset(): void;
  /** Signs and sends what is not on the chain yet, one transaction each. Rejects as the chain does; may be called again. */
  submit(chain: AnchorChain): Promise<void>;
}

export interface PublishedObjection {
  readonly party: Party;
  readonly reason: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly root: string;
  readonly message: string;
  readonly at: string;
  /** Canonical JSON, verbatim: its SHA-256 is `digest`. */
  readonly evidence: string;
  readonly digest: string;
  readonly signature: string | null;
  readonly transaction: string | null;
}

export interface ObjectionDeps {
  readonly crypto: Crypto;
  readonly party: Party;
  readonly state: NodeState;
  readonly clock: Clock;
  /** secp256k1, 32 bytes. */
  readonly chainKey: Uint8Array;
  readonly logger: Logger;
}

const NOT_ON_CHAIN = { signature: undefined, recorded: false, transaction: undefined };

export function createObjectionBook(deps: ObjectionDeps): ObjectionBook {
  const { crypto, state, clock, logger, party } = deps;
  return {
    raise: (finding) => {
      const { reason, size, root, message } = finding;
      const digest = evidenceDigest(crypto, finding);
      const at = new Date(clock.now()).toISOString();
      const record = { reason, size, root, message, digest, at, evidence: evidenceText(finding) };
      const isNew = state.saveObjection({ ...record, ...NOT_ON_CHAIN });
      if (isNew) logger.error({ reason, size, digest }, `objection: ${message}`);
    },
    published: () => state.objections().map((record) => publish(party, record)),
    count: state.objectionCount,
    chainReset: () => {
      for (const { digest } of state.objections()) state.markObjection(digest, NOT_ON_CHAIN);
    },
    submit: async (chain) => {
      for (const record of state.objections()) {
        if (!record.recorded) await submitOne(deps, chain, record);
      }
    },
  };
}

async function submitOne(
  { state, chainKey, logger }: ObjectionDeps,
  chain: AnchorChain,
  record: ObjectionRecord,
) {
  const objection = {
    size: record.size,
    root: toHex(record.root),
    evidence: `0x${record.digest}`,
    reason: OBJECTION_REASONS[record.reason],
  };
  const signature = toHex(signObjection(chainKey, { ...chain.address, ...objection }));
  state.markObjection(record.digest, { ...NOT_ON_CHAIN, signature });
  const transaction = (await chain.object(objection, signature))?.transaction;
  state.markObjection(record.digest, { signature, recorded: true, transaction });
  logger.warn({ size: record.size, reason: record.reason, transaction }, 'objection is on the chain');
}

function publish(party: Party, record: ObjectionRecord): PublishedObjection {
  const { reason, size, root, message, at, evidence, digest, signature, transaction } = record;
  return {
    party,
    reason,
    size,
    root: hex(root),
    message,
    at,
    evidence,
    digest,
    signature: signature ?? null,
    transaction: transaction ?? null,
  };
}
