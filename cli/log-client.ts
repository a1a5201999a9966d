/** A log read over HTTP (C2SP tlog-tiles) and believed only as far as its proofs reach. */
import { equal } from '../core/bytes.ts';
import type { Crypto } from '../core/crypto.ts';
import { buildConsistencyProof, verifyConsistency } from '../core/merkle/consistency.ts';
import { buildInclusionProof, verifyInclusion } from '../core/merkle/inclusion.ts';
import type { NodeReader } from '../core/merkle/node.ts';
import { leafHash } from '../core/merkle/tree.ts';
import type { Checkpoint } from '../core/tlog/checkpoint.ts';
import { evaluatePolicy, type Policy, type PolicyResult } from '../core/tlog/policy.ts';
import { decodeEntryBundle, entriesPath, TILE_WIDTH, tileNodeReader, tilePath } from '../core/tlog/tiles.ts';

export interface LogClientOptions {
  readonly crypto: Crypto;
  /** Address of the service; its log is below `/log`. */
  readonly baseUrl: string;
  readonly policy: Policy;
  readonly origin: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly timeoutMs?: number;
}

/** A proof or signature of the log does not hold: not a matter of trying again. */
export class LogFault extends Error {
  override readonly name: string = 'LogFault';
}

export class LogUnreachable extends Error {
  override readonly name: string = 'LogUnreachable';
}

export interface ProvenEntry {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly leafHash: Uint8Array;
}

export interface LogClient {
  /** The newest checkpoint, signed by the log. @throws LogFault */
  head(): Promise<PolicyResult>;
  /** The newest checkpoint with the policy's quorum; undefined while there is none. @throws LogFault */
  witnessed(): Promise<PolicyResult | undefined>;
  /** @throws LogFault when the newer is no continuation of the older */
  assertConsistent(older: Checkpoint, newer: Checkpoint): Promise<void>;
  /** Entries of [start, end), each proven to be in the tree of the checkpoint. @throws LogFault */
  entries(checkpoint: Checkpoint, start: number, end: number): AsyncGenerator<ProvenEntry>;
}

export function createLogClient(options: LogClientOptions): LogClient {
  const { crypto: c, policy, origin } = options;
  const nodes = (size: number): NodeReader =>
    tileNodeReader(c, size, ({ level, index, width }) =>
      demand(options, `/log/${tilePath(level, index, width)}`),
    );
  const judged = async (note: Uint8Array): Promise<PolicyResult> => {
    const result = await refuseFault(() => evaluatePolicy(c, policy, note));
    if (result.checkpoint.origin !== origin) {
      throw new LogFault(`the checkpoint is of ${result.checkpoint.origin}, not of ${origin}`);
    }
    if (!result.logSigned || result.failed.length > 0)
      throw new LogFault('a signature on the checkpoint does not hold');
    return result;
  };
  return {
    head: async () => judged(await demand(options, '/log/checkpoint')),
    witnessed: async () => {
      const note = await request(options, '/log/checkpoint/witnessed');
      if (note === undefined) return undefined;
      const result = await judged(note);
      if (!result.quorumMet) throw new LogFault('the checkpoint that is called witnessed has no quorum');
      return result;
    },
    assertConsistent: async (older, newer) => {
      if (newer.size < older.size)
        throw new LogFault(`the log shrank from ${older.size} to ${newer.size} entries`);
      if (older.size === newer.size) {
        if (equal(older.root, newer.root)) return;
        throw new LogFault(`two checkpoints of ${older.size} entries have different roots`);
      }
      const { size: oldSize, root: oldRoot } = older;
      const { size: newSize, root: newRoot } = newer;
      const proof = await refuseFault(() => buildConsistencyProof(c, oldSize, newSize, nodes(newSize)));
      if (verifyConsistency(c, { oldSize, newSize, oldRoot, newRoot, proof })) return;
      throw new LogFault(`the log of ${newSize} entries is no continuation of the one of ${oldSize}`);
    },
    entries: (checkpoint, start, end) =>
      provenEntries(options, nodes(checkpoint.size), checkpoint, start, end),
  };
}

async function* provenEntries(
  options: LogClientOptions,
  read: NodeReader,
  { size, root }: Checkpoint,
  start: number,
  end: number,
): AsyncGenerator<ProvenEntry> {
  const { crypto: c } = options;
  for (let index = start; index < end; ) {
    const bundle = Math.floor(index / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, size - bundle * TILE_WIDTH);
    const bytes = await demand(options, `/log/${entriesPath(bundle, width)}`);
    const entries = await refuseFault(async () => decodeEntryBundle(bytes, width));
    for (; index < end && index < bundle * TILE_WIDTH + width; index++) {
      const entry = entries[index - bundle * TILE_WIDTH]!;
      const hash = leafHash(c, entry);
      const at = index;
      const proof = await refuseFault(() => buildInclusionProof(c, at, size, read));
      if (!verifyInclusion(c, { leafHash: hash, index, size, proof, root })) {
        throw new LogFault(`entry ${index} is not in the log of its checkpoint`);
      }
      yield { index, bytes: entry, leafHash: hash };
    }
  }
}

/** What `core` refuses of the log's bytes is the log's fault; an unreachable log is not. */
async function refuseFault<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LogUnreachable || error instanceof LogFault) throw error;
    throw new LogFault(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Bytes of an entry bundle at its largest. */
const MAX_BYTES = TILE_WIDTH * (65_535 + 2);

async function demand(options: LogClientOptions, path: string): Promise<Uint8Array> {
  const bytes = await request(options, path);
  if (bytes === undefined) throw new LogFault(`the log does not show ${path}`);
  return bytes;
}

/** @returns undefined for 404 */
async function request(
  { baseUrl, fetch = globalThis.fetch, timeoutMs = 10_000 }: LogClientOptions,
  path: string,
): Promise<Uint8Array | undefined> {
  const response = await reach(baseUrl, () =>
    fetch(`${baseUrl}${path}`, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }),
  );
  if (response.status === 404) return undefined;
  if (response.status !== 200) throw new LogUnreachable(`${baseUrl}${path} answers ${response.status}`);
  const bytes = await reach(baseUrl, async () => new Uint8Array(await response.arrayBuffer()));
  if (bytes.length > MAX_BYTES) throw new LogFault(`${path} is longer than any tile`);
  return bytes;
}

async function reach<T>(baseUrl: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new LogUnreachable(`no answer from ${baseUrl}`, { cause });
  }
}
