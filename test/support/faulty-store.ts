/** A store whose writes break in either way: lost, or persisted but reported lost. */
import { ServiceError } from '../../server/errors.ts';
import type { EvidenceStore } from '../../server/ports/evidence-store.ts';

export const WRITES = ['stage', 'stageRows', 'commit'] as const;
export type Write = (typeof WRITES)[number];
export const WAYS = ['lost', 'persisted but reported lost'] as const;
export type Way = (typeof WAYS)[number];

export interface FaultyStore {
  readonly store: EvidenceStore;
  /** Breaks the next call of this write. */
  break(write: Write, way: Way): void;
  /** Lets every call fail until `restore`. */
  away(): void;
  restore(): void;
}

export function faultyStore(store: EvidenceStore): FaultyStore {
  const broken = new Map<Write, Way>();
  let gone = false;
  const failure = () => new ServiceError('STORE_UNAVAILABLE', 'the store refused: broken by the test');
  const guard =
    (name: string, action: (...args: never[]) => Promise<unknown>) =>
    async (...args: never[]) => {
      if (gone) throw failure();
      const way = broken.get(name as Write);
      broken.delete(name as Write);
      if (way === 'lost') throw failure();
      const result = await action(...args);
      if (way !== undefined) throw failure();
      return result;
    };
  const entries = Object.entries(store).map(([name, action]) => [name, guard(name, action as never)]);
  return {
    store: Object.fromEntries(entries) as EvidenceStore,
    break: (write, way) => {
      broken.set(write, way);
    },
    away: () => {
      gone = true;
    },
    restore: () => {
      gone = false;
    },
  };
}
