/** Proofs in Ethereum's Merkle-Patricia trie (Yellow Paper appendix D): that a value stands under a key of the trie with a known root. */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { equal } from '../bytes.ts';
import { CoreError } from '../error.ts';
import { decodeRlp, type RlpItem, rlpBytes, rlpList } from './rlp.ts';

/** Children of a branch; its value follows them. */
const BRANCH = 16;
/** Flags in the first nibble of a shortened path. */
const ODD = 1;
const LEAF = 2;

interface Step {
  readonly path: readonly number[];
  /** The next node: its hash, or the node itself where it is shorter than a hash. */
  readonly node?: RlpItem;
  readonly value?: Uint8Array;
}

/**
 * The value that a proof shows.
 *
 * @param root 32 bytes @param key as the trie has it @param nodes from the root's downwards, each as RLP
 * @returns undefined when the nodes do not lead from the root to a value of this key, or when one is not needed for it
 * @throws CoreError `FORMAT` for a node that is none
 */
export function provenValue(
  root: Uint8Array,
  key: Uint8Array,
  nodes: readonly Uint8Array[],
): Uint8Array | undefined {
  const rest = [...nodes];
  let step: Step | undefined = { path: nibbles(key), node: root };
  while (step?.node !== undefined) {
    const node = nodeOf(step.node, rest);
    step = node && advance(node, step.path);
  }
  return rest.length === 0 ? step?.value : undefined;
}

/** A node is named by its hash, or stands in its parent when it is shorter than one. */
function nodeOf(reference: RlpItem, rest: Uint8Array[]): readonly RlpItem[] | undefined {
  if (!(reference instanceof Uint8Array)) return reference;
  const bytes = rest.shift();
  if (bytes === undefined || !equal(keccak_256(bytes), reference)) return undefined;
  return rlpList(decodeRlp(bytes), 'node');
}

function advance(node: readonly RlpItem[], path: readonly number[]): Step | undefined {
  if (node.length === BRANCH + 1) return branch(node, path);
  if (node.length !== 2) throw new CoreError('FORMAT', 'a node of a trie has 2 or 17 items');
  const { part, leaf } = shortened(rlpBytes(node[0], 'path'));
  if (!part.every((nibble, i) => path[i] === nibble)) return undefined;
  const left = path.slice(part.length);
  if (!leaf) return part.length === 0 ? undefined : { path: left, node: node[1]! };
  return left.length === 0 ? { path: left, value: rlpBytes(node[1], 'value') } : undefined;
}

function branch(node: readonly RlpItem[], path: readonly number[]): Step | undefined {
  const [next, ...left] = path;
  const found = node[next ?? BRANCH]!;
  // An empty string stands for no child, and for no value.
  if (found.length === 0) return undefined;
  return next === undefined ? { path, value: rlpBytes(found, 'value') } : { path: left, node: found };
}

/** Hex-prefix encoding: a flag nibble says leaf or not, and whether it is itself followed by a nibble of the path. */
function shortened(bytes: Uint8Array): { part: readonly number[]; leaf: boolean } {
  const [flags, ...part] = nibbles(bytes);
  if (flags === undefined || flags > (ODD | LEAF))
    throw new CoreError('FORMAT', 'a path of a trie begins with its flags');
  const odd = (flags & ODD) !== 0;
  if (!odd && part[0] !== 0)
    throw new CoreError('FORMAT', 'a path of even length has a zero behind its flags');
  return { part: odd ? part : part.slice(1), leaf: (flags & LEAF) !== 0 };
}

function nibbles(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >> 4, byte & 15]);
}
