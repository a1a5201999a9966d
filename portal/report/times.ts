/** Every time with its zone and its source. */
import type { ReportTime } from '../../core/verify/report.ts';
import { h } from '../dom.ts';
import type { Language } from '../language.ts';
import { SOURCES, WORDS } from './words.ts';

const CHINA_MS = 8 * 60 * 60 * 1000;

export function timeTable(times: readonly ReportTime[], language: Language): HTMLElement | undefined {
  if (times.length === 0) return undefined;
  const heads = (['what', 'utc', 'china', 'source', 'whose', 'proof'] as const).map((key) =>
    h('th', { scope: 'col' }, WORDS[key][language]),
  );
  return h(
    'section',
    { class: 'times' },
    h('h2', {}, WORDS.times[language]),
    h(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': WORDS.times[language] },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, heads)),
        h(
          'tbody',
          {},
          times.map((time) => row(time, language)),
        ),
      ),
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
    h('td', {}, by),
    h('td', {}, WORDS[verified ? 'signed' : 'unsigned'][language]),
  );
}

function readable(at: string): string {
  return at.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
}
