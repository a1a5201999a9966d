/** Judging a signed checkpoint by a trust policy (C2SP tlog-policy). */
import type { Crypto } from '../crypto.ts';
import { type Note, parseNote } from '../note/note.ts';
import { type NoteVerification, verifyNote } from '../note/verify.ts';
import { sameKey, type VerifierKey } from '../note/vkey.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { NO_QUORUM, type Policy, type PolicyLog, type PolicyWitness } from './policy-parse.ts';

export { formatPolicy, policyWitnesses } from './policy-format.ts';
export {
  MAX_POLICY_BYTES,
  NO_QUORUM,
  type Policy,
  type PolicyGroup,
  type PolicyLog,
  type PolicyWitness,
  parsePolicy,
} from './policy-parse.ts';

export interface WitnessedBy {
  readonly witness: PolicyWitness;
  /** POSIX seconds of the cosignature. */
  readonly timestamp: number;
}

export interface PolicyResult {
  readonly checkpoint: Checkpoint;
  /** A listed log whose name is the checkpoint's origin signed it. */
  readonly logSigned: boolean;
  /** The keys of such logs that signed. */
  readonly logs: readonly PolicyLog[];
  /** Witnesses whose cosignatures hold, in the policy's order. */
  readonly witnessed: readonly WitnessedBy[];
  /** Witnesses without a valid cosignature, in the policy's order. */
  readonly missing: readonly PolicyWitness[];
  /** Names of the groups that have witnessed, in the policy's order. */
  readonly satisfied: readonly string[];
  readonly quorumMet: boolean;
  /** Keys of the policy with a signature that does not hold: the note is refused for one. */
  readonly failed: readonly VerifierKey[];
  /** Signature lines of keys that the policy does not know. */
  readonly unknown: number;
  /** Signed by a listed log, quorum met, nothing failed. A policy without logs accepts nothing: look at `quorumMet` and `failed` then. */
  readonly accepted: boolean;
}

/** A key that serves as a log's and a witness's is verified once and counts in both places. */
function distinctKeys(policy: Policy): VerifierKey[] {
  const keys: VerifierKey[] = [];
  for (const { key } of [...policy.logs, ...policy.witnesses]) {
    if (!keys.some((known) => sameKey(known, key))) keys.push(key);
  }
  return keys;
}

function witnessedBy(policy: Policy, verification: NoteVerification): WitnessedBy[] {
  return policy.witnesses.flatMap((witness) => {
    const found = verification.verified.find(({ key }) => sameKey(key, witness.key));
    return found?.timestamp === undefined ? [] : [{ witness, timestamp: found.timestamp }];
  });
}

/** Groups stand after their members, so one pass settles them. */
function settleGroups(policy: Policy, witnesses: readonly WitnessedBy[]): string[] {
  const names = new Set(witnesses.map(({ witness }) => witness.name));
  const satisfied: string[] = [];
  for (const { name, members, threshold } of policy.groups) {
    if (members.filter((member) => names.has(member)).length < threshold) continue;
    names.add(name);
    satisfied.push(name);
  }
  return satisfied;
}

/**
 * @param note the signed checkpoint
 * @returns what the policy says of it; a signature that does not hold is part of the result
 * @throws CoreError as `parseNote` and `parseCheckpoint` when it is not a signed checkpoint at all
 */
export async function evaluatePolicy(
  c: Crypto,
  policy: Policy,
  note: Note | string | Uint8Array,
): Promise<PolicyResult> {
  const parsed = typeof note === 'string' || note instanceof Uint8Array ? parseNote(note) : note;
  const checkpoint = parseCheckpoint(parsed.text);
  const verification = await verifyNote(c, parsed, distinctKeys(policy));
  const { failed, unknown } = verification;
  const logs = policy.logs.filter(
    (log) =>
      log.key.name === checkpoint.origin && verification.verified.some(({ key }) => sameKey(key, log.key)),
  );
  const witnessed = witnessedBy(policy, verification);
  const satisfied = settleGroups(policy, witnessed);
  const quorumMet =
    policy.quorum === NO_QUORUM ||
    satisfied.includes(policy.quorum) ||
    witnessed.some(({ witness }) => witness.name === policy.quorum);
  const missing = policy.witnesses.filter((witness) => !witnessed.some((seen) => seen.witness === witness));
  const accepted = logs.length > 0 && quorumMet && failed.length === 0;
  return {
    checkpoint,
    logSigned: logs.length > 0,
    logs,
    witnessed,
    missing,
    satisfied,
    quorumMet,
    failed,
    unknown,
    accepted,
  };
}
