/** The schedule of evidence as a document: each item with its times, documents and digests, the ruling and its reason. */
import type { DocumentModel, Section, Tone, Words } from '../../../../core/document/block.ts';
import { chinaText, utcText } from '../../../../core/document/time.ts';
import type { ScheduleRow } from '../schedule.ts';
import { type PaperHead, paper } from './head.ts';
import { both, MARK_WORDS } from './words.ts';

const MARKS = ['admitted', 'excluded', 'reserved', 'none'] as const;
const TONES: Readonly<Record<ScheduleRow['mark'], Tone>> = {
  admitted: 'good',
  excluded: 'bad',
  reserved: 'open',
  none: 'plain',
};

export function schedulePaper(head: PaperHead, rows: readonly ScheduleRow[]): DocumentModel {
  const counts = MARKS.map((mark) => ({ mark, count: rows.filter((row) => row.mark === mark).length }));
  const tally = (language: 'zh' | 'en') =>
    counts
      .map(({ mark, count }) => `${MARK_WORDS[mark][language]} ${count}`)
      .join(language === 'zh' ? '，' : ', ');
  const total = both(`共 ${rows.length} 项：${tally('zh')}`, `${rows.length} items: ${tally('en')}`);
  return paper(
    both('证据目录', 'Schedule of evidence'),
    head,
    [{ label: both('存证', 'Items'), value: total }],
    [itemsSection(rows), rulingsSection(rows)],
  );
}

function itemsSection(rows: readonly ScheduleRow[]): Section {
  const note = both(
    '“所述”为提交者陈述的事件时间，“接收”为日志收到存证的时间（日志时钟，有日志签名）。摘要为文件的 SHA-256，可与原件比对。',
    '“Stated” is the time of the event as the filer gives it, “received” the time at which the log took the item (its own clock, under its signature). Digests are SHA-256 of the documents, to be compared with the originals.',
  );
  return {
    id: 'items',
    title: both('证据', 'Evidence'),
    blocks: [
      { kind: 'text', text: note, style: 'small' },
      {
        kind: 'table',
        columns: [
          { title: both('序号', 'No.'), share: 0.7 },
          { title: both('证据及提交者', 'Evidence, filed by'), share: 2.6 },
          { title: both('时间', 'Times'), share: 2.9 },
          { title: both('文件及 SHA-256', 'Documents and SHA-256'), share: 3.7 },
          { title: both('认定', 'Ruling'), share: 1.1 },
        ],
        rows: rows.map(itemRow),
        tones: rows.map(({ mark }) => TONES[mark]),
        dense: true,
      },
    ],
  };
}

function itemRow(row: ScheduleRow): Words[] {
  const { number, label, type, reference, organisation, signedBy, documents, erased, mark } = row;
  const name = reference === '' ? type : reference;
  const by = signedBy === 'service' ? both('服务代签', 'signed by the service') : both('自签', 'own key');
  const files = documents.map((one) => `${one.name}\n${one.sha256}`).join('\n');
  return [
    String(number),
    both(`${label.zh} ${name}\n${organisation}（${by.zh}）`, `${label.en}\n${by.en}`),
    timesOf(row),
    erased ? both('内容已删除，证明完整', 'content erased, proof intact') : files,
    MARK_WORDS[mark],
  ];
}

/** Thousandths are in the records. */
const seconds = (text: string): string => text.replace(/\.\d+ /, ' ');

function timesOf({ eventTime, receivedAt }: ScheduleRow): Words {
  const stated = eventTime === '' ? undefined : eventTime;
  return both(
    [
      ...(stated === undefined ? [] : [`所述 ${seconds(chinaText(stated))}`]),
      `接收 ${seconds(chinaText(receivedAt))}`,
    ].join('\n'),
    [
      ...(stated === undefined ? [] : [`stated ${seconds(utcText(stated))}`]),
      `received ${seconds(utcText(receivedAt))}`,
    ].join('\n'),
  );
}

/** What was ruled upon, with the whole reason. */
function rulingsSection(rows: readonly ScheduleRow[]): Section {
  const ruled = rows.filter(({ mark }) => mark !== 'none');
  const none = both('仲裁庭尚未就任何存证作出认定。', 'The tribunal has not ruled on any item yet.');
  return {
    id: 'rulings',
    title: both('认定及理由', 'Rulings and reasons'),
    blocks:
      ruled.length === 0
        ? [{ kind: 'text', text: none }]
        : [
            {
              kind: 'table',
              columns: [
                { title: both('序号', 'No.'), share: 0.7 },
                { title: both('证据', 'Evidence'), share: 2.4 },
                { title: both('认定', 'Ruling'), share: 1.2 },
                { title: both('理由', 'Reason'), share: 5 },
              ],
              rows: ruled.map(({ number, label, reference, mark, reason }) => [
                String(number),
                both(`${label.zh} ${reference}`, label.en),
                MARK_WORDS[mark],
                reason,
              ]),
              tones: ruled.map(({ mark }) => TONES[mark]),
            },
          ],
  };
}
