/** Shorthand for writing papers. */
import type { Block, Paper } from '../pdf/model.ts';

export const title = (text: string): Block => ({ kind: 'title', text });
export const heading = (text: string): Block => ({ kind: 'heading', text });
export const text = (content: string): Block => ({ kind: 'text', text: content });
export const strong = (content: string): Block => ({ kind: 'text', text: content, style: 'strong' });
export const alert = (content: string): Block => ({ kind: 'text', text: content, style: 'alert' });
export const small = (content: string): Block => ({ kind: 'text', text: content, style: 'small' });
export const space = (points: number): Block => ({ kind: 'space', points });
export const rows = (...pairs: readonly (readonly [string, string])[]): Block => ({
  kind: 'rows',
  rows: pairs,
});

export function paper(
  mark: string,
  made: string,
  blocks: readonly Block[],
  format: Paper['format'] = 'a4',
): Paper {
  const [first] = blocks;
  return { title: first?.kind === 'title' ? first.text : mark, mark, format, made, blocks };
}
