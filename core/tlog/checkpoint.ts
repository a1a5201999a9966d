/** Checkpoints: the note text of a log's tree head (C2SP tlog-checkpoint). */
import { base64, base64Decode, equal, hex, hexDecode, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import { requireSize } from '../merkle/range.ts';
import { HASH_SIZE } from '../merkle/tree.ts';
import { hasForbiddenControl, type Note, parseNote } from '../note/note.ts';
import { parseDecimal } from './decimal.ts';

export interface Checkpoint {
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  /** RFC 6962 root hash, 32 bytes. */
  readonly root: Uint8Array;
  /** Lines after the third, none empty. Not covered by ML-DSA-44 cosignatures. */
  readonly extensions: readonly string[];
}

/** SHA-256 of nothing. */
const EMPTY_ROOT = hexDecode('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');

function refuse(why: string, facts: Record<string, string | number> = {}): never {
  throw new CoreError('FORMAT', `the checkpoint is malformed: ${why}`, { facts });
}

/**
 * @param text the note's text, without signatures
 * @throws CoreError `FORMAT`, `ENCODING` for a root that is not canonical base64, `RANGE` for a size above 2^53 - 1
 */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) refuse('no newline at the end');
  if (hasForbiddenControl(text)) refuse('it has a control character other than newline');
  const lines = text.slice(0, -1).split('\n');
  if (lines.length < 3) refuse('fewer than three lines', { lines: lines.length });
  if (lines.some((line) => line === '')) refuse('it has an empty line');
  const [origin = '', size = '', root64 = '', ...extensions] = lines;
  const root = base64Decode(root64, 'the root hash of the checkpoint');
  if (root.length !== HASH_SIZE) refuse(`the root hash has not ${HASH_SIZE} bytes`, { length: root.length });
  const checkpoint = { origin, size: parseDecimal(size, 'the size of the checkpoint'), root, extensions };
  if (checkpoint.size === 0 && !equal(root, EMPTY_ROOT)) {
    refuse('the root of an empty tree is the hash of nothing', { root: hex(root) });
  }
  return checkpoint;
}

/** @throws CoreError as `parseCheckpoint` for values that have no form */
export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  requireSize(size, 'the size of the checkpoint');
  if ([origin, ...extensions].some((line) => line.includes('\n'))) refuse('a line has a newline');
  const text = `${[origin, size, base64(root), ...extensions].join('\n')}\n`;
  parseCheckpoint(text);
  return text;
}

export interface SignedCheckpoint {
  readonly note: Note;
  readonly checkpoint: Checkpoint;
}

/** Reads a signed note whose text is a checkpoint. Proves nothing. @throws CoreError as `parseNote` and `parseCheckpoint` */
export function parseSignedCheckpoint(signed: Uint8Array | string): SignedCheckpoint {
  const note = parseNote(signed);
  return { note, checkpoint: parseCheckpoint(note.text) };
}

/** Lower-case hex SHA-256 of the origin, by which witnesses and mirrors name a log in their paths (tlog-witness). */
export function originHash(c: Crypto, origin: string): string {
  return hex(c.sha256(utf8(origin)));
}
