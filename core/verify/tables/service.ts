import { text } from '../../loan/fields.ts';
import type { Context } from '../context.ts';
import type { Cell, ReportTable } from '../report.ts';
import { table, words } from './table.ts';

/** Every demand, notice and service event, by time. Addresses stay in the records. */
export function serviceTable({ loan }: Context): ReportTable {
  const file = loan.file();
  const rows = [
    ...file
      .of('DUN')
      .map((item): Cell[] => [
        text(item, 'demanded_at') ?? null,
        words('demand', '催收'),
        item.name,
        text(item, 'channel') ?? null,
        text(item, 'result') ?? null,
      ]),
    ...file
      .of('ACCEL')
      .map((item): Cell[] => [
        text(item, 'notice_time') ?? null,
        words('notice of acceleration', '提前到期通知'),
        item.name,
        text(item, 'channel') ?? null,
        text(item, 'result') ?? null,
      ]),
    ...file
      .of('ASSIGN')
      .map((item): Cell[] => [
        text(item, 'notice_time') ?? null,
        words('notice of assignment', '债权转让通知'),
        item.name,
        text(item, 'notice_channel') ?? null,
        text(item, 'notice_result') ?? null,
      ]),
    ...file
      .of('SERVE')
      .map((item): Cell[] => [
        text(item, 'occurred_at') ?? null,
        words('service', '送达'),
        item.name,
        text(item, 'channel') ?? null,
        text(item, 'event') ?? null,
      ]),
  ];
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
    rows.sort(([a], [b]) => time(a) - time(b)),
  );
}

function time(cell: Cell | undefined): number {
  return typeof cell === 'string' ? Date.parse(cell) : Number.MAX_SAFE_INTEGER;
}
