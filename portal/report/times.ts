/** Every time with its zone and its source. */
import type { ReportTime } from '../../core/verify/report.ts';
import { h } from '../dom.ts';
import type { Language } from '../language.ts';
import { holder } from './reading.ts';
import { stacking } from './tables.ts';
import { CLOCKS, SOURCES, WORDS } from './words.ts';

const CHINA_MS = 8 * 60 * 60 * 1000;

export function timeTable(times: readonly ReportTime[], language: Language): HTMLElement | undefined {
  if (times.length === 0) return undefined;
  const heads = [
    ['what', 'text'],
    ['utc', 'time'],
    ['china', 'time'],
    ['source', 'text'],
    ['whose', 'text'],
    ['proof', 'state'],
  ] as const;
  return h(
    'section',
    { class: 'times' },
    h('h2', {}, WORDS.times[language]),
    stacking(
      WORDS.times[language],
      heads.map(([key, kind]) => ({ title: WORDS[key][language], kind })),
      times.map((time) => row(time, language)),
    ),
  );
}

function row({ what, at, source, by, verified }: ReportTime, language: Language): HTMLElement {
  return h(
    'tr',
    {},
    h('th', { scope: 'row' }, what[language]),
    h('td', { class: 'figure' }, readable(at)),
    h('td', { class: 'figure' }, readable(new Date(Date.parse(at) + CHINA_MS).toISOString())),
    h('td', {}, SOURCES[source]?.[language] ?? source),
    h('td', {}, CLOCKS[by]?.[language] ?? holder(by, language)),
    h('td', { class: 'figure' }, WORDS[verified ? 'signed' : 'unsigned'][language]),
  );
}

function readable(at: string): string {
  return at.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
}
