/**
 * What somebody has typed and not sent: kept in this window's memory while the page is another, and while a session that ended is begun anew, for the
 * same person alone. It is never stored; closing the window forgets it.
 */
import { useState } from 'react';

interface Kept {
  owner: string | undefined;
  readonly values: Map<string, unknown>;
}

const kept: Kept = { owner: undefined, values: new Map() };

/** Whoever is signed in now: another's drafts are gone. @param person id */
export function claimDrafts(person: string): void {
  if (kept.owner !== person) kept.values.clear();
  kept.owner = person;
}

/** Signing out is meant: nothing stays. */
export function forgetDrafts(): void {
  kept.values.clear();
}

export const hasDrafts = (): boolean => kept.values.size > 0;

export const keptDraft = (name: string): unknown => kept.values.get(name);

/** @param value undefined forgets it */
export function keepDraft(name: string, value: unknown): void {
  if (value === undefined) kept.values.delete(name);
  else kept.values.set(name, value);
}

/** As `useState`, with a memory. @param name of the text, unique to what it is about */
export function useDraft<T>(name: string, initial: T): readonly [T, (next: T) => void, () => void] {
  const [value, setValue] = useState<T>(() => (keptDraft(name) as T | undefined) ?? initial);
  const set = (next: T) => {
    keepDraft(name, next === initial ? undefined : next);
    setValue(next);
  };
  const clear = () => {
    keepDraft(name, undefined);
    setValue(initial);
  };
  return [value, set, clear];
}
