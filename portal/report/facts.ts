/** The facts that a check compared, as a list of names and values. */
import type { Facts } from '../../core/error.ts';
import { h } from '../dom.ts';

/** Said by the sentence or the heading already. */
const SAID = new Set(['rule', 'check', 'fingerprint', 'snapshotFingerprint', 'same', 'source']);

/** @returns undefined when there is nothing to show */
export function factList(facts: Facts): HTMLElement | undefined {
  const shown = Object.entries(facts).filter(([name, value]) => !SAID.has(name) && value !== null);
  if (shown.length === 0) return undefined;
  return h(
    'dl',
    { class: 'facts' },
    shown.map(([name, value]) => [h('dt', {}, spaced(name)), h('dd', {}, text(value))]),
  );
}

/** `treeSize` to `tree size`. */
function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });
}

function text(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(', ') : String(value);
}
