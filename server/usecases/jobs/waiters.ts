/** Whoever waits for a change of a job: told at once of changes in this process, and now and then for those that another makes. */
export interface Waiters {
  tell(id: string): void;
  /** Resolves at the next change here, after a while, or when the signal ends the wait. */
  next(id: string, signal?: AbortSignal): Promise<void>;
}

export function createWaiters(everyMs: number): Waiters {
  const waiting = new Map<string, Set<() => void>>();
  return {
    tell(id) {
      for (const wake of waiting.get(id) ?? []) wake();
    },
    async next(id, signal) {
      const wakers = waiting.get(id) ?? new Set();
      waiting.set(id, wakers);
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          wakers.delete(done);
          if (wakers.size === 0) waiting.delete(id);
          resolve();
        };
        const timer = setTimeout(done, everyMs);
        wakers.add(done);
        signal?.addEventListener('abort', done);
      });
    },
  };
}
