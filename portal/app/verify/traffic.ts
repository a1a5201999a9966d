/** The requests that this page has made, as the browser itself counts them. */
import { useEffect, useReducer, useSyncExternalStore } from 'react';

export interface Traffic {
  /** From loading the page to the mark; all, while there is no mark. */
  readonly before: number;
  /** Addresses of those after it. */
  readonly after: readonly string[];
}

/** What stays in the machine is no request: blobs, data, and what the browser had kept. */
const leaves = ({ name, transferSize, decodedBodySize }: PerformanceResourceTiming): boolean =>
  /^https?:/.test(name) && (transferSize > 0 || decodedBodySize === 0);

/** @param since milliseconds of `performance.now()`; undefined before anything was given */
export function useTraffic(since: number | undefined): Traffic {
  const [, changed] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    const observer = new PerformanceObserver(changed);
    observer.observe({ type: 'resource' });
    return () => observer.disconnect();
  }, []);
  const made = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(leaves);
  const early = since === undefined ? made : made.filter(({ startTime }) => startTime < since);
  return { before: early.length, after: made.filter((one) => !early.includes(one)).map(({ name }) => name) };
}

function follow(changed: () => void): () => void {
  addEventListener('online', changed);
  addEventListener('offline', changed);
  return () => {
    removeEventListener('online', changed);
    removeEventListener('offline', changed);
  };
}

export const useOnline = (): boolean => useSyncExternalStore(follow, () => navigator.onLine);
