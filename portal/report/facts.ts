/** The facts that a check compared, as a list of names and values. */
import type { Facts } from '../../core/error.ts';
import { h } from '../dom.ts';
import type { Language } from '../language.ts';
import { factTexts, type Titles } from './reading.ts';

/** @returns undefined when there is nothing to show */
export function factList(facts: Facts, titles: Titles, language: Language): HTMLElement | undefined {
  const shown = factTexts(facts, titles, language);
  if (shown.length === 0) return undefined;
  return h(
    'dl',
    { class: 'facts' },
    shown.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}
