/** The facts that a check compared, as a list of names and values. */
import type { Facts } from '../../core/error.ts';
import { shownFacts } from '../../core/verify/shown-facts.ts';
import { h } from '../dom.ts';

/** @returns undefined when there is nothing to show */
export function factList(facts: Facts): HTMLElement | undefined {
  const shown = shownFacts(facts);
  if (shown.length === 0) return undefined;
  return h(
    'dl',
    { class: 'facts' },
    shown.map(([name, value]) => [h('dt', {}, spaced(name)), h('dd', {}, value)]),
  );
}

/** `treeSize` to `tree size`. */
function spaced(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => {
    return `${before} ${after.toLowerCase()}`;
  });
}
