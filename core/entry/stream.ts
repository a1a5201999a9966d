/** Streams: every loan has one, and its entries are numbered and linked (docs/spec/log.md section 3). */
import { concat, equal, utf8 } from '../bytes.ts';
import type { Crypto } from '../crypto.ts';
import { CoreError } from '../error.ts';
import type { Entry } from './entry.ts';

const LABEL = utf8('triseal/stream/v1\n');

/** Length of the blinding value, and of a stream id. */
export const STREAM_BYTES = 32;

/**
 * The blinded id under which a loan's entries stand in the log. Without the blinding value a loan number, which can be guessed, cannot be
 * matched with its stream; with it anybody can.
 * @throws CoreError `MISUSE`
 */
export function streamId(c: Crypto, blind: Uint8Array, loan: string): Uint8Array {
  if (blind.length !== STREAM_BYTES) {
    throw new CoreError('MISUSE', `a blinding value is ${STREAM_BYTES} bytes`, {
      facts: { length: blind.length },
    });
  }
  if (loan === '' || !loan.isWellFormed()) {
    throw new CoreError('MISUSE', 'a loan number is a non-empty well-formed string');
  }
  return c.sha256(concat(LABEL, blind, utf8(loan)));
}

/** The end of a stream, which the next entry must join. */
export interface StreamEnd {
  readonly sequence: number;
  readonly leafHash: Uint8Array;
}

export type SuccessionRule = 'sequence' | 'link';

export interface SuccessionProblem {
  readonly rule: SuccessionRule;
  readonly message: string;
}

/**
 * Whether an entry is the one that comes next in its stream.
 * @param end the stream's last entry before this one; undefined when there is none
 * @returns undefined when it is
 */
export function successionProblem(end: StreamEnd | undefined, entry: Entry): SuccessionProblem | undefined {
  const expected = (end?.sequence ?? 0) + 1;
  if (entry.sequence !== expected) {
    return { rule: 'sequence', message: `sequence ${entry.sequence} where ${expected} comes next` };
  }
  if (!sameLink(end?.leafHash ?? null, entry.link)) {
    return {
      rule: 'link',
      message: `the link of sequence ${entry.sequence} is not the leaf hash of its predecessor`,
    };
  }
  return undefined;
}

function sameLink(a: Uint8Array | null, b: Uint8Array | null): boolean {
  if (a === null || b === null) return a === b;
  return equal(a, b);
}
