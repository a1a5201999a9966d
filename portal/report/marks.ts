/** States by shape and word, never by colour alone. */
import type { Outcome } from '../../core/verify/report.ts';
import { drawing, h } from '../dom.ts';
import type { Language } from '../language.ts';
import { SHAPES } from './shapes.ts';
import { WORDS } from './words.ts';

export function mark(outcome: Outcome): SVGElement {
  return drawing(`mark mark-${outcome}`, ...SHAPES[outcome]);
}

/** Mark and word. */
export function state(outcome: Outcome, language: Language): HTMLElement {
  return h('span', { class: `state state-${outcome}` }, mark(outcome), WORDS[outcome][language]);
}
