/** Runs one piece of work at a time, in the order of the calls. */
export type Mutex = <T>(work: () => Promise<T>) => Promise<T>;

export function createMutex(): Mutex {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work, work);
    // The next one waits for the end of this one, however it ends; its failure goes to its own caller.
    last = run.catch(() => undefined);
    return run;
  };
}
