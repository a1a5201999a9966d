/**
 * A report's sentences, facts and tables as people read them: amounts with separators, moments with their zone, checks by their titles instead of
 * their ids. Only what is shown changes; the report that is saved stays as it was computed.
 */
import { chinaText } from '../../core/document/time.ts';
import type { Facts } from '../../core/error.ts';
import { grouped, groupedWithin } from '../../core/report/grouped.ts';
import {
  type Cell,
  type CheckResult,
  LIST_COMMA,
  type Report,
  type ReportColumn,
  type ReportFinding,
  type ReportTable,
  type Text,
} from '../../core/verify/report.ts';
import { shownFacts } from '../../core/verify/shown-facts.ts';
import type { Language } from '../language.ts';
import { factName } from './fact-names.ts';
import { FACT_WORDS } from './fact-words.ts';

/** Titles of checks by their ids. */
export type Titles = ReadonlyMap<string, Text>;

export const titlesOf = (checks: readonly CheckResult[]): Titles =>
  new Map(checks.map(({ id, title }) => [id, title]));

const MOMENT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)/g;
const HAN = '\\p{Script=Han}';
const LISTED = new RegExp(`(?<=${HAN}), (?=${HAN})`, 'gu');
const APART = new RegExp(`(?<=${HAN}) (?=${HAN})`, 'gu');

/** Text in which amounts and moments stand. */
export function readable(text: string, language: Language): string {
  const plain = groupedWithin(text).replace(MOMENT, chinaText);
  return language === 'zh'
    ? plain.replace(LISTED, '、').replace(APART, '')
    : plain.replace(/\bdefault_interest\b/g, 'default interest').replace(/\botp\b/g, 'one-time password');
}

/** Names and keys in a row, in a Chinese sentence; the parts of a distinguished name stay as they are written. */
const IN_ROW = /(?<=[\w)]), (?=\w)(?!\w+=)/g;

/** Chinese brackets keep their own distance. */
const CLOSED = /(?<=）) | (?=（)/g;

/** `C=CN, O=Demo Commission, OU=time-stamping authority, CN=demo TSA` to `Demo Commission (demo TSA)`: what the sentence needs; the facts have all. */
export function holder(name: string, language: Language): string {
  const part = (key: string) => new RegExp(`(?:^|, )${key}=(.+?)(?=, [A-Z]+=|$)`).exec(name)?.[1];
  const [organisation, common] = [part('O'), part('CN')];
  if (organisation === undefined || common === undefined) return organisation ?? common ?? name;
  return language === 'zh' ? `${organisation}（${common}）` : `${organisation} (${common})`;
}

const HOLDERS = ['signer', 'tsa'] as const;

/** The sentence of a check or of a finding. */
export function sentenceText(
  { sentence, facts }: Pick<ReportFinding, 'sentence' | 'facts'>,
  titles: Titles,
  language: Language,
): string {
  const { checks } = facts;
  const text = withHolders(sentence[language], facts, language);
  if (!Array.isArray(checks)) return spoken(text, language);
  const names = checks.map((id) => titles.get(String(id))?.[language] ?? String(id));
  const quoted = names.map((name) => (language === 'zh' ? `“${name}”` : `"${name}"`));
  return spoken(
    text.replace(checks.join(LIST_COMMA[language]), () => quoted.join(LIST_COMMA[language])),
    language,
  );
}

function spoken(text: string, language: Language): string {
  const shown = readable(text, language);
  return language === 'zh' ? shown.replace(IN_ROW, '、').replace(CLOSED, '') : shown;
}

function withHolders(text: string, facts: Facts, language: Language): string {
  return HOLDERS.reduce((said, fact) => {
    const name = facts[fact];
    return typeof name === 'string' ? said.replace(name, () => holder(name, language)) : said;
  }, text);
}

/** The sentence under the title of a check: what was found first, or that it passed. */
export function checkSentence(check: CheckResult, titles: Titles, language: Language): string {
  const first = check.findings.find(({ sentence }) => sentence.en === check.sentence.en);
  return sentenceText(first ?? check, titles, language);
}

/** Facts worth showing, by their names in the reader's language. */
export function factTexts(
  facts: Facts,
  titles: Titles,
  language: Language,
): readonly (readonly [name: string, value: string])[] {
  return shownFacts(facts).map(([name]) => {
    const value = facts[name];
    const values = (Array.isArray(value) ? value : [value]).map(String);
    const word = (one: string) =>
      (name === 'checks' ? titles.get(one) : FACT_WORDS[name]?.[one])?.[language] ?? readable(one, language);
    return [
      factName(name, language),
      values.length === 0 ? '—' : values.map(word).join(LIST_COMMA[language]),
    ];
  });
}

/** Words of ours begin small where they stand in a sentence. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Whether the sentence under a check's title is that of one of several findings, which say it again. */
export function saidBelow({ sentence, findings }: CheckResult): boolean {
  const among = findings.some((finding) => finding.sentence.en === sentence.en);
  return among && findingGroups(findings).length > 1;
}

/** Findings that differ in the item alone stand together. */
export interface FindingGroup {
  readonly first: ReportFinding;
  readonly others: readonly ReportFinding[];
}

export function findingGroups(findings: readonly ReportFinding[]): readonly FindingGroup[] {
  const groups = new Map<string, ReportFinding[]>();
  for (const finding of findings) {
    const { item: _, ...rest } = finding.facts;
    const key = JSON.stringify([finding.code, finding.outcome, rest]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].map(([first, ...others]) => ({ first: first!, others }));
}

/** Columns in which something stands, with their places in a row. */
export function filledColumns(
  { columns }: Pick<ReportTable, 'columns'>,
  rows: ReportTable['rows'],
): readonly { readonly column: ReportColumn; readonly place: number }[] {
  return columns
    .map((column, place) => ({ column, place }))
    .filter(({ place }) => rows.some((row) => row[place] !== null));
}

/** Names of items by the files of their records, as far as findings tell. */
export function itemNames({ checks }: Report): ReadonlyMap<string, string> {
  const told = checks.flatMap(({ findings }) => findings);
  return new Map(
    told.flatMap(({ subject, facts: { item } }) => (typeof item === 'string' ? [[subject, item]] : [])),
  );
}

/** The cell of a report's table, without links. @param kind of its column */
export function cellText(
  cell: Cell,
  { id, kind }: Pick<ReportTable['columns'][number], 'id' | 'kind'>,
  titles: Titles,
  language: Language,
): string {
  if (cell === null) return '—';
  if (typeof cell !== 'string') return readable(cell[language], language);
  if (kind === 'amount') return grouped(cell);
  if (kind === 'time' && Number.isFinite(Date.parse(cell))) return chinaText(cell);
  if (kind === 'items') return cell.split(', ').map(itemName).join(LIST_COMMA[language]);
  if (id !== 'checks') return cell;
  const names = cell.split(', ').map((one) => titles.get(one)?.[language] ?? one);
  return names.join(LIST_COMMA[language]);
}

/** `data/items/0035-CASE/record.sd-jwt` to `CASE (35)`, as items without a name of their own are called. */
export function itemName(name: string): string {
  const [, digits, type] = /^data\/items\/(\d+)-([A-Z]+)\//.exec(name) ?? [];
  return digits === undefined ? name : `${type} (${Number(digits)})`;
}
