/**
 * What is committed. Documents are staged under the key of their batch and never touched again: a batch is true when the commit that begins at
 * its size leads to its root. So one insert makes a batch visible, whatever else is staged at the same place.
 */
import { hex } from '../../../core/bytes.ts';
import type { LogHead } from '../../ports/log-store.ts';
import type { CommitDoc, Models } from './models.ts';

const REMEMBERED_BATCHES = 20_000;

/** Names a batch in the documents that were staged with it. Its id alone would not do: two batches may lead to one root from different sizes. */
export function batchKey(from: number, id: string): string {
  return `${from}-${id}`;
}

function parseKey(key: string): { from: number; id: string } {
  const dash = key.indexOf('-');
  return { from: Number(key.slice(0, dash)), id: key.slice(dash + 1) };
}

interface Staged {
  readonly origin: string;
  readonly batch: string;
}

export interface Visibility {
  head(origin: string): Promise<LogHead | undefined>;
  /** Those of the documents whose batch is committed, in their order. */
  committed<T extends Staged>(documents: readonly T[]): Promise<T[]>;
}

export function createVisibility({ commits }: Models): Visibility {
  /** Committed batches. Only what is true is remembered, because it stays true. */
  const known = new Set<string>();
  const learn = async (origin: string, batches: ReadonlySet<string>): Promise<string[]> => {
    const wanted = [...batches].map(parseKey);
    const froms = wanted.map(({ from }) => from);
    const found = await commits.find({ origin, from: { $in: froms } }).lean<CommitDoc[]>();
    const roots = new Map(found.map(({ from, root }) => [from, hex(root)]));
    return wanted.filter(({ from, id }) => roots.get(from) === id).map(({ from, id }) => batchKey(from, id));
  };
  const remember = (name: string) => {
    if (known.size >= REMEMBERED_BATCHES) known.delete(known.values().next().value as string);
    known.add(name);
  };
  return {
    head: async (origin) => {
      const found = await commits.findOne({ origin }).sort({ size: -1 }).lean<CommitDoc>();
      if (found === null) return undefined;
      const { size, root, checkpoint } = found;
      return { origin, size, root: new Uint8Array(root), checkpoint };
    },
    committed: async (documents) => {
      const visible = new Set<string>();
      const unknown = new Map<string, Set<string>>();
      for (const { origin, batch } of documents) {
        if (known.has(nameOf(origin, batch))) visible.add(nameOf(origin, batch));
        else unknown.set(origin, (unknown.get(origin) ?? new Set()).add(batch));
      }
      for (const [origin, batches] of unknown) {
        for (const batch of await learn(origin, batches)) {
          visible.add(nameOf(origin, batch));
          remember(nameOf(origin, batch));
        }
      }
      return documents.filter(({ origin, batch }) => visible.has(nameOf(origin, batch)));
    },
  };
}

function nameOf(origin: string, batch: string): string {
  return `${origin}\n${batch}`;
}
