/** What the checks laid out: money, notices, completeness, the check list, and every check with its outcome. */
import type { Block, Section, Text } from '../../document/block.ts';
import type { CheckResult, Report } from '../../verify/report.ts';
import type { ReportSource } from '../source.ts';
import { accountChart, tableBlocks, tableOf } from '../tables.ts';
import { both, GROUP_WORDS, OUTCOME_TONES, OUTCOME_WORDS } from '../words.ts';

/** Tables with a place of their own; all others stand at the end of the check list. */
const PLACED = ['signer', 'account', 'claim', 'formula', 'notices', 'objections', 'legal'];
const MONEY_CHECKS = ['disbursement', 'payments', 'claim', 'repayments'];

export function moneySection({ report }: ReportSource): Section {
  const tables = ['account', 'claim', 'formula'].flatMap((id) => tableOf(report, id) ?? []);
  const [account, ...rest] = tables;
  const none = both(
    '款项未能重算：所需记录未存证或未披露。',
    'The money could not be recomputed: records that it takes are not filed, or not disclosed.',
  );
  const blocks: Block[] =
    account === undefined
      ? [{ kind: 'text', text: none }]
      : [...tableBlocks(account), ...accountChart(report), ...rest.flatMap(tableBlocks)];
  return {
    id: 'money',
    title: both('五、款项', '5 Money'),
    blocks: [...blocks, ...openPoints(report, MONEY_CHECKS)],
  };
}

export function noticesSection({ report }: ReportSource): Section {
  const tables = ['notices', 'objections'].flatMap((id) => tableOf(report, id) ?? []);
  const none = both('未存证催收、通知或送达。', 'No demand, notice or service is filed.');
  return {
    id: 'notices',
    title: both('六、通知与送达', '6 Notices and service'),
    blocks: [
      ...(tables.length === 0 ? [{ kind: 'text', text: none } as const] : tables.flatMap(tableBlocks)),
      ...openPoints(report, ['notice', 'service', 'assignment']),
    ],
  };
}

/** Sentences of those of these checks that did not pass. */
function openPoints({ checks }: Report, ids: readonly string[]): Block[] {
  const open = checks.filter(({ id, outcome }) => ids.includes(id) && outcome !== 'passed');
  return open.length === 0 ? [] : [checkTable(open)];
}

export function completenessSection(source: ReportSource): Section {
  const { report, items } = source;
  const own = report.checks.filter(({ group }) => group === 'completeness');
  const withheld = items.filter((item) => item.withheld !== undefined);
  const erased = withheld.filter((item) => item.withheld === 'erased').length;
  const note = both(
    `${withheld.length} 项的内容未予披露，其中 ${erased} 项已依法删除；其条目与证明仍计入完整性。`,
    `The content of ${withheld.length} items is withheld, of ${erased} of them erased; their entries and proofs count all the same.`,
  );
  return {
    id: 'completeness',
    title: both('七、齐全与缺漏', '7 Completeness and gaps'),
    blocks: [
      checkTable(own),
      ...(withheld.length === 0 ? [] : [{ kind: 'text', text: note } as const]),
      ...findingsOf(own),
    ],
  };
}

function findingsOf(checks: readonly CheckResult[]): Block[] {
  const findings = checks.flatMap(({ findings: list }) => list);
  if (findings.length <= 1) return [];
  return [{ kind: 'steps', steps: findings.map(({ sentence }) => sentence) }];
}

export function checkListSection({ report }: ReportSource): Section {
  const legal = tableOf(report, 'legal');
  const others = report.tables.filter(({ id, rows }) => !PLACED.includes(id) && rows.length > 0);
  const legend: Text = both(
    '全部核验项，每项所遵循的规范见右栏。',
    'Every check, with the specification that it obeys.',
  );
  return {
    id: 'checks',
    title: both('十、核对清单', '10 Check lists'),
    blocks: [
      ...(legal === undefined ? [] : tableBlocks(legal)),
      ...others.flatMap(tableBlocks),
      { kind: 'text', text: legend, style: 'strong' },
      checkTable(report.checks, true),
    ],
  };
}

function checkTable(checks: readonly CheckResult[], specified = false): Block {
  return {
    kind: 'table',
    columns: [
      { title: both('核验项', 'Check'), share: 2.2 },
      { title: both('结论', 'Outcome'), share: 1.2 },
      { title: both('说明', 'In words'), share: 4.6 },
      ...(specified ? [{ title: both('规范', 'Obeys'), share: 2.4 }] : []),
    ],
    rows: checks.map(({ id, title, group, outcome, sentence, spec, code }) => [
      both(`${title.zh}（${GROUP_WORDS[group].zh}）`, `${title.en} (${id})`),
      outcome === 'passed'
        ? OUTCOME_WORDS.passed
        : both(OUTCOME_WORDS[outcome].zh, `${OUTCOME_WORDS[outcome].en} ${code}`),
      sentence,
      ...(specified ? [spec] : []),
    ]),
    tones: checks.map(({ outcome }) => OUTCOME_TONES[outcome]),
  };
}
