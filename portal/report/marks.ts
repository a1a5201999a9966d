/** States by shape and word, never by colour alone. */
import type { Outcome } from '../../core/verify/report.ts';
import { type Child, drawing, h } from '../dom.ts';
import type { Language } from '../language.ts';
import { SHAPES } from './shapes.ts';
import { pieces } from './unbroken.ts';
import { WORDS } from './words.ts';

export function mark(outcome: Outcome): SVGElement {
  return drawing(`mark mark-${outcome}`, ...SHAPES[outcome]);
}

/** Mark and word. */
export function state(outcome: Outcome, language: Language): HTMLElement {
  return h('span', { class: `state state-${outcome}` }, mark(outcome), WORDS[outcome][language]);
}

/** Text in which dates and names that hyphens hold together stay in one line. */
export function unbroken(text: string): readonly Child[] {
  return pieces(text).map((piece) => (piece.whole ? h('span', { class: 'figure' }, piece.text) : piece.text));
}
