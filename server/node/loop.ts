/** Repeats a round with a pause after each, never two at a time. */
export interface Loop {
  start(): void;
  /** Resolves when the round under way has ended, or after `patienceMs`. */
  stop(patienceMs: number): Promise<void>;
}

export function createLoop(round: () => Promise<void>, pauseMs: number): Loop {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const schedule = (delay: number) => {
    timer = setTimeout(() => {
      running = round().finally(() => {
        if (!stopped) schedule(pauseMs);
      });
    }, delay);
  };
  return {
    start: () => schedule(0),
    stop: async (patienceMs) => {
      stopped = true;
      clearTimeout(timer);
      let impatience: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        impatience = setTimeout(resolve, patienceMs);
      });
      await Promise.race([running, patience]);
      clearTimeout(impatience);
    },
  };
}
