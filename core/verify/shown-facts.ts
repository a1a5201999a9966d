/** Which facts of a check are worth showing beside its sentence. */
import type { Facts } from '../error.ts';

/** Facts that the sentence or the heading says already. */
const SAID = new Set(['rule', 'check', 'fingerprint', 'snapshotFingerprint', 'same', 'source']);

/** Names with their values as text, lists separated by commas, in the order of the report. */
export function shownFacts(facts: Facts): readonly (readonly [name: string, value: string])[] {
  return Object.entries(facts)
    .filter(([name, value]) => !SAID.has(name) && value !== null)
    .map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : String(value)]);
}
