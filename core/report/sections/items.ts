/** Every item with its digests and the time at which the log received it. */
import type { Block, Section, Words } from '../../document/block.ts';
import { chinaText, utcText } from '../../document/time.ts';
import type { ReportItem, ReportSource } from '../source.ts';
import { typeWords } from '../values.ts';
import { both } from '../words.ts';

const small = (zh: string, en: string): Block => ({ kind: 'text', text: both(zh, en), style: 'small' });

export function itemsSection({ items }: ReportSource): Section {
  return {
    id: 'items',
    title: both('八、存证清单', '8 Items'),
    newPage: true,
    blocks: [
      small(
        '时间为日志收到时间（日志时钟，有日志签名）；摘要依次为日志条目与各文件的 SHA-256，文件的 SM3 见存证记录。',
        "Times are those of receipt by the log (the log's clock, under its signature); digests are SHA-256 of the log entry's leaf and of each document, whose SM3 are in the records.",
      ),
      {
        kind: 'table',
        columns: [
          { title: both('序号', 'No.'), share: 0.6 },
          { title: both('存证及签名', 'Item, signed by'), share: 2.3 },
          { title: both('收到时间', 'Received'), share: 2.1 },
          { title: both('条目及文件摘要', 'Entry and documents'), share: 6.3 },
        ],
        rows: items.map(itemRow),
        dense: true,
      },
    ],
  };
}

function itemRow(item: ReportItem): Words[] {
  const { sequence, record, entry, leaf, index, signer } = item;
  const name = typeWords(record.type);
  const { zh, en } = typeof name === 'string' ? both(name, name) : name;
  const documents = (record.documents ?? []).map((one) => `${one.name}\n${one.sha256}`);
  const by =
    signer === undefined
      ? '–'
      : `${signer.organisation} ${signer.use === 'filer' ? '自签 own key' : '代签 by the service'}`;
  return [
    String(sequence),
    both(zh, `${record.reference === undefined ? en : `${en} ${record.reference}`}\n${by}`),
    both(utcText(entry.received), chinaText(entry.received)),
    [`#${index} ${leaf}`, ...documents].join('\n'),
  ];
}
