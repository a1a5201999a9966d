/** The first page: five verdicts with their reasons, what they are about, and what nobody claims. */
import type { Block, Pair, Section, Text } from '../../document/block.ts';
import { chinaText, utcText } from '../../document/time.ts';
import type { CheckResult, Report, Verdict } from '../../verify/report.ts';
import type { ReportSource } from '../source.ts';
import { both, GROUP_WORDS, OUTCOME_TONES, OUTCOME_WORDS } from '../words.ts';

export function resultSection(source: ReportSource): Section {
  const { report } = source;
  return {
    id: 'result',
    title: both('一、核验结论', '1 Result'),
    blocks: [
      { kind: 'verdicts', rows: report.verdicts.map((verdict) => verdictRow(report, verdict)) },
      { kind: 'text', text: report.standing, style: 'boxed' },
      subject(source),
    ],
  };
}

function verdictRow({ checks }: Report, { group, outcome, sentence }: Verdict) {
  const own = checks.filter((check) => check.group === group);
  return {
    tone: OUTCOME_TONES[outcome],
    label: GROUP_WORDS[group],
    word: OUTCOME_WORDS[outcome],
    sentence,
    reasons: reasons(own),
  };
}

/** What failed first, then what stayed open and weighs. */
function reasons(checks: readonly CheckResult[]): Text[] {
  const failed = checks.filter(({ outcome }) => outcome === 'failed');
  const open = checks.filter(({ outcome, weighs }) => outcome === 'not-checked' && weighs);
  return [...failed, ...open].map(({ title, sentence }) =>
    both(`${title.zh}：${sentence.zh}`, `${title.en}: ${sentence.en}`),
  );
}

function subject({ report, data, items, checkpoint: _ }: ReportSource): Block {
  const stamped = report.times.find(({ source, verified }) => source === 'tsa' && verified);
  const rows: Pair[] = [
    { label: both('借款编号', 'Loan'), value: data.loan },
    { label: both('提交机构', 'Filing organisation'), value: data.organisation },
    {
      label: both('范围', 'Scope'),
      value: both(
        `共 ${items.length} 项存证；日志 ${data.origin}，封存检查点含 ${data.closing.size} 条`,
        `${items.length} items; log ${data.origin}, closing checkpoint of ${data.closing.size} entries`,
      ),
    },
    ...(stamped === undefined
      ? []
      : [
          {
            label: both('可信时间戳', 'Outside time-stamp'),
            // In one line, or the first page would run over: the whole name stands with the proofs.
            value: `${utcText(stamped.at)} = ${chinaText(stamped.at)} · ${commonName(stamped.by)}`,
          },
        ]),
  ];
  return { kind: 'pairs', rows };
}

/** `CN=` of a distinguished name, the last part of ours; the name itself where it has none. */
function commonName(name: string): string {
  return /(?:^|, )CN=([^,]+)$/.exec(name)?.[1] ?? name;
}
