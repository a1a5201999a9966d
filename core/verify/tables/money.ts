/** The account of the loan, the claim beside what it comes to, and the formula. */
import { money } from '../../loan/fields.ts';
import type { LoanItem } from '../../loan/loan-file.ts';
import type { MoneyView } from '../../loan/money-view.ts';
import { claimParts, type Recomputed } from '../../loan/recompute.ts';
import { amountText, type Decimal, sum } from '../../money/decimal.ts';
import { type Allocation, NOTHING } from '../../money/ledger.ts';
import { ordinal } from '../../money/order.ts';
import { MONEY_RULES } from '../../money/rules.ts';
import type { Context } from '../context.ts';
import type { Cell, ReportTable, Text } from '../report.ts';
import { table, words } from './table.ts';

/** All that the money of a loan is told from. */
export type LoanView = { readonly loan: Pick<Context['loan'], 'computed'> };

/** Each movement: as booked, and principal outstanding by the record and on what was really lent. */
export function accountTable({ loan }: LoanView): ReportTable {
  const computed = loan.computed();
  return table(
    'account',
    'legal',
    words('Account of the loan', '借还款明细'),
    [
      ['date', 'date', '日期', 'date'],
      ['event', 'event', '事项', 'text'],
      ['item', 'item', '存证', 'items'],
      ['amount', 'amount', '金额', 'amount'],
      ['fees', 'costs', '费用', 'amount'],
      ['default_interest', 'default interest', '罚息', 'amount'],
      ['interest', 'interest', '利息', 'amount'],
      ['principal', 'principal', '本金', 'amount'],
      ['balance', 'balance by the records', '记录所载剩余本金', 'amount'],
      ['recomputed', 'balance on what was really lent', '按实际出借重算的剩余本金', 'amount'],
    ],
    computed === undefined ? [] : accountRows(computed.view, computed.recomputed),
  );
}

function accountRows(view: MoneyView, { payments, booked, lawful, accelerated }: Recomputed): Cell[][] {
  const start = view.terms.starts;
  const disbursed: Cell[] = [
    start,
    words('paid out', '放款'),
    view.disbursements.map(({ name }) => name).join(', '),
    amountText(view.lent),
    ...parts(NOTHING),
    amountText(view.promised),
    amountText(view.lent),
  ];
  const deducted = view.deductions.map(({ name, amount }): Cell[] => [
    start,
    words(`deducted in advance: ${name}`, `预先扣除：${name}`),
    view.disbursements.map((item) => item.name).join(', '),
    amountText(amount),
    ...parts(NOTHING),
    null,
    null,
  ]);
  const rows = lawful.payments.map((played, index): Cell[] => {
    const recorded = payments[index]?.recorded;
    return [
      played.date,
      recorded === undefined
        ? words('payment that no record shows, given away by the balances', '未存证的还款（由剩余本金推知）')
        : words('repayment', '还款'),
      played.id,
      amountText(played.amount),
      ...parts(recorded?.allocation ?? booked.payments[index]?.allocation ?? NOTHING),
      recorded?.balance === undefined ? null : amountText(recorded.balance),
      amountText(played.balance),
    ];
  });
  const due: Cell[][] =
    accelerated === undefined
      ? []
      : [
          [
            accelerated.date,
            words('declared due', '宣布提前到期'),
            accelerated.name,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
          ],
        ];
  return [disbursed, ...deducted, ...[...rows, ...due].sort(byDate)];
}

const byDate = ([a]: readonly Cell[], [b]: readonly Cell[]) => ordinal(String(a), String(b));

function parts({ fees, default_interest, interest, principal }: Allocation): Cell[] {
  return [fees, default_interest, interest, principal].map((value) =>
    value.eq('0') ? null : amountText(value),
  );
}

const PART_WORDS = {
  principal: words('principal', '本金'),
  interest: words('interest', '利息'),
  default_interest: words('default interest', '罚息'),
};

export function claimTable({ loan }: LoanView): ReportTable {
  const computed = loan.computed();
  const item = computed?.recomputed.claim;
  const rows = computed === undefined || item === undefined ? [] : claimRows(computed.recomputed, item);
  return table(
    'claim',
    'legal',
    words('Claim beside the recomputed sums', '请求金额与重算对照'),
    [
      ['part', 'part', '项目', 'text'],
      ['claimed', 'claimed', '请求', 'amount'],
      ['recomputed', 'recomputed', '重算', 'amount'],
      ['difference', 'difference', '差额', 'amount'],
    ],
    rows,
  );
}

function claimRows(recomputed: Recomputed, item: LoanItem): Cell[][] {
  const parts = claimParts(recomputed, (field) => money(item, field));
  const claimed = parts.map((part) => part.claimed).filter((one) => one !== undefined);
  return [
    ...parts.map((part) => compared(PART_WORDS[part.id], part.claimed, part.recomputed)),
    compared(
      words('sum of these', '以上小计'),
      claimed.length === 0 ? undefined : sum(claimed),
      sum(parts.map((part) => part.recomputed)),
    ),
    [words('fees', '费用'), shown(money(item, 'fees')), null, null],
    [words('costs (not computed)', '维权费用（不重算）'), shown(money(item, 'costs')), null, null],
    [words('total', '合计'), shown(money(item, 'total')), null, null],
  ];
}

const compared = (name: Text, claimed: Decimal | undefined, recomputed: Decimal): Cell[] => [
  name,
  shown(claimed),
  amountText(recomputed),
  claimed === undefined ? null : amountText(claimed.minus(recomputed)),
];

function shown(value: Decimal | undefined): Cell {
  return value === undefined ? null : amountText(value);
}

/** From which an award can be computed. */
export function formulaTable({ loan }: LoanView): ReportTable {
  const computed = loan.computed();
  const rows =
    computed === undefined
      ? []
      : [
          ...computed.recomputed.formula.map(({ en, zh }): Cell[] => [words(en, zh)]),
          ...Object.values(MONEY_RULES.sources).map(({ en, zh }): Cell[] => [
            words(`Rule (${MONEY_RULES.id}): ${en}`, `规则（${MONEY_RULES.id}）：${zh}`),
          ]),
        ];
  return table('formula', 'legal', words('Formula', '计算公式'), [['line', 'line', '公式', 'text']], rows);
}
