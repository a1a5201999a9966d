/** Bodies of the C2SP tlog-witness protocol (`add-checkpoint`). Reading is as strict as the specification; verifying is the caller's. */
import { base64, base64Decode, utf8, utf8Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { parseDecimal } from './decimal.ts';

/** tlog-witness: "The client MUST NOT send more than 63 consistency proof lines." */
export const MAX_PROOF_LINES = 63;

/** Content type of the body that answers a wrong old size with `409`. */
export const SIZE_CONTENT_TYPE = 'text/x.tlog.size';

export interface AddCheckpoint {
  /** Size of the checkpoint that the client believes the witness cosigned last. */
  readonly oldSize: number;
  /** Consistency proof from `oldSize` to the checkpoint: 32-byte hashes. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** The request's body. @throws CoreError `FORMAT` for a size, proof or note that no witness would take */
export function encodeAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): Uint8Array {
  if (!Number.isSafeInteger(oldSize) || oldSize < 0) throw bad('the old size is an integer from 0');
  if (proof.length > MAX_PROOF_LINES) throw bad(`at most ${MAX_PROOF_LINES} proof lines are sent`);
  if (proof.some((hash) => hash.length !== 32)) throw bad('a proof line is a hash of 32 bytes');
  const lines = [`old ${oldSize}`, ...proof.map((hash) => base64(hash)), '', checkpoint];
  return utf8(lines.join('\n'));
}

/** @throws CoreError `FORMAT`, `RANGE` or `ENCODING`: answered with `400`. The checkpoint's own form is not looked at. */
export function parseAddCheckpoint(body: Uint8Array): AddCheckpoint {
  const text = utf8Decode(body, 'add-checkpoint body');
  const end = text.indexOf('\n\n');
  if (end < 0) throw bad('an empty line stands between the proof and the checkpoint');
  const [first = '', ...hashes] = text.slice(0, end).split('\n');
  if (!first.startsWith('old ')) throw bad('the first line is "old <size>"');
  if (hashes.length > MAX_PROOF_LINES) throw bad(`at most ${MAX_PROOF_LINES} proof lines are sent`);
  return {
    oldSize: parseDecimal(first.slice(4), 'the old size'),
    proof: hashes.map(proofHash),
    checkpoint: text.slice(end + 2),
  };
}

/** A tree size as the `409` answer carries it. */
export function formatSize(size: number): string {
  return `${size}\n`;
}

/** @throws CoreError `FORMAT` or `RANGE` */
export function parseSize(text: string): number {
  if (!text.endsWith('\n')) throw bad('a size is one line');
  return parseDecimal(text.slice(0, -1), 'the size');
}

function proofHash(line: string): Uint8Array {
  const hash = base64Decode(line, 'proof line');
  if (hash.length !== 32) throw bad('a proof line is a hash of 32 bytes');
  return hash;
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `tlog-witness: ${rule}`);
}
