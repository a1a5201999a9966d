/** Proofs of logging in one file: index, inclusion proof, signed checkpoint (C2SP tlog-proof). */
import { base64, base64Decode } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { verifyInclusion } from '../merkle/inclusion.ts';
import { requireSize } from '../merkle/range.ts';
import { HASH_SIZE } from '../merkle/tree.ts';
import { parseSignedCheckpoint } from './checkpoint.ts';
import { parseDecimal } from './decimal.ts';
import { evaluatePolicy, type Policy, type PolicyResult } from './policy.ts';

export interface TlogProof {
  /** Opaque and not authenticated. */
  readonly extra?: Uint8Array;
  /** Of the leaf, from 0. */
  readonly index: number;
  /** Inclusion proof from the leaf's sibling to the root's child. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: string;
}

/** A tree of up to 2^63 leaves needs no more. */
export const MAX_PROOF_HASHES = 63;

const HEADER = 'c2sp.org/tlog-proof@v1';

function refuse(why: string, facts: Record<string, string | number> = {}): never {
  throw new CoreError('FORMAT', `the proof of logging is malformed: ${why}`, { facts });
}

function readExtra(line: string | undefined): Uint8Array | undefined {
  if (!line?.startsWith('extra ')) return undefined;
  const extra = base64Decode(line.slice('extra '.length), 'the extra data of the proof');
  if (extra.length === 0) refuse('an extra line without data');
  return extra;
}

function readHash(line: string): Uint8Array {
  const hash = base64Decode(line, 'a hash of the inclusion proof');
  if (hash.length !== HASH_SIZE) refuse(`a hash has not ${HASH_SIZE} bytes`, { length: hash.length });
  return hash;
}

/**
 * Reads a proof. The leaf hash is not in it: it is the caller's, from the entry. Proves nothing; see `verifyTlogProof`.
 * @param checkpointOf reads its checkpoint: something that remembers, where many proofs are to the same one
 * @throws CoreError `FORMAT`, `ENCODING` or `RANGE`, also when its checkpoint is no signed checkpoint
 */
export function parseTlogProof(
  text: string,
  checkpointOf: (signed: string) => unknown = parseSignedCheckpoint,
): TlogProof {
  const end = text.indexOf('\n\n');
  if (end < 0) refuse('no empty line before the checkpoint');
  const lines = text.slice(0, end).split('\n');
  if (lines.shift() !== HEADER) refuse(`its first line is not "${HEADER}"`);
  const extra = readExtra(lines[0]);
  if (extra !== undefined) lines.shift();
  const index = lines.shift();
  if (index === undefined || !index.startsWith('index ')) refuse('no index line');
  if (lines.length > MAX_PROOF_HASHES) {
    refuse(`more than ${MAX_PROOF_HASHES} hashes`, { hashes: lines.length });
  }
  const checkpoint = text.slice(end + 2);
  checkpointOf(checkpoint);
  return {
    ...(extra === undefined ? {} : { extra }),
    index: parseDecimal(index.slice('index '.length), 'the index of the proof'),
    hashes: lines.map(readHash),
    checkpoint,
  };
}

/** @throws CoreError as `parseTlogProof` for parts that have no form */
export function formatTlogProof({ extra, index, hashes, checkpoint }: TlogProof): string {
  requireSize(index, 'the index of the proof');
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [`extra ${base64(extra)}`]),
    `index ${index}`,
    ...hashes.map(base64),
  ];
  const text = `${lines.join('\n')}\n\n${checkpoint}`;
  parseTlogProof(text);
  return text;
}

export interface TlogProofResult {
  /** The leaf is at the index in the tree of the checkpoint. */
  readonly included: boolean;
  readonly policy: PolicyResult;
  /** Included, and the policy accepts the checkpoint. */
  readonly accepted: boolean;
}

/**
 * The four steps of tlog-proof, "Verifying a tlog proof", but for the first: the caller hashes the leaf.
 * @throws CoreError when the proof's checkpoint is none
 */
export async function verifyTlogProof(
  c: Crypto,
  proof: TlogProof,
  leafHash: Uint8Array,
  policy: Policy,
): Promise<TlogProofResult> {
  const judged = await evaluatePolicy(c, policy, proof.checkpoint);
  const { size, root } = judged.checkpoint;
  const included = verifyInclusion(c, { leafHash, index: proof.index, size, proof: proof.hashes, root });
  return { included, policy: judged, accepted: included && judged.accepted };
}
