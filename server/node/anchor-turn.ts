/** Whose turn it is to carry the parties' confirmations to the chain. All three derive the same order from what the chain itself shows. */
import { PARTIES, type Party } from '../../core/party.ts';

export interface TurnTimes {
  /** How much later each next party in the order acts. */
  readonly staggerMs: number;
  /** How long a party in its turn waits for silent peers before it submits what it has. */
  readonly graceMs: number;
}

/**
 * @param sealedSize largest sealed size: the order rotates with it, so no party pays for every seal
 * @returns 0 for the party whose turn it is, 1 and 2 for those that step in
 */
export function turnOf(party: Party, sealedSize: number): number {
  const count = PARTIES.length;
  return (PARTIES.indexOf(party) - (sealedSize % count) + count) % count;
}

/** What to do with a checkpoint that has waited `age` milliseconds for its seal. */
export function turnAction(turn: number, age: number, times: TurnTimes): 'wait' | 'gather' | 'submit-alone' {
  const due = turn * times.staggerMs;
  if (age < due) return 'wait';
  return age < due + times.graceMs ? 'gather' : 'submit-alone';
}
