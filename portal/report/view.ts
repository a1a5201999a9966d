/**
 * A verification report (docs/spec/report.md) as a page: five verdicts side by side, never one tick; the reasons behind each on demand; what is not
 * proven always in view.
 */
import type { CheckResult, Report, Verdict } from '../../core/verify/report.ts';
import { h } from '../dom.ts';
import { COLON, LANGUAGE_TAG, type Language } from '../language.ts';
import { basisText } from './basis.ts';
import { factList } from './facts.ts';
import { mark, state, unbroken } from './marks.ts';
import {
  checkSentence,
  type FindingGroup,
  findingGroups,
  itemNames,
  saidBelow,
  sentenceText,
  type Titles,
  titlesOf,
} from './reading.ts';
import { type Reading, reportTable } from './tables.ts';
import { timeTable } from './times.ts';
import { WORDS } from './words.ts';

/** @param name of the file that was verified */
export function reportView(report: Report, name: string, language: Language): HTMLElement {
  return h(
    'article',
    { class: 'report', lang: LANGUAGE_TAG[language] },
    heading(report, name, language),
    h(
      'aside',
      { class: 'standing' },
      h('h2', {}, WORDS.notProven[language]),
      h('p', {}, report.standing[language]),
    ),
    summary(report, language),
    report.verdicts.map((verdict) => verdictSection(report, verdict, language)),
    timeTable(report.times, language),
    h(
      'p',
      { class: 'verifier' },
      `${WORDS.verifier[language]} ${report.verifier.name} ${report.verifier.version} (${report.verifier.crypto})`,
    ),
  );
}

function heading({ kind, subject }: Report, name: string, language: Language): HTMLElement {
  const facts = [
    ['loan', subject.loan],
    ['items', subject.items],
    ['log', subject.origin],
    ['size', subject.size],
    ['digest', subject.sha256],
  ] as const;
  return h(
    'header',
    {},
    h('p', { class: 'kind' }, WORDS[kind][language]),
    h('h1', {}, name),
    h(
      'dl',
      { class: 'subject' },
      facts
        .filter(([, value]) => value !== null)
        .map(([key, value]) =>
          h('div', { class: key }, h('dt', {}, WORDS[key][language]), h('dd', {}, String(value))),
        ),
    ),
  );
}

function summary({ verdicts }: Report, language: Language): HTMLElement {
  return h(
    'section',
    { class: 'verdicts', 'aria-label': WORDS.verdicts[language] },
    h(
      'ul',
      {},
      verdicts.map(({ group, outcome }) =>
        h(
          'li',
          { class: `verdict verdict-${outcome}` },
          h(
            'a',
            { href: `#${group}`, click: leadTo(group) },
            mark(outcome),
            h('span', { class: 'group' }, WORDS[group][language]),
            h('span', { class: 'word' }, WORDS[outcome][language]),
          ),
        ),
      ),
    ),
  );
}

/** Within the page, whatever base element it has: to that the address alone would lead. */
const leadTo = (id: string) => (event: Event) => {
  event.preventDefault();
  document.getElementById(id)?.focus();
};

function verdictSection(report: Report, verdict: Verdict, language: Language): HTMLElement {
  const { group, outcome, sentence } = verdict;
  const checks = report.checks.filter((check) => check.group === group);
  const titles = titlesOf(report.checks);
  const reading: Reading = { titles, names: itemNames(report), language };
  return h(
    'section',
    { class: 'group-section', id: group, tabindex: '-1' },
    h('h2', {}, WORDS[group][language], ' ', state(outcome, language)),
    h('p', { class: 'lead' }, sentence[language]),
    checkList(checks, language, titles),
    report.tables.filter((table) => table.group === group).map((table) => reportTable(table, reading)),
  );
}

/** Each check with what was compared, to be opened. @param titles of all checks that these may name */
export function checkList(
  checks: readonly CheckResult[],
  language: Language,
  titles = titlesOf(checks),
): HTMLElement {
  return h(
    'ul',
    { class: 'checks' },
    checks.map((check) => checkItem(check, titles, language)),
  );
}

/** A check that did not pass is open from the start. */
function checkItem(check: CheckResult, titles: Titles, language: Language): HTMLElement {
  const { outcome, title } = check;
  const sentence = checkSentence(check, titles, language);
  return h(
    'li',
    { class: `check check-${outcome}` },
    h(
      'details',
      { open: outcome === 'failed' },
      h(
        'summary',
        {},
        mark(outcome),
        h(
          'span',
          { class: 'check-text' },
          h('strong', {}, title[language]),
          ' ',
          h('span', { class: 'word' }, WORDS[outcome][language]),
          h('span', { class: `sentence${saidBelow(check) ? ' said-below' : ''}` }, unbroken(sentence)),
        ),
      ),
      h('div', { class: 'why' }, findings(check, titles, language), basis(check, language)),
    ),
  );
}

function findings(check: CheckResult, titles: Titles, language: Language): HTMLElement | undefined {
  if (check.findings.length === 0) return factList(check.facts, titles, language);
  const groups = findingGroups(check.findings);
  // The only one says what stands under the title already.
  const said = groups.length === 1;
  return h(
    'div',
    {},
    h(
      'ul',
      { class: 'findings' },
      groups.map((group) => findingItem(group, said, titles, language)),
    ),
    check.omitted === 0 ? undefined : h('p', {}, `+ ${check.omitted} ${WORDS.more[language]}`),
  );
}

function findingItem(
  { first, others }: FindingGroup,
  said: boolean,
  titles: Titles,
  language: Language,
): HTMLElement {
  const { outcome, code, facts } = first;
  const files = [first, ...others].map(({ subject }) => subject).filter((subject) => subject !== '');
  return h(
    'li',
    {},
    said ? undefined : h('p', {}, mark(outcome), ' ', unbroken(sentenceText(first, titles, language))),
    h(
      'p',
      { class: 'where' },
      files.length === 0
        ? undefined
        : unbroken(
            `${WORDS[files.length === 1 ? 'file' : 'files'][language]}${COLON[language]}${files.join(', ')} `,
          ),
      h('code', {}, code),
    ),
    factList(facts, titles, language),
  );
}

function basis({ spec }: CheckResult, language: Language): HTMLElement {
  return h('p', { class: 'basis' }, `${WORDS.basis[language]}${COLON[language]}${basisText(spec, language)}`);
}
