/** The table of what was given: one line a file, with its state, and its verdicts when it is done. */
import { GROUPS } from '../../core/verify/report.ts';
import { h } from '../dom.ts';
import type { Language } from '../language.ts';
import { state } from '../report/marks.ts';
import { stacking } from '../report/tables.ts';
import { WORDS } from '../report/words.ts';
import type { Row } from './session.ts';
import { filled, PAGE } from './words.ts';

export interface ResultActions {
  open(row: Row): void;
  cancel(row: Row): void;
}

export function resultTable(
  rows: readonly Row[],
  shown: Row | undefined,
  language: Language,
  actions: ResultActions,
): HTMLElement {
  const heads = [
    { title: PAGE.file[language], kind: 'text' },
    { title: PAGE.state[language], kind: 'text' },
    ...GROUPS.map((group) => ({ title: WORDS[group][language], kind: 'text' }) as const),
  ] as const;
  const table = stacking(
    PAGE.results[language],
    heads,
    rows.map((row) => line(row, row === shown, language, actions)),
  );
  table.classList.add('results');
  return table;
}

function line(row: Row, current: boolean, language: Language, actions: ResultActions): HTMLElement {
  const { progress } = row;
  const verdicts =
    progress.state === 'done'
      ? progress.report.verdicts.map(({ outcome }) => h('td', {}, state(outcome, language)))
      : GROUPS.map(() => h('td', {}, '—'));
  const name =
    progress.state === 'done'
      ? h('button', { type: 'button', class: 'link', click: () => actions.open(row) }, row.name)
      : row.name;
  return h(
    'tr',
    current ? { 'aria-current': 'true' } : {},
    h('th', { scope: 'row' }, name),
    h('td', {}, stateText(row, language), cancelButton(row, language, actions)),
    verdicts,
  );
}

export function stateText({ progress }: Row, language: Language): string {
  if (progress.state === 'running') return filled(PAGE.running[language], { ...progress });
  if (progress.state === 'broken') return filled(PAGE.broken[language], { why: progress.why });
  return PAGE[progress.state][language];
}

function cancelButton(row: Row, language: Language, { cancel }: ResultActions): HTMLElement | undefined {
  if (row.progress.state !== 'running' && row.progress.state !== 'waiting') return undefined;
  return h('button', { type: 'button', class: 'small', click: () => cancel(row) }, PAGE.cancel[language]);
}
