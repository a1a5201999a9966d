/**
 * Strict DER (X.690 sections 8, 10 and 11). One structure has one spelling: what another encoding rule would also allow is refused, so bytes that
 * no signature covers cannot be rewritten without being noticed.
 */
import { compare, hex } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { decodeOid } from './oid.ts';
import { parseTime } from './time.ts';

/** Identifier octets of the universal types that certificates and signatures use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  visibleString: 0x1a,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Identifier octet of context tag `n` (0..30). @param constructed true for EXPLICIT, and for IMPLICIT of SEQUENCE and SET */
export function contextTag(n: number, constructed: boolean): number {
  return 0x80 | (constructed ? 0x20 : 0) | n;
}

export interface DerNode {
  /** The identifier octet. */
  readonly tag: number;
  /** Identifier, length and content as they stood. A view, not a copy. */
  readonly bytes: Uint8Array;
  readonly content: Uint8Array;
  /** Elements of a constructed value; empty for a primitive one. */
  readonly children: readonly DerNode[];
}

export interface DerLimits {
  /** Longest input in bytes. */
  readonly bytes?: number;
  /** Deepest nesting. */
  readonly depth?: number;
  /** Most elements in all. */
  readonly nodes?: number;
}

const DEFAULTS: Required<DerLimits> = { bytes: 1 << 20, depth: 24, nodes: 50_000 };

/** A refusal of malformed input. @param label what was being read, for the message */
export function derError(label: string, why: string, facts: Record<string, string | number> = {}): CoreError {
  return new CoreError('FORMAT', `${label}: ${why}`, { facts });
}

/**
 * Reads exactly one DER value that fills `bytes`, all of it at once: nested universal types are checked too.
 * @throws CoreError `FORMAT` for anything that is not DER, is too long, too deep, or is followed by other bytes
 */
export function parseDer(bytes: Uint8Array, label = 'DER', limits: DerLimits = {}): DerNode {
  const max = { ...DEFAULTS, ...limits };
  if (bytes.length > max.bytes) {
    throw derError(label, `longer than ${max.bytes} bytes`, { length: bytes.length });
  }
  const walk = new Walk(bytes, label, max);
  const node = walk.read(0, bytes.length, 1);
  if (node.to !== bytes.length) {
    throw derError(label, 'bytes after the end of the value', { offset: node.to });
  }
  return node;
}

const NONE: readonly DerNode[] = [];

/** A node that makes its views when they are asked for: of most nodes only one is, of many none. The same one each time. */
class Value implements DerNode {
  readonly tag: number;
  readonly children: readonly DerNode[];
  readonly to: number;
  readonly #whole: Uint8Array;
  readonly #start: number;
  readonly #from: number;
  #bytes: Uint8Array | undefined;
  #content: Uint8Array | undefined;

  constructor(
    tag: number,
    whole: Uint8Array,
    start: number,
    from: number,
    to: number,
    children: readonly DerNode[],
  ) {
    this.tag = tag;
    this.children = children;
    this.to = to;
    this.#whole = whole;
    this.#start = start;
    this.#from = from;
  }

  get bytes(): Uint8Array {
    this.#bytes ??= this.#whole.subarray(this.#start, this.to);
    return this.#bytes;
  }

  get content(): Uint8Array {
    this.#content ??= this.#whole.subarray(this.#from, this.to);
    return this.#content;
  }
}

class Walk {
  readonly #bytes: Uint8Array;
  readonly #label: string;
  readonly #max: Required<DerLimits>;
  #nodes = 0;

  constructor(bytes: Uint8Array, label: string, max: Required<DerLimits>) {
    this.#bytes = bytes;
    this.#label = label;
    this.#max = max;
  }

  /** Reads the value at `start` that must end at or before `end`. */
  read(start: number, end: number, depth: number): Value {
    if (depth > this.#max.depth) throw this.#fail(start, `nested deeper than ${this.#max.depth}`);
    this.#nodes += 1;
    if (this.#nodes > this.#max.nodes) throw this.#fail(start, `more than ${this.#max.nodes} elements`);
    const { tag, from, to } = this.#header(start, end);
    const children = (tag & 0x20) === 0 ? NONE : this.#children(from, to, depth);
    const node = new Value(tag, this.#bytes, start, from, to, children);
    const problem = universalProblem(node);
    if (problem !== undefined) throw this.#fail(start, problem);
    return node;
  }

  #children(from: number, to: number, depth: number): DerNode[] {
    const children: DerNode[] = [];
    for (let at = from; at < to; ) {
      const child = this.read(at, to, depth + 1);
      children.push(child);
      at = child.to;
    }
    return children;
  }

  #header(start: number, end: number): { tag: number; from: number; to: number } {
    if (end - start < 2) throw this.#fail(start, 'truncated');
    const tag = this.#bytes[start]!;
    if ((tag & 0x1f) === 0x1f) throw this.#fail(start, 'tag numbers above 30 are not used');
    const first = this.#bytes[start + 1]!;
    if (first < 0x80) return this.#span(tag, start, start + 2, first, end);
    const count = first & 0x7f;
    if (count === 0) throw this.#fail(start, 'indefinite length');
    if (count > 4 || start + 2 + count > end) throw this.#fail(start, 'length runs past the end');
    let length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + this.#bytes[start + 2 + i]!;
    if (length < 0x80 || this.#bytes[start + 2] === 0)
      throw this.#fail(start, 'length not in its shortest form');
    return this.#span(tag, start, start + 2 + count, length, end);
  }

  #span(tag: number, start: number, from: number, length: number, end: number) {
    if (from + length > end) throw this.#fail(start, 'length runs past the end');
    return { tag, from, to: from + length };
  }

  #fail(offset: number, why: string): CoreError {
    return derError(this.#label, `not strict DER at byte ${offset}: ${why}`, { offset });
  }
}

/** What is wrong with a value of a universal type, if anything. */
function universalProblem(node: DerNode): string | undefined {
  const { tag, children } = node;
  if ((tag & 0xc0) !== 0) return undefined;
  if (tag === TAG.sequence) return undefined;
  if (tag === TAG.set) return isSorted(children) ? undefined : 'elements of a SET OF out of order';
  if ((tag & 0x20) !== 0) return `constructed form of universal type ${tag & 0x1f}`;
  return primitiveProblem(tag, node.content);
}

function isSorted(nodes: readonly DerNode[]): boolean {
  return nodes.every((node, i) => i === 0 || compare(nodes[i - 1]!.bytes, node.bytes) <= 0);
}

function primitiveProblem(tag: number, content: Uint8Array): string | undefined {
  switch (tag) {
    case TAG.boolean:
      return content.length === 1 && (content[0] === 0 || content[0] === 0xff)
        ? undefined
        : 'BOOLEAN is neither 00 nor FF';
    case TAG.integer:
    case TAG.enumerated:
      return integerProblem(content);
    case TAG.bitString:
      return bitStringProblem(content);
    case TAG.null:
      return content.length === 0 ? undefined : 'NULL with content';
    case TAG.oid:
      return decodeOid(content) === undefined ? 'malformed OBJECT IDENTIFIER' : undefined;
    case TAG.utcTime:
    case TAG.generalizedTime:
      return parseTime(tag, content) === undefined ? 'malformed time' : undefined;
    case TAG.utf8String:
      return isUtf8(content) ? undefined : 'UTF8String is not well-formed UTF-8';
    default:
      return PLAIN.has(tag) ? undefined : `universal type ${tag} is not used`;
  }
}

const PLAIN: ReadonlySet<number> = new Set([
  TAG.octetString,
  TAG.numericString,
  TAG.printableString,
  TAG.teletexString,
  TAG.ia5String,
  TAG.visibleString,
  TAG.universalString,
  TAG.bmpString,
]);

const utf8 = new TextDecoder('utf-8', { fatal: true });

function isUtf8(content: Uint8Array): boolean {
  try {
    utf8.decode(content);
    return true;
  } catch {
    return false;
  }
}

/** X.690 section 8.3.2: at least one octet, the first nine bits not all alike. */
export function integerProblem(content: Uint8Array): string | undefined {
  const [first, second] = content;
  if (first === undefined) return 'INTEGER without content';
  if (second === undefined) return undefined;
  const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
  return padded ? `INTEGER not in its shortest form (${hex(content.subarray(0, 2))})` : undefined;
}

function bitStringProblem(content: Uint8Array): string | undefined {
  const unused = content[0];
  if (unused === undefined || unused > 7 || (unused > 0 && content.length === 1))
    return 'malformed BIT STRING';
  const last = content.at(-1)!;
  return (last & ((1 << unused) - 1)) === 0 ? undefined : 'unused bits of a BIT STRING are not zero';
}
