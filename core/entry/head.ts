/**
 * Stream heads: a party's signed word on where a stream ended in its own copy of the log at a tree size (docs/spec/log.md section 4). They
 * show that a package does not leave out the tail of a stream. The text is the body of a signed note (C2SP signed-note), Ed25519 type 0x01.
 */
import { base64, base64Decode } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { parseDecimal } from '../tlog/decimal.ts';

const LABEL = 'triseal/stream-head/v1';

export interface StreamHead {
  readonly origin: string;
  /** Tree size of the checkpoint at which the stream was read. */
  readonly size: number;
  /** Root hash at that size, 32 bytes. */
  readonly root: Uint8Array;
  /** Blinded stream id, 32 bytes. */
  readonly stream: Uint8Array;
  /** Sequence of the stream's last entry below `size`, from 1. */
  readonly sequence: number;
  /** Leaf hash of that entry, 32 bytes. */
  readonly leafHash: Uint8Array;
  /** When the party looked: seconds since the epoch. */
  readonly time: number;
}

/** The note's text, each of its eight lines ended by a newline. @throws CoreError `FORMAT` */
export function formatStreamHead(head: StreamHead): string {
  check(head);
  const { origin, size, root, stream, sequence, leafHash, time } = head;
  const lines = [LABEL, origin, size, base64(root), base64(stream), sequence, base64(leafHash), time];
  return lines.map((line) => `${line}\n`).join('');
}

/** @throws CoreError `FORMAT`, `RANGE` or `ENCODING` for any text that `formatStreamHead` would not write. */
export function parseStreamHead(text: string): StreamHead {
  const lines = text.split('\n');
  if (lines.length !== 9 || lines[8] !== '') throw bad('has eight lines, each ended by a newline');
  const [label, origin, size, root, stream, sequence, leafHash, time] = lines as [string, ...string[]];
  if (label !== LABEL) throw bad(`begins with ${LABEL}`);
  const head: StreamHead = {
    origin: origin!,
    size: parseDecimal(size!, 'the tree size of a stream head'),
    root: base64Decode(root!, 'root hash'),
    stream: base64Decode(stream!, 'stream'),
    sequence: parseDecimal(sequence!, 'the sequence of a stream head'),
    leafHash: base64Decode(leafHash!, 'leaf hash'),
    time: parseDecimal(time!, 'the time of a stream head'),
  };
  check(head);
  return head;
}

function check(head: StreamHead): void {
  if (head.origin === '' || !head.origin.isWellFormed() || head.origin.includes('\n')) {
    throw bad('names the origin in one non-empty line');
  }
  for (const [name, bytes] of [
    ['root hash', head.root],
    ['stream', head.stream],
    ['leaf hash', head.leafHash],
  ] as const) {
    if (bytes.length !== 32) throw bad(`has a ${name} of 32 bytes`);
  }
  whole(head.size, 1, 'tree size');
  whole(head.sequence, 1, 'sequence');
  whole(head.time, 0, 'time');
  if (head.sequence > head.size) throw bad('has no more entries in the stream than in the tree');
}

function whole(value: number, least: number, name: string): void {
  if (!Number.isSafeInteger(value) || value < least) throw bad(`has a ${name} from ${least}`);
}

function bad(rule: string): CoreError {
  return new CoreError('FORMAT', `a stream head ${rule}`);
}
