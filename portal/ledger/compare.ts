/**
 * Checks, where the reader sits, that the three parties serve one and the same log: each copy's checkpoint against the policy's keys, each smaller one as
 * a prefix of the largest, by proofs built from the tiles of that party's own copy.
 */
import { equal, hex } from '../../core/bytes.ts';
import type { Crypto } from '../../core/crypto.ts';
import { buildConsistencyProof, verifyConsistency } from '../../core/merkle/consistency.ts';
import { type NodeReader, readRoot } from '../../core/merkle/node.ts';
import type { Party } from '../../core/party.ts';
import { originHash, parseSignedCheckpoint, type SignedCheckpoint } from '../../core/tlog/checkpoint.ts';
import { evaluatePolicy, parsePolicy } from '../../core/tlog/policy.ts';
import { tilePath } from '../../core/tlog/tile-path.ts';
import { tileNodeReader } from '../../core/tlog/tile-reader.ts';

export type CopyState = 'consistent' | 'inconsistent' | 'unreachable' | 'badSignature';

export interface PartyCopy {
  readonly party: Party;
  readonly state: CopyState;
  readonly size?: number;
  /** Hex. */
  readonly root?: string;
  /** Unix seconds of the party's own cosignature. */
  readonly at?: number;
  /** The note as served: kept for whoever has to show a contradiction. */
  readonly note?: string;
  /** What it contradicts: another party's checkpoint, or the root of the tiles that its own node serves. */
  readonly against?: Contradiction;
}

export type Contradiction =
  | { readonly party: Party; readonly note: string }
  | { readonly servedRoot: string };

export interface CopySource {
  readonly party: Party;
  readonly url: string;
}

/** Fetches one file; rejects when it is not there. */
export type Get = (url: string) => Promise<Uint8Array>;

interface Read extends PartyCopy {
  readonly source: CopySource;
  readonly signed?: SignedCheckpoint;
}

/** Rejects for nothing that a node answers: each copy's state says what became of it. */
export async function compareCopies(
  c: Crypto,
  get: Get,
  origin: string,
  policyText: string,
  sources: readonly CopySource[],
): Promise<readonly PartyCopy[]> {
  const folder = originHash(c, origin);
  const copies = await Promise.all(sources.map((source) => readCopy(c, get, folder, policyText, source)));
  const sound = copies.filter(({ state }) => state === 'consistent');
  const largest = sound.reduce<Read | undefined>(
    (best, one) => (best === undefined || one.size! > best.size! ? one : best),
    undefined,
  );
  return Promise.all(
    copies.map(async ({ source: _, signed, ...copy }, i) => {
      if (copy.state !== 'consistent' || largest === undefined || signed === undefined) return copy;
      return { ...copy, ...(await standing(c, get, folder, copies[i]!, largest)) };
    }),
  );
}

/** `consistent` here means no more than that the note is signed by its party; the comparison follows. */
async function readCopy(
  c: Crypto,
  get: Get,
  folder: string,
  policyText: string,
  source: CopySource,
): Promise<Read> {
  const { party, url } = source;
  let note: string;
  try {
    note = new TextDecoder().decode(await get(`${url}/${folder}/checkpoint`));
  } catch {
    return { party, source, state: 'unreachable' };
  }
  try {
    const signed = parseSignedCheckpoint(note);
    const { witnessed, logSigned, failed } = await evaluatePolicy(c, parsePolicy(policyText), signed.note);
    const own = witnessed.filter(({ witness }) => witness.name.startsWith(`${party}-`));
    const { size, root } = signed.checkpoint;
    const known = { party, source, size, root: hex(root), note, signed };
    if (!logSigned || own.length === 0 || failed.length > 0) return { ...known, state: 'badSignature' };
    return { ...known, state: 'consistent', at: Math.max(...own.map(({ timestamp }) => timestamp)) };
  } catch {
    return { party, source, state: 'badSignature', note };
  }
}

/** The copy as a prefix of the largest one, by tiles that its own node serves for what it holds. */
async function standing(
  c: Crypto,
  get: Get,
  folder: string,
  copy: Read,
  largest: Read,
): Promise<Pick<PartyCopy, 'state' | 'against'>> {
  const { size: oldSize, root: oldRoot } = copy.signed!.checkpoint;
  const { size: newSize, root: newRoot } = largest.signed!.checkpoint;
  const against = { party: largest.party, note: largest.note! };
  try {
    const servedRoot = await rootServed(c, get, folder, copy, oldSize);
    if (!equal(servedRoot, oldRoot))
      return { state: 'inconsistent', against: { servedRoot: hex(servedRoot) } };
    // Of one size: the roots say it all, and there is nothing to prove.
    if (oldSize === newSize && !equal(oldRoot, newRoot)) return { state: 'inconsistent', against };
    const read = reader(c, get, folder, largest.source, newSize);
    const proof = await buildConsistencyProof(c, oldSize, newSize, read);
    return verifyConsistency(c, { oldSize, newSize, oldRoot, newRoot, proof })
      ? { state: 'consistent' }
      : { state: 'inconsistent', against };
  } catch {
    return { state: 'unreachable' };
  }
}

/** The root of the tiles that the party serves: a node that shows one checkpoint and holds another tree is caught. */
function rootServed(
  c: Crypto,
  get: Get,
  folder: string,
  { source }: Read,
  size: number,
): Promise<Uint8Array> {
  return readRoot(c, size, reader(c, get, folder, source, size));
}

function reader(c: Crypto, get: Get, folder: string, { url }: CopySource, size: number): NodeReader {
  return tileNodeReader(c, size, ({ level, index, width }) =>
    get(`${url}/${folder}/${tilePath(level, index, width)}`),
  );
}
