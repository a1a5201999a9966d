/** Cases that were verified here, kept while the page lives: going to the evidence and back does not fetch the package again. */
import { useSyncExternalStore } from 'react';
import type { KeptCase } from './verify-case.ts';

const verified = new Map<string, KeptCase>();
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

export function keepVerified(id: string, found: KeptCase): void {
  verified.set(id, found);
  tell();
}

export function useVerified(id: string): KeptCase | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => verified.get(id),
  );
}

export function forgetVerified(): void {
  verified.clear();
  tell();
}
