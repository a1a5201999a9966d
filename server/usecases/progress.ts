/** How far an item has come, told from the rounds in which the parties witnessed, time-stamped and sealed the log's checkpoints. */
import { PARTIES } from '../../core/party.ts';
import type { EvidenceRow, EvidenceStore, RoundRow } from '../ports/evidence-store.ts';
import type { EvidenceState, StateTime } from './types.ts';

export function loggedState(receivedAt: string): EvidenceState {
  const times: StateTime[] = [{ event: 'received', at: receivedAt, source: 'log' }];
  return { stage: 'logged', label: 'logged', witnesses: 0, of: PARTIES.length, times };
}

/** The strongest round that covers the entry: sealed, else with quorum, else any. Undefined when none does yet. */
export async function strongestRound(
  store: EvidenceStore,
  origin: string,
  index: number,
): Promise<RoundRow | undefined> {
  return (
    (await store.roundCovering(origin, index, 'sealed')) ??
    (await store.roundCovering(origin, index, 'quorum')) ??
    (await store.roundCovering(origin, index, 'any'))
  );
}

export function stateOf(row: Pick<EvidenceRow, 'receivedAt'>, round: RoundRow | undefined): EvidenceState {
  const logged = loggedState(row.receivedAt);
  if (round === undefined || round.witnessed.length === 0) return logged;
  const { witnessed, quorumAt, timestampedAt, seal, sealedAt } = round;
  const times: StateTime[] = [
    ...logged.times,
    ...witnessed.map(({ party, at }): StateTime => ({ event: 'witnessed', at, source: 'witness', party })),
  ];
  if (quorumAt !== undefined) times.push({ event: 'quorum', at: quorumAt, source: 'service' });
  if (timestampedAt !== undefined) times.push({ event: 'timestamped', at: timestampedAt, source: 'tsa' });
  const sealed = sealedTime(seal?.blockTime, sealedAt);
  if (sealed !== undefined) times.push(sealed);
  const witnesses = witnessed.length;
  const label = sealed === undefined ? `witnessed ${witnesses}/${PARTIES.length}` : 'sealed';
  return {
    stage: sealed === undefined ? 'witnessed' : 'sealed',
    label,
    witnesses,
    of: PARTIES.length,
    times,
  };
}

function sealedTime(blockTime: string | undefined, sealedAt: string | undefined): StateTime | undefined {
  if (sealedAt === undefined) return undefined;
  return blockTime === undefined
    ? { event: 'sealed', at: sealedAt, source: 'service' }
    : { event: 'sealed', at: blockTime, source: 'chain' };
}

/**
 * States of rows in the order of their index. Neighbours mostly share a round, so the store is asked once per round and not once per row.
 */
export async function statesOf(
  store: EvidenceStore,
  origin: string,
  rows: readonly EvidenceRow[],
): Promise<EvidenceState[]> {
  const states: EvidenceState[] = [];
  let sealed: RoundRow | undefined;
  for (const row of rows) {
    // The first sealed round above an earlier index is also the first above this one, if it reaches it.
    if (sealed === undefined || sealed.size <= row.index || sealed.sealedAt === undefined) {
      sealed = await strongestRound(store, origin, row.index);
    }
    states.push(stateOf(row, sealed));
  }
  return states;
}
