/** Walks the elements of a constructed DER value in order, and reads typed values out of them. */
import { utf8Decode } from '../bytes.ts';
import { decodeOid } from './oid.ts';
import { contextTag, type DerNode, derError, integerProblem, parseDer, TAG } from './reader.ts';
import { parseTime } from './time.ts';

/** A cursor over the elements of a SEQUENCE. Every reading ends with `end()`, so that nothing unread is accepted. */
export class DerFields {
  readonly #nodes: readonly DerNode[];
  readonly #label: string;
  #at = 0;

  /** @param label what the SEQUENCE is, for messages */
  constructor(node: DerNode, label: string, tag: number = TAG.sequence) {
    expectTag(node, tag, label);
    this.#nodes = node.children;
    this.#label = label;
  }

  /** Next element, which must have this tag. @throws CoreError `FORMAT` */
  take(tag: number, name: string): DerNode {
    const node = this.any(name);
    expectTag(node, tag, `${this.#label}.${name}`);
    return node;
  }

  /** Next element of any tag. @throws CoreError `FORMAT` when there is none */
  any(name: string): DerNode {
    const node = this.#nodes[this.#at];
    if (node === undefined) throw derError(this.#label, `${name} is missing`);
    this.#at += 1;
    return node;
  }

  /** Next element if it has this tag. */
  maybe(...tags: readonly number[]): DerNode | undefined {
    const node = this.#nodes[this.#at];
    if (node === undefined || !tags.includes(node.tag)) return undefined;
    this.#at += 1;
    return node;
  }

  /** The one value inside context tag `n` EXPLICIT, if the next element is that. */
  maybeExplicit(n: number, name: string): DerNode | undefined {
    const node = this.maybe(contextTag(n, true));
    return node && only(node, `${this.#label}.${name}`);
  }

  /** @throws CoreError `FORMAT` when elements are left */
  end(): void {
    const node = this.#nodes[this.#at];
    if (node !== undefined) throw derError(this.#label, 'unexpected element', { tag: node.tag });
  }
}

export function expectTag(node: DerNode, tag: number, label: string): void {
  if (node.tag !== tag) throw derError(label, 'unexpected type', { expected: tag, found: node.tag });
}

/** The only child. @throws CoreError `FORMAT` */
export function only(node: DerNode, label: string): DerNode {
  const [child] = node.children;
  if (child === undefined || node.children.length !== 1) throw derError(label, 'must hold exactly one value');
  return child;
}

/** INTEGER of any size, also under an IMPLICIT tag. @throws CoreError `FORMAT` when not minimal */
export function integerOf(node: DerNode, label: string): bigint {
  const problem = (node.tag & 0x20) !== 0 ? 'unexpected type' : integerProblem(node.content);
  if (problem !== undefined) throw derError(label, problem);
  let value = 0n;
  for (const b of node.content) value = (value << 8n) | BigInt(b);
  return BigInt.asIntN(8 * node.content.length, value);
}

/** INTEGER between 0 and `max`. @throws CoreError `FORMAT` */
export function smallIntegerOf(node: DerNode, label: string, max = Number.MAX_SAFE_INTEGER): number {
  const value = integerOf(node, label);
  if (value < 0n || value > BigInt(max))
    throw derError(label, `not between 0 and ${max}`, { value: String(value) });
  return Number(value);
}

export function oidOf(node: DerNode, label: string): string {
  const value = decodeOid(node.content);
  expectTag(node, TAG.oid, label);
  return value!;
}

/** Contents of an OCTET STRING. @throws CoreError `FORMAT` */
export function octetsOf(node: DerNode, label: string): Uint8Array {
  expectTag(node, TAG.octetString, label);
  return node.content;
}

/** Octets of a BIT STRING that is made of whole octets. @throws CoreError `FORMAT` */
export function bitOctetsOf(node: DerNode, label: string): Uint8Array {
  expectTag(node, TAG.bitString, label);
  if (node.content[0] !== 0) throw derError(label, 'not a whole number of octets');
  return node.content.subarray(1);
}

/**
 * Numbers of the bits that are set in a BIT STRING with named bits, first bit 0.
 * @throws CoreError `FORMAT` when trailing zero bits are not left out (X.690 section 11.2.2)
 */
export function namedBitsOf(node: DerNode, label: string): number[] {
  expectTag(node, TAG.bitString, label);
  const unused = node.content[0]!;
  const octets = node.content.subarray(1);
  const last = octets.at(-1);
  if (last !== undefined && (last & (1 << unused)) === 0) throw derError(label, 'trailing zero bits');
  return [...octets].flatMap((octet, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => 8 * i + bit),
  );
}

/** UTCTime or GeneralizedTime, in milliseconds since the epoch. @throws CoreError `FORMAT` */
export function timeOf(node: DerNode, label: string): number {
  if (node.tag !== TAG.utcTime && node.tag !== TAG.generalizedTime) {
    throw derError(label, 'unexpected type', { found: node.tag });
  }
  return parseTime(node.tag, node.content)!;
}

/** A DER value wrapped in an OCTET STRING, as extensions have it. */
export function wrappedOf(octets: Uint8Array, label: string): DerNode {
  return parseDer(octets, label);
}

/** Text of the string types of X.520, for showing. Unknown types give their bytes as Latin-1. */
export function textOf(node: DerNode): string {
  if (node.tag === TAG.utf8String) return utf8Decode(node.content, 'UTF8String');
  if (node.tag !== TAG.bmpString) return String.fromCharCode(...node.content.subarray(0, 4096));
  let text = '';
  for (let i = 0; i + 1 < node.content.length; i += 2) {
    text += String.fromCharCode((node.content[i]! << 8) | node.content[i + 1]!);
  }
  return text;
}
