import { objects } from '../../loan/fields.ts';
import type { Context } from '../context.ts';
import type { Cell, ReportTable, Text } from '../report.ts';
import { table, words } from './table.ts';

const GROUNDS: Readonly<Record<string, Text>> = {
  authenticity: words('authenticity', '真实性'),
  legality: words('legality', '合法性'),
  relevance: words('relevance', '关联性'),
  amount: words('amount', '金额'),
  omission: words('omission', '遗漏'),
};

/** What the borrower objects to, item by item, beside whether that item is in the loan. An objection is no finding: the tribunal weighs it. */
export function objectionTable({ loan }: Context): ReportTable {
  const file = loan.file();
  const rows = file
    .of('COUNTER')
    .flatMap((item) =>
      (objects(item, 'objections') ?? []).map(({ item: named, ground, text }): Cell[] => [
        item.name,
        String(named),
        file.byReference(named) === undefined ? words('not filed', '未存证') : words('filed', '已存证'),
        GROUNDS[String(ground)] ?? String(ground),
        String(text),
      ]),
    );
  return table(
    'objections',
    'legal',
    words("The borrower's objections", '借款人的异议'),
    [
      ['answer', 'answer', '答辩', 'items'],
      ['item', 'item', '针对的存证', 'items'],
      ['filed', 'in the loan', '是否存证', 'state'],
      ['ground', 'ground', '理由', 'text'],
      ['text', 'text', '内容', 'text'],
    ],
    rows,
  );
}
