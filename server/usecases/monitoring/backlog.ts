/** What waits: items that the log holds and that a later step has not reached. */
import type { EvidenceStore } from '../../ports/evidence-store.ts';
import type { Reached, Waiting, WaitingStage } from './types.ts';

export interface BacklogDeps {
  readonly origin: string;
  readonly store: Pick<EvidenceStore, 'head' | 'latestRound' | 'recentRounds' | 'findRows'>;
}

/** Items of one organisation are counted one by one, up to here. */
const COUNTED = 1000;
/** Rounds looked at for the newest one that bears a time-stamp. */
const ROUNDS = 200;

export async function reachedSizes({ origin, store }: BacklogDeps): Promise<Reached> {
  const size = (await store.head(origin))?.size ?? 0;
  const witnessed = (await store.latestRound(origin, 'quorum'))?.size ?? 0;
  const sealed = (await store.latestRound(origin, 'sealed'))?.size ?? 0;
  const rounds = await store.recentRounds(origin, ROUNDS);
  const stamped = rounds.find(({ timestampedAt }) => timestampedAt !== undefined)?.size ?? 0;
  return { size, witnessed, stamped, sealed };
}

/** What is not witnessed is neither stamped nor sealed: each item is counted where it stands now. */
const rangesOf = ({ size, witnessed, stamped, sealed }: Reached) =>
  [
    ['witness', witnessed, size],
    ['stamp', stamped, witnessed],
    ['seal', sealed, witnessed],
  ] as const;

export async function waitingOf(
  deps: BacklogDeps,
  organisation: string | undefined,
  reached: Reached,
): Promise<readonly Waiting[]> {
  const waiting: Waiting[] = [];
  for (const [stage, from, before] of rangesOf(reached)) {
    waiting.push(await waitingIn(deps, organisation, stage, Math.min(from, before), before));
  }
  return waiting;
}

async function waitingIn(
  { origin, store }: BacklogDeps,
  organisation: string | undefined,
  stage: WaitingStage,
  from: number,
  before: number,
): Promise<Waiting> {
  if (organisation === undefined || from === before) {
    return { stage, items: before - from, more: false, oldest: undefined };
  }
  const query = { origin, organisation, from, before, order: 'ascending', limit: COUNTED + 1 } as const;
  const rows = await store.findRows(query);
  const items = Math.min(rows.length, COUNTED);
  return { stage, items, more: rows.length > COUNTED, oldest: rows[0]?.receivedAt };
}
