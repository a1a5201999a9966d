/**
 * Many cases verified, two at a time: with progress, a limit for each, to be stopped and continued at any time. One that fails holds no other up. What was
 * found stays when the list is left, and as verdicts and codes while the window lives; the packages are not kept.
 */
import { useSyncExternalStore } from 'react';
import type { GROUPS, Outcome, Report } from '../../../core/verify/report.ts';
import type { Case } from '../api/cases.ts';
import { ApiError } from '../api/http.ts';
import { NoPasskey } from '../api/session.ts';
import { readKept, writeKept } from './bulk-kept.ts';
import { type Stage, verifyCase } from './verify-case.ts';

/** What remains of a report: the five verdicts, never one, and why they are what they are. */
export interface CaseVerdicts {
  readonly verdicts: readonly { readonly group: (typeof GROUPS)[number]; readonly outcome: Outcome }[];
  /** Of the checks that failed. */
  readonly codes: readonly string[];
  /** Hex SHA-256 of the package. */
  readonly sha256: string | null;
  /** Milliseconds. */
  readonly at: number;
}

export type CaseOutcome =
  | { readonly state: Stage }
  | ({ readonly state: 'done' } & CaseVerdicts)
  | { readonly state: 'failed'; readonly why: string };

/** What the table of results says of a case. */
export interface CaseRow {
  readonly id: string;
  readonly revision: number;
  readonly number: string | undefined;
  readonly loan: string;
  readonly state: string;
  readonly total: string;
  readonly currency: string;
}

export interface BulkEntry {
  readonly row: CaseRow;
  readonly outcome: CaseOutcome;
}

export interface BulkState {
  /** By id, in the order in which they were asked for. */
  readonly entries: ReadonlyMap<string, BulkEntry>;
  readonly run: 'idle' | 'running' | 'paused';
  /** Why it stands still: presence must be proven, or the person has stopped it. */
  readonly reason: unknown;
}

const AT_ONCE = 2;
/** For one case, building and fetching included. */
const LIMIT_MS = 180_000;
/** What a busy service is given before it is asked again. */
const BUSY_MS = 5_000;

const EMPTY: BulkState = { entries: new Map(), run: 'idle', reason: undefined };
let state: BulkState = { ...EMPTY, entries: readKept() };
let stopper: AbortController | undefined;
const listeners = new Set<() => void>();

function change(next: Partial<BulkState>): void {
  state = { ...state, ...next };
  for (const listener of listeners) listener();
}

function setOutcome(row: CaseRow, outcome: CaseOutcome): void {
  change({ entries: new Map(state.entries).set(row.id, { row, outcome }) });
  if (outcome.state === 'done' || outcome.state === 'failed') writeKept(state.entries);
}

export function useBulk(): BulkState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

export function rowOf({ id, revision, number, loan, state: standing, claim }: Case): CaseRow {
  return { id, revision, number, loan, state: standing, total: claim.total, currency: claim.currency };
}

/** Those that were verified as they stand are left as they are. @param again verifies them too */
export async function verifyMany(rows: readonly CaseRow[], again = false): Promise<void> {
  if (state.run === 'running') return;
  for (const row of rows) {
    const known = state.entries.get(row.id);
    const stands = known?.outcome.state === 'done' && known.row.revision === row.revision;
    if (again || !stands) setOutcome(row, { state: 'waiting' });
  }
  await continueBulk();
}

/** Goes on with all that wait. */
export async function continueBulk(): Promise<void> {
  if (state.run === 'running') return;
  stopper = new AbortController();
  change({ run: 'running', reason: undefined });
  const { signal } = stopper;
  await Promise.all(Array.from({ length: AT_ONCE }, () => work(signal)));
  change({ run: waitingRows().length === 0 ? 'idle' : 'paused' });
}

/** What runs is given up and waits again. */
export function stopBulk(): void {
  stopper?.abort();
}

export function retryFailed(): Promise<void> {
  const failed = [...state.entries.values()].filter(({ outcome }) => outcome.state === 'failed');
  return verifyMany(failed.map(({ row }) => row));
}

/** Signing out leaves nothing of one person's for the next. */
export function forgetBulk(): void {
  stopBulk();
  change(EMPTY);
  writeKept(state.entries);
}

const waitingRows = (): readonly CaseRow[] =>
  [...state.entries.values()].filter(({ outcome }) => outcome.state === 'waiting').map(({ row }) => row);

async function work(signal: AbortSignal): Promise<void> {
  for (;;) {
    const [row] = waitingRows();
    if (row === undefined || signal.aborted) return;
    setOutcome(row, { state: 'building' });
    await verifyOne(row, signal);
  }
}

async function verifyOne(row: CaseRow, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.timeout(LIMIT_MS);
  const either = AbortSignal.any([signal, limit]);
  // What was forgotten meanwhile is not written down again.
  const set = (outcome: CaseOutcome) => state.entries.has(row.id) && setOutcome(row, outcome);
  try {
    const { report } = await verifyCase(row, (stage) => set({ state: stage }), either);
    set({ state: 'done', ...verdictsOf(report) });
  } catch (error) {
    if (signal.aborted) set({ state: 'waiting' });
    else if (needsPerson(error)) {
      set({ state: 'waiting' });
      change({ run: 'paused', reason: error });
      stopBulk();
    } else if (error instanceof ApiError && error.problem.status === 429) {
      await new Promise((resolve) => setTimeout(resolve, BUSY_MS));
      set({ state: 'waiting' });
    } else set({ state: 'failed', why: limit.aborted ? 'TIMEOUT' : whyOf(error) });
  }
}

/** The next would fail the same way until the person has done something. */
const needsPerson = (error: unknown): boolean =>
  error instanceof NoPasskey ||
  (error instanceof DOMException && error.name === 'NotAllowedError') ||
  (error instanceof ApiError && [401, 403].includes(error.problem.status));

const whyOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function verdictsOf({ verdicts, checks, subject }: Report): CaseVerdicts {
  return {
    verdicts: verdicts.map(({ group, outcome }) => ({ group, outcome })),
    codes: checks.filter(({ outcome }) => outcome === 'failed').map(({ code }) => code),
    sha256: subject.sha256,
    at: Date.now(),
  };
}
