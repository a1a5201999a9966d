import { label, text } from '../../loan/fields.ts';
import type { Context } from '../context.ts';
import type { Cell, ReportTable } from '../report.ts';
import { table, words } from './table.ts';

/** Document type, what it is called, and its fields for time, channel and result. */
const KINDS = [
  ['DUN', 'demand', '催收', 'demanded_at', 'channel', 'result'],
  ['ACCEL', 'notice of acceleration', '提前到期通知', 'notice_time', 'channel', 'result'],
  ['ASSIGN', 'notice of assignment', '债权转让通知', 'notice_time', 'notice_channel', 'notice_result'],
  ['SERVE', 'service', '送达', 'occurred_at', 'channel', 'event'],
] as const;

/** Every demand, notice and service event, by time. Addresses stay in the records. */
export function serviceTable({ loan }: Context): ReportTable {
  const file = loan.file();
  const rows = KINDS.flatMap(([type, en, zh, time, channel, result]) =>
    file
      .of(type)
      .map((item): Cell[] => [
        text(item, time) ?? null,
        words(en, zh),
        item.name,
        label(item, channel),
        label(item, result),
      ]),
  );
  return table(
    'notices',
    'legal',
    words('Demands, notices and service', '催收、通知与送达'),
    [
      ['at', 'time', '时间', 'time'],
      ['what', 'what', '事项', 'text'],
      ['item', 'item', '存证', 'items'],
      ['channel', 'channel', '方式', 'text'],
      ['result', 'result', '结果', 'state'],
    ],
    rows.sort(([a], [b]) => moment(a) - moment(b)),
  );
}

function moment(cell: Cell | undefined): number {
  return typeof cell === 'string' ? Date.parse(cell) : Number.MAX_SAFE_INTEGER;
}
