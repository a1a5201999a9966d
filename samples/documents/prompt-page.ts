/** The application's page that prompts the standard terms, as it was rendered on the borrower's telephone. */
import { at } from '../calendar.ts';
import type { LoanCase } from '../loan-case.ts';
import { grouped, percent } from '../money.ts';
import type { Block, Paper } from '../pdf/model.ts';
import { arbitrationClause } from './contract.ts';
import { PAGE_VERSION } from './names.ts';
import { alert, heading, paper, rows, small, space, text, title } from './paper.ts';

export interface EmphasisedClause {
  readonly clause: string;
  readonly text: string;
}

/** None when the page had a tick box only. */
export function emphasisedClauses(loan: LoanCase): EmphasisedClause[] {
  const { terms, prompting } = loan.data;
  if (prompting === 'tick-box-only') return [];
  return [
    {
      clause: '第三条　利率与费用',
      text: `年利率 ${percent(terms.annualRate)}，除利息外不收取任何费用，不预扣利息。`,
    },
    { clause: '第八条　罚息', text: `逾期本金按年利率 ${percent(terms.defaultRate)} 计收罚息，不计复利。` },
    { clause: '第八条　提前到期', text: '连续两期或累计三期未足额还款，贷款人可以宣布全部借款提前到期。' },
    { clause: '第九条　送达', text: '合同载明的手机、邮箱、住址用于接收通知和仲裁文书。' },
    { clause: '第十一条　仲裁', text: arbitrationClause(loan) },
  ];
}

function body(loan: LoanCase): Block[] {
  const { data, principal } = loan;
  const clauses = emphasisedClauses(loan);
  const summary = rows(
    ['借款金额', `${grouped(principal)} 元`],
    ['年利率', percent(data.terms.annualRate)],
    ['期限', `${data.terms.months} 个月，等额本息`],
  );
  if (clauses.length === 0)
    return [
      title('确认借款'),
      summary,
      space(180),
      { kind: 'choice', checked: true, text: '我已阅读并同意《个人消费借款合同》及相关文件' },
      space(12),
      { kind: 'button', text: '确认借款' },
    ];
  return [
    title('签署前请阅读重要条款'),
    summary,
    ...clauses.flatMap(({ clause, text: content }) => [heading(clause), alert(content)]),
    text('对上述条款有疑问，可以点击“我要咨询”，由工作人员解释后再决定是否签署。'),
    { kind: 'choice', checked: true, text: '我已逐条阅读并理解上述重要条款' },
    space(6),
    { kind: 'button', text: '继续签署（已阅读满 60 秒）' },
    small('页面滚动到底且停留满 60 秒后，按钮方可点击。'),
  ];
}

export function promptPage(loan: LoanCase): Paper {
  return paper(PAGE_VERSION, at(loan.data.terms.signed, '19:36:02'), body(loan), 'phone');
}
