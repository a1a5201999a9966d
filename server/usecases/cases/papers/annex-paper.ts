/** The annex of an award as a document: from its figures, formulas and account each amount can be computed again, up to the day of payment. */
import type { Block, DocumentModel, Section, Words } from '../../../../core/document/block.ts';
import { grouped, groupedWithin } from '../../../../core/report/grouped.ts';
import { tableBlocks } from '../../../../core/report/tables.ts';
import type { Annex, AnnexLine } from '../annex.ts';
import type { ScheduleRow } from '../schedule.ts';
import { type PaperHead, paper } from './head.ts';
import { both, figureWords } from './words.ts';

export function annexPaper(head: PaperHead, annex: Annex, rows: readonly ScheduleRow[]): DocumentModel {
  const { currency, cutOff } = annex;
  return paper(
    both('裁决金额计算附件', 'Annex of amounts'),
    head,
    [
      { label: both('币种', 'Currency'), value: currency },
      { label: both('计算截止日', 'Computed to'), value: cutOff },
    ],
    [
      claimSection(annex),
      formulaSection(annex),
      figuresSection(annex),
      accountSection(annex),
      excludedSection(annex, rows),
    ],
  );
}

/** Without its title: the section's says the same. */
const tableOf = ({ tables }: Annex, id: string): readonly Block[] => {
  const table = tables.find((one) => one.id === id);
  return table === undefined ? [] : tableBlocks(table).slice(1);
};

const NOT_RECOMPUTED = both(
  '款项未能重算：合同、放款凭证或还款计划未存证、未披露或已被排除。下列数字仅为申请人主张及凭证金额之和。',
  'The money could not be recomputed: contract, disbursement or plan is not filed, not disclosed or excluded. The figures below are sums of vouchers and what the claimant states.',
);

/** First what the tribunal decides upon. */
function claimSection(annex: Annex): Section {
  const table = tableOf(annex, 'claim');
  const matches = annex.claimMatchesCalculation;
  const differs = both(
    '案件所载请求总额与申请人的计算表（CALC）不一致。',
    "The total that the case states differs from the claimant's own calculation (CALC).",
  );
  return {
    id: 'claim',
    title: both('一、请求与重算', '1 Claim and recomputation'),
    blocks: [
      ...(table.length === 0 ? [{ kind: 'text', text: NOT_RECOMPUTED } as const] : table),
      ...sumOf(annex),
      ...(matches === false ? [{ kind: 'text', text: differs, style: 'boxed' } as const] : []),
    ],
  };
}

/** The sum that an award may name, and how it grows from then on. */
function sumOf({ lines, currency, cutOff }: Annex): readonly Block[] {
  const amount = (item: string) => {
    const line = lines.find((one) => one.item === item);
    return line && `${currency} ${grouped(line.amount)}`;
  };
  const [principal, interest, penalty, total] = ['principal', 'interest', 'default_interest', 'total'].map(
    (part) => amount(`recomputed_${part}`),
  );
  if (total === undefined) return [];
  const text = both(
    `截至 ${cutOff}，依未被排除的证据重算：本金 ${principal}，利息 ${interest}，罚息 ${penalty}，合计 ${total}；其后按第二部分公式逐日计算至清偿之日。费用与维权费用未重算。`,
    `To ${cutOff}, recomputed from the items that are not excluded: principal ${principal}, interest ${interest}, default interest ${penalty}, in all ${total}; from then on day by day by the formulas of part 2 until paid. Fees and costs are not recomputed.`,
  );
  return [{ kind: 'text', text, style: 'boxed' }];
}

function formulaSection(annex: Annex): Section {
  const own: Block[] =
    annex.formula === undefined
      ? []
      : [
          { kind: 'text', text: both('申请人的计算公式', "The claimant's formula"), style: 'strong' },
          { kind: 'code', lines: [annex.formula] },
        ];
  const steps = (annex.tables.find(({ id }) => id === 'formula')?.rows ?? []).flatMap(([cell]) =>
    typeof cell === 'object' && cell !== null ? [both(groupedWithin(cell.zh), groupedWithin(cell.en))] : [],
  );
  const recomputed: Block[] = steps.length === 0 ? [] : [{ kind: 'steps', steps }];
  const blocks = [...recomputed, ...own];
  return {
    id: 'formula',
    title: both('二、计算公式', '2 Formulas'),
    blocks: blocks.length === 0 ? [{ kind: 'text', text: NOT_RECOMPUTED }] : blocks,
  };
}

function figuresSection({ lines, currency }: Annex): Section {
  return {
    id: 'figures',
    title: both('三、金额及其来源', '3 Figures and their sources'),
    blocks: [
      {
        kind: 'table',
        columns: [
          { title: both('项目', 'Figure'), share: 2 },
          { title: both(`金额（${currency}）`, `Amount (${currency})`), share: 1.6, align: 'right' },
          { title: both('计算方法', 'How it comes about'), share: 3.4 },
          { title: both('来源（证据序号）', 'Sources (item no.)'), share: 2 },
        ],
        rows: lines.map(figureRow),
      },
    ],
  };
}

function figureRow(line: AnnexLine): Words[] {
  const { name, method } = figureWords(line);
  return [name, grouped(line.amount), method, line.numbers.join(', ') || '–'];
}

function accountSection(annex: Annex): Section {
  const table = tableOf(annex, 'account');
  const none = both('未能列出借还款明细。', 'No account can be laid out.');
  return {
    id: 'account',
    title: both('四、借还款明细', '4 Account of the loan'),
    blocks: table.length === 0 ? [{ kind: 'text', text: none }] : table,
  };
}

/** No figure was taken from these. */
function excludedSection({ excluded }: Annex, rows: readonly ScheduleRow[]): Section {
  const left = rows.filter(({ evidence }) => excluded.includes(evidence));
  const none = both('没有被排除的证据，全部证据均计入。', 'Nothing is excluded: all items count.');
  const note = both(
    '本附件由服务程序依据未被排除的证据计算；金额由仲裁庭认定。',
    'Computed by the service from the items that are not excluded. What is awarded is for the tribunal to decide.',
  );
  return {
    id: 'excluded',
    title: both('五、未计入的证据', '5 Items left out'),
    blocks: [
      left.length === 0
        ? { kind: 'text', text: none }
        : {
            kind: 'table',
            columns: [
              { title: both('序号', 'No.'), share: 0.7 },
              { title: both('证据', 'Evidence'), share: 2.6 },
              { title: both('排除理由', 'Reason'), share: 5 },
            ],
            rows: left.map(({ number, label, reference, reason }) => [
              String(number),
              both(`${label.zh} ${reference}`, label.en),
              reason,
            ]),
          },
      { kind: 'text', text: note, style: 'small' },
    ],
  };
}
