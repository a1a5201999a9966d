/**
 * The journal: numbered occasions, each a published event, or how far the log had come. One occasion stands for all items of a range, whose
 * events are made when somebody reads them; so the log's pace does not become the journal's.
 */
import type { Json, JsonObject } from '../../../core/json.ts';
import { createMutex } from '../../mutex.ts';
import type { DocumentStore, StoredDocument } from '../../ports/document-store.ts';
import { occasionKey } from './place.ts';

const COLLECTION = 'events';

/** Sizes that the log had reached. */
export interface Reached {
  readonly logged: number;
  readonly witnessed: number;
  readonly sealed: number;
}

export type Occasion = { readonly at: string } & (
  | { readonly kind: 'log'; readonly from: Reached; readonly to: Reached }
  | {
      readonly kind: 'published';
      readonly type: string;
      readonly organisations: readonly string[];
      readonly data: JsonObject;
    }
);

export interface Numbered {
  readonly number: number;
  readonly occasion: Occasion;
}

export interface Journal {
  append(occasion: Occasion): Promise<number>;
  /** Occasions from this number on, in order. */
  from(number: number, limit: number): Promise<readonly Numbered[]>;
  /** The newest; undefined before the first. */
  last(): Promise<Numbered | undefined>;
  first(): Promise<Numbered | undefined>;
  /** The newest that tells of the log. */
  lastOfLog(): Promise<Numbered | undefined>;
  /** Drops what is older, but not what the log goes on from. @returns how many */
  dropBefore(at: string, limit: number): Promise<number>;
}

export function createJournal(documents: DocumentStore): Journal {
  const alone = createMutex();
  const end = async (index: 'number' | 'log', order: 'ascending' | 'descending') => {
    const { documents: found } = await documents.list(COLLECTION, { index, order, limit: 1 });
    return found[0] && numbered(found[0]);
  };
  let known: number | undefined;
  const append = async (occasion: Occasion): Promise<number> => {
    for (;;) {
      const number = (known ?? (await end('number', 'descending'))?.number ?? 0) + 1;
      const key = occasionKey(number);
      const indexes = { number: key, ...(occasion.kind === 'log' ? { log: key } : {}) };
      const write = { key, value: occasion as unknown as JsonObject, indexes };
      const outcome = await documents.put(COLLECTION, write, 0);
      known = outcome.ok ? number : undefined;
      if (outcome.ok) return number;
    }
  };
  return {
    append: (occasion) => alone(() => append(occasion)),
    async from(number, limit) {
      const page = await documents.list(COLLECTION, { index: 'number', from: occasionKey(number), limit });
      return page.documents.map(numbered);
    },
    last: () => end('number', 'descending'),
    first: () => end('number', 'ascending'),
    lastOfLog: () => end('log', 'descending'),
    async dropBefore(at, limit) {
      const keep = (await end('log', 'descending'))?.number;
      const newest = (await end('number', 'descending'))?.number;
      const page = await documents.list(COLLECTION, { index: 'number', limit });
      const old = page.documents.filter((one) => numbered(one).occasion.at < at);
      let dropped = 0;
      for (const { key, version } of old) {
        // The newest stays so that numbers are never given twice; and there is no gap behind the oldest, by which readers know what is gone.
        if (key === occasionKey(keep ?? 0) || key === occasionKey(newest ?? 0)) break;
        if (await documents.delete(COLLECTION, key, version)) dropped++;
      }
      return dropped;
    },
  };
}

function numbered({ key, value }: StoredDocument): Numbered {
  return { number: Number(key), occasion: value as Json as unknown as Occasion };
}
