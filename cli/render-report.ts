/** A report as text for a terminal: verdict by verdict, each check with its sentence, what was compared where it did not hold. */
import type { Facts } from '../core/error.ts';
import { missingOf } from '../core/verify/missing.ts';
import type { CheckResult, Outcome, Report, ReportFinding, ReportTime, Text } from '../core/verify/report.ts';
import { shownFacts } from '../core/verify/shown-facts.ts';
import type { Language } from './language.ts';
import { printable } from './printable.ts';
import { tableLines } from './render-table.ts';

const WORDS = {
  integrity: { en: 'Integrity', zh: '完整未改（Integrity）' },
  origin: { en: 'Origin', zh: '来源（Origin）' },
  time: { en: 'Time', zh: '时间（Time）' },
  completeness: { en: 'Completeness', zh: '齐全（Completeness）' },
  legal: { en: 'Legal check list', zh: '法律核对清单' },
  passed: { en: 'passed', zh: '通过' },
  failed: { en: 'FAILED', zh: '未通过' },
  'not-checked': { en: 'not checked', zh: '未核验' },
  package: { en: 'Evidence package', zh: '证据包' },
  receipt: { en: 'Receipt', zh: '存证凭证' },
  'tlog-proof': { en: 'Proof of logging', zh: '日志证明' },
  loan: { en: 'loan', zh: '贷款' },
  log: { en: 'log', zh: '日志' },
  items: { en: 'items', zh: '存证项数' },
  size: { en: 'tree size', zh: '日志条目数' },
  times: { en: 'Times', zh: '时间' },
  proven: { en: 'signed', zh: '有签名' },
  claimed: { en: 'not signed', zh: '无签名' },
  more: { en: 'more findings', zh: '项其他发现' },
  verifier: { en: 'Verifier', zh: '核验程序' },
  erased: { en: 'erased: item', zh: '已删除：第' },
  missing: { en: 'Missing or withheld', zh: '缺失或未披露' },
} satisfies Record<string, Text>;

const MARK: Record<Outcome, string> = { passed: '+', failed: 'x', 'not-checked': '?' };

/** Findings printed of one check; the JSON has them all. */
const SHOWN = 10;

export function renderReport(report: Report, name: string, language: Language): string {
  const lines = [
    ...heading(report, name, language),
    ...report.verdicts.flatMap(({ group, outcome, sentence }) => [
      '',
      `${WORDS[group][language]}: ${WORDS[outcome][language]}`,
      `  ${sentence[language]}`,
      ...report.checks
        .filter((check) => check.group === group)
        .flatMap((check) => checkLines(check, language)),
    ]),
    ...missingLines(report, language),
    ...report.tables.flatMap((table) => ['', table.title[language], ...tableLines(table, language)]),
    ...timeLines(report.times, language),
    '',
    report.standing[language],
    `${WORDS.verifier[language]}: ${report.verifier.name} ${report.verifier.version}`,
    '',
  ];
  return lines.join('\n');
}

function heading({ kind, subject }: Report, name: string, language: Language): string[] {
  const facts = (['loan', 'items', 'size'] as const)
    .filter((key) => subject[key] !== null)
    .map((key) => `${WORDS[key][language]} ${printable(String(subject[key]))}`);
  const log = subject.origin === null ? [] : [`${WORDS.log[language]} ${printable(subject.origin)}`];
  return [
    `${WORDS[kind][language]} ${printable(name)}`,
    ...(facts.length + log.length === 0 ? [] : [`  ${[...facts, ...log].join(' · ')}`]),
    ...(subject.sha256 === null ? [] : [`  SHA-256 ${subject.sha256}`]),
  ];
}

function checkLines(check: CheckResult, language: Language): string[] {
  const head = `  ${MARK[check.outcome]} ${check.title[language]}: ${printable(check.sentence[language])}`;
  if (check.outcome === 'passed') return [head, ...erasedLines(check, language)];
  const [first, ...rest] = check.findings;
  const hidden = Math.max(0, rest.length - (SHOWN - 1)) + check.omitted;
  return [
    `${head} [${check.code}]`,
    ...(first === undefined ? [] : factLines(first.facts)),
    ...rest.slice(0, SHOWN - 1).flatMap((finding) => findingLines(finding, language)),
    ...(hidden === 0 ? [] : [`      ... ${hidden} ${WORDS.more[language]}`]),
  ];
}

/** Nothing is wrong with erased items, and yet whoever reads the report must know of them. */
function erasedLines({ facts }: CheckResult, language: Language): string[] {
  const { erased } = facts;
  return Array.isArray(erased)
    ? erased.map((item) => `      ${WORDS.erased[language]} ${printable(String(item))}`)
    : [];
}

function findingLines({ outcome, code, sentence, facts }: ReportFinding, language: Language): string[] {
  return [`    ${MARK[outcome]} ${printable(sentence[language])} [${code}]`, ...factLines(facts)];
}

function factLines(facts: Facts): string[] {
  return shownFacts(facts).map(([name, value]) => `        ${name}: ${printable(value)}`);
}

function missingLines(report: Report, language: Language): string[] {
  const missing = missingOf(report);
  if (missing.length === 0) return [];
  const lines = missing.map(({ sentence, code }) => `  ${printable(sentence[language])} [${code}]`);
  const hidden = lines.length - SHOWN;
  return [
    '',
    WORDS.missing[language],
    ...lines.slice(0, SHOWN),
    ...(hidden > 0 ? [`  ... ${hidden} ${WORDS.more[language]}`] : []),
  ];
}

function timeLines(times: readonly ReportTime[], language: Language): string[] {
  if (times.length === 0) return [];
  const lines = times.map(({ what, at, source, by, verified }) => {
    const proof = WORDS[verified ? 'proven' : 'claimed'][language];
    return `  ${at}  ${inChina(at)}  ${what[language]} (${source}: ${printable(by)}, ${proof})`;
  });
  return ['', WORDS.times[language], ...lines];
}

const CHINA = 8 * 60 * 60 * 1000;

/** The same moment at UTC+8. */
function inChina(at: string): string {
  return new Date(Date.parse(at) + CHINA).toISOString().replace('Z', '+08:00');
}
