/** Results of a bulk verification in the window's own storage, so that a page loaded anew goes on where it was. Verdicts and codes alone; gone with the window, and at signing out. */
import type { BulkEntry } from './bulk.ts';

const KEY = 'triseal.bulk';

export function readKept(): ReadonlyMap<string, BulkEntry> {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? '[]') as readonly BulkEntry[];
    return new Map(kept.map((entry) => [entry.row.id, entry]));
  } catch {
    return new Map();
  }
}

export function writeKept(entries: ReadonlyMap<string, BulkEntry>): void {
  try {
    const over = [...entries.values()].map(({ row, outcome }): BulkEntry => {
      const ended = outcome.state === 'done' || outcome.state === 'failed';
      return { row, outcome: ended ? outcome : { state: 'waiting' } };
    });
    if (over.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(over));
  } catch {
    // Not kept, then: storage may be forbidden or full.
  }
}
