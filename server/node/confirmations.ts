/** The party's confirmations for the chain: one for each size at which it has seen the full quorum and found the root to be that of its own copy. */
import { equal } from '../../core/bytes.ts';
import { toHex } from '../../core/chain/hex.ts';
import { signConfirmation } from '../../core/chain/statements.ts';
import type { Crypto } from '../../core/crypto.ts';
import { CoreError } from '../../core/error.ts';
import type { Party } from '../../core/party.ts';
import { parseSignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { evaluatePolicy, type Policy, type PolicyResult } from '../../core/tlog/policy.ts';
import type { ChainAddress } from '../ports/chain.ts';
import type { ChainConfirmation } from '../ports/evidence-store.ts';
import type { Clock } from '../ports/platform.ts';
import { type Answer, refuse } from './answer.ts';
import type { MirroredLog } from './mirrored-log.ts';
import type { Confirmation, KnownCheckpoint, NodeState } from './state.ts';

export interface ConfirmerDeps {
  readonly crypto: Crypto;
  readonly party: Party;
  readonly origin: string;
  readonly policy: Policy;
  readonly state: NodeState;
  readonly log: MirroredLog;
  /** Undefined while there is no chain: then nothing is confirmed. */
  readonly chain: ChainAddress | undefined;
  readonly chainKey: Uint8Array;
  readonly chainSigner: string;
  readonly clock: Clock;
  suspect(checkpoint: KnownCheckpoint): void;
}

export interface Confirmer {
  /**
   * Checks a cosigned checkpoint against the policy and this party's copy, then confirms it.
   * @returns the confirmation, durable, or the refusal: `400` no checkpoint, `403` the policy does not accept it, `404` another log, no chain or not
   *   mirrored yet, `422` another root than this party's
   */
  confirm(note: string): Promise<{ readonly confirmation: Confirmation } | Answer>;
  /** The confirmation of the checkpoint's size and root, if it was given before: what is public needs no further check. */
  known(note: string): Confirmation | undefined;
  /** @returns undefined for sizes that were not confirmed */
  at(size: number): ChainConfirmation | undefined;
}

export function createConfirmer(deps: ConfirmerDeps): Confirmer {
  return {
    confirm: (note) => confirm(deps, note),
    known: (note) => known(deps, note),
    at: (size) => {
      const known = deps.state.confirmation(size);
      if (known === undefined || deps.chain === undefined) return undefined;
      // Made anew where the contract or the key has changed since.
      const { signer, signature } = sign(deps, deps.chain, size, known.root);
      return { party: deps.party, signer, signature };
    },
  };
}

async function confirm(deps: ConfirmerDeps, note: string) {
  const judged = await judge(deps, note);
  if ('status' in judged) return judged;
  const { origin, size, root } = judged.checkpoint;
  if (origin !== deps.origin) return refuse(404, 'unknown log origin');
  if (!judged.accepted) return refuse(403, 'the policy does not accept the checkpoint');
  if (deps.chain === undefined) return refuse(404, 'this node has no chain');
  if (size > deps.log.nextEntry()) return refuse(404, 'this party does not hold the log up to that size yet');
  if (!equal(await deps.log.rootAt(size), root)) {
    deps.suspect({ size, root, note });
    return refuse(422, 'this party holds another root for that size');
  }
  return { confirmation: sign(deps, deps.chain, size, root) };
}

function known(deps: ConfirmerDeps, note: string): Confirmation | undefined {
  const { state, chain } = deps;
  try {
    const { origin, size, root } = parseSignedCheckpoint(note).checkpoint;
    const given = origin === deps.origin ? state.confirmation(size) : undefined;
    if (chain === undefined || given === undefined || !equal(given.root, root)) return undefined;
    return sign(deps, chain, size, root);
  } catch (error) {
    if (error instanceof CoreError) return undefined;
    throw error;
  }
}

async function judge({ crypto, policy }: ConfirmerDeps, note: string): Promise<PolicyResult | Answer> {
  try {
    return await evaluatePolicy(crypto, policy, note);
  } catch (error) {
    if (error instanceof CoreError) return refuse(400, error.message);
    throw error;
  }
}

/** Signing is deterministic; a confirmation made for another contract or key is replaced. */
function sign(deps: ConfirmerDeps, chain: ChainAddress, size: number, root: Uint8Array): Confirmation {
  const signature = toHex(signConfirmation(deps.chainKey, { ...chain, size, root }));
  const known = deps.state.confirmation(size);
  if (known?.signature === signature) return known;
  const at = new Date(deps.clock.now()).toISOString();
  const confirmation = { size, root, signer: deps.chainSigner, signature, at };
  deps.state.saveConfirmation(confirmation);
  return confirmation;
}
