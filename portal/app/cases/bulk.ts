/** Many cases verified one after the other, with progress, to be stopped at any time. What was found stays when the list is left and come back to. */
import { useSyncExternalStore } from 'react';
import type { Report } from '../../../core/verify/report.ts';
import type { Case } from '../api/cases.ts';
import { type Stage, verifyCase } from './verify-case.ts';

export type CaseOutcome =
  | { readonly state: Stage }
  | { readonly state: 'done'; readonly report: Report }
  | { readonly state: 'failed'; readonly why: string };

export interface BulkState {
  readonly outcomes: ReadonlyMap<string, CaseOutcome>;
  /** Undefined when nothing runs. */
  readonly running: { readonly done: number; readonly total: number } | undefined;
}

let state: BulkState = { outcomes: new Map(), running: undefined };
let stopper: AbortController | undefined;
const listeners = new Set<() => void>();

function change(next: Partial<BulkState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

const setOutcome = (id: string, outcome: CaseOutcome | undefined) => {
  const outcomes = new Map(state.outcomes);
  if (outcome === undefined) outcomes.delete(id);
  else outcomes.set(id, outcome);
  change({ outcomes });
};

export function useBulk(): BulkState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export function stopBulk(): void {
  stopper?.abort();
}

/** Signing out leaves nothing of one person's for the next. */
export function forgetBulk(): void {
  stopBulk();
  change({ outcomes: new Map(), running: undefined });
}

export async function verifyMany(cases: readonly Case[]): Promise<void> {
  if (state.running !== undefined) return;
  stopper = new AbortController();
  const { signal } = stopper;
  for (const { id } of cases) setOutcome(id, { state: 'waiting' });
  change({ running: { done: 0, total: cases.length } });
  for (const [done, { id }] of cases.entries()) {
    if (signal.aborted) setOutcome(id, undefined);
    else setOutcome(id, await outcomeOf(id, signal));
    change({ running: { done: done + 1, total: cases.length } });
  }
  change({ running: undefined });
}

async function outcomeOf(id: string, signal: AbortSignal): Promise<CaseOutcome | undefined> {
  try {
    const { report } = await verifyCase(
      { id, revision: 0 },
      (stage) => setOutcome(id, { state: stage }),
      signal,
    );
    return { state: 'done', report };
  } catch (error) {
    if (signal.aborted) return undefined;
    return { state: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}
