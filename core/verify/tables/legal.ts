import { documentType } from '../../evidence/document-types.ts';
import type { AssessedLine, LineState } from '../../legal/assess.ts';
import { LEGAL_RULES } from '../../legal/rules.ts';
import { assessed } from '../checks/legal-list.ts';
import type { Context } from '../context.ts';
import type { Cell, CheckResult, ReportTable, Text } from '../report.ts';
import { table, words } from './table.ts';

const STATES: Readonly<Record<LineState, Text>> = {
  met: words('met', '满足'),
  'not-met': words('not met', '不满足'),
  'not-assessed': words('not assessed', '未判断'),
};

/** Article by article, with the checks and items on which each answer rests. */
export function legalTable(context: Context, results: readonly CheckResult[]): ReportTable {
  return table(
    'legal',
    'legal',
    words(`Legal check list, rule set ${LEGAL_RULES.id}`, `法律核对清单（规则集 ${LEGAL_RULES.id}）`),
    [
      ['state', 'state', '结论', 'state'],
      ['article', 'article', '条文', 'text'],
      ['question', 'question', '核对事项', 'text'],
      ['checks', 'rests on', '依据', 'text'],
      ['items', 'items', '所涉存证', 'items'],
    ],
    assessed(context, results).map(row),
  );
}

/** Ids of checks; where an answer rests on what is filed alone, the names of those document types. */
function restsOn(names: readonly string[]): Cell {
  const labels = names.flatMap((name) => documentType(name)?.label ?? []);
  return labels.length < names.length || names.length === 0
    ? names.join(', ')
    : words(labels.map(({ en }) => en).join(', '), labels.map(({ zh }) => zh).join('、'));
}

/** `17(1)` is item 1 of article 17. */
function articleInChinese(article: string): string {
  const [, number = article, item] = /^(\d+)\((\d+)\)$/.exec(article) ?? [];
  return item === undefined ? `第 ${number} 条` : `第 ${number} 条第（${item}）项`;
}

function row({ line, state, grounds }: AssessedLine): Cell[] {
  const { en, zh } = LEGAL_RULES.instruments.find(({ id }) => id === line.instrument)?.title ?? words('', '');
  const items = [...new Set(grounds.flatMap((ground) => ground.items))].slice(0, 12);
  return [
    STATES[state],
    words(`${en} article ${line.article}`, `${zh}${articleInChinese(line.article)}`),
    line.question,
    line.outside ?? restsOn(grounds.map(({ of }) => of)),
    items.length === 0 ? null : items.join(', '),
  ];
}
