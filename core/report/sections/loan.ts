/** The loan as its records tell it: who took part, what happened when, contract and consent. */
import type { Block, Pair, Section, Words } from '../../document/block.ts';
import { chinaText, utcText } from '../../document/time.ts';
import { PARTIES } from '../../party.ts';
import type { ReportItem, ReportSource } from '../source.ts';
import { tableBlocks, tableOf } from '../tables.ts';
import { fieldValues, typeWords } from '../values.ts';
import { both, EVENT_SOURCES, PARTY_WORDS } from '../words.ts';

export function partiesSection(source: ReportSource): Section {
  const { items, trust } = source;
  const three: Pair[] = PARTIES.map((party) => ({
    label: PARTY_WORDS[party],
    value: trust.trust.parties.find((one) => one.party === party)?.name ?? '–',
  }));
  const signer = tableOf(source.report, 'signer');
  return {
    id: 'parties',
    title: both('二、当事人与身份', '2 Parties and identity'),
    newPage: true,
    blocks: [
      strong('参与本笔借款的人和机构（据存证记录所载）', 'Who took part in the loan, as the records say'),
      actorTable(items),
      strong('见证日志的三方', 'The three parties that witness the log'),
      { kind: 'pairs', rows: three },
      ...(signer === undefined ? [] : tableBlocks(signer)),
    ],
  };
}

const strong = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'strong' });

function actorTable(items: readonly ReportItem[]): Block {
  const actors = new Map<string, { row: Words[]; in: number[] }>();
  for (const { record, sequence } of items) {
    for (const { role, id, name, authority } of record.actors ?? []) {
      const key = JSON.stringify([role, id, name ?? '']);
      const known = actors.get(key) ?? { row: [role, name ?? '', id, authority ?? ''], in: [] };
      known.in.push(sequence);
      actors.set(key, known);
    }
  }
  return {
    kind: 'table',
    columns: [
      { title: both('角色', 'Role'), share: 1.6 },
      { title: both('名称', 'Name'), share: 2.6 },
      { title: both('标识', 'Id'), share: 2.4 },
      { title: both('依据', 'Authority'), share: 2 },
      { title: both('见第几项', 'In items'), share: 2.4 },
    ],
    rows: [...actors.values()].map((actor) => [...actor.row, ranges(actor.in)]),
  };
}

/** `1-4, 7`. */
export function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else if (last === undefined || number !== last[1]) parts.push([number, number]);
  }
  return parts.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}

export function chronologySection({ items }: ReportSource): Section {
  const dated = items.filter(({ record }) => record.event !== undefined);
  const sorted = [...dated].sort(
    (a, b) => Date.parse(a.record.event!.time) - Date.parse(b.record.event!.time) || a.sequence - b.sequence,
  );
  const undated = items.length - dated.length;
  const note = both(
    `按事件时间排列；该时间由提交人陈述，最迟于日志收到时已经固定。${undated === 0 ? '' : `另有 ${undated} 项未披露时间。`}`,
    `By the time of the event, which the filer states; it was fixed at the latest when the log received it.${undated === 0 ? '' : ` ${undated} items do not disclose theirs.`}`,
  );
  return {
    id: 'chronology',
    title: both('三、借款经过', '3 Chronology of the loan'),
    blocks: [
      { kind: 'text', text: note, style: 'small' },
      {
        kind: 'table',
        columns: [
          { title: both('序号', 'No.'), share: 0.8 },
          { title: both('事项', 'What'), share: 3 },
          { title: both('编号', 'Reference'), share: 1.9 },
          { title: both('事件时间', 'Time of the event'), share: 3 },
          { title: both('来源', 'Source'), share: 1.5 },
        ],
        rows: sorted.map(({ sequence, record }) => {
          const { time, source } = record.event!;
          return [
            String(sequence),
            typeWords(record.type),
            record.reference ?? '',
            `${chinaText(time)}\n${utcText(time)}`,
            EVENT_SOURCES[source] ?? source,
          ];
        }),
      },
    ],
  };
}

/** Items that show what was agreed, and how consent was given. */
const AGREED = ['CONTRACT', 'ARBAG', 'PROMPT', 'SIGN', 'CONSENT', 'EVCLAUSE', 'SRVADDR', 'GUAR', 'AMEND'];

export function contractSection({ items }: ReportSource): Section {
  const agreed = items
    .filter(({ record }) => record.type !== undefined && AGREED.includes(record.type))
    .sort(
      (a, b) => AGREED.indexOf(a.record.type!) - AGREED.indexOf(b.record.type!) || a.sequence - b.sequence,
    );
  const none = both(
    '未存证或未披露合同与同意文件。',
    'No contract or consent is filed, or none is disclosed.',
  );
  return {
    id: 'contract',
    title: both('四、合同与同意', '4 Contract and consent'),
    blocks: agreed.length === 0 ? [{ kind: 'text', text: none }] : agreed.flatMap(itemBlocks),
  };
}

function itemBlocks({ sequence, record }: ReportItem): Block[] {
  const { values, unprinted } = fieldValues(record.type!, record.fields ?? {});
  const name = typeWords(record.type);
  const { zh, en } = typeof name === 'string' ? both(name, name) : name;
  const reference = record.reference === undefined ? '' : ` ${record.reference}`;
  const hidden = both(
    `另有 ${unprinted} 个敏感个人信息字段未打印，见存证记录。`,
    `${unprinted} fields of sensitive personal data are not printed; the record has them.`,
  );
  return [
    {
      kind: 'text',
      style: 'strong',
      text: both(`${zh}${reference}（第 ${sequence} 项）`, `${en}${reference} (item ${sequence})`),
    },
    { kind: 'pairs', rows: values },
    ...(unprinted === 0 ? [] : [{ kind: 'text', text: hidden, style: 'small' } as const]),
  ];
}
