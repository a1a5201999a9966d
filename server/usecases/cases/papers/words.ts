/** What the papers of a case say in both languages. */
import type { Text } from '../../../../core/document/block.ts';
import type { AnnexLine } from '../annex.ts';
import type { ScheduleRow } from '../schedule.ts';

export const both = (zh: string, en: string): Text => ({ zh, en });

export const MARK_WORDS: Readonly<Record<ScheduleRow['mark'], Text>> = {
  admitted: both('采信', 'admitted'),
  excluded: both('排除', 'excluded'),
  reserved: both('暂予保留', 'reserved'),
  none: both('未认定', 'no ruling'),
};

export const ROLE_WORDS: Readonly<Record<string, Text>> = {
  claimant: both('申请人', 'Claimant'),
  respondent: both('被申请人', 'Respondent'),
  agent: both('代理人', 'Agent'),
  'third-party': both('第三人', 'Third party'),
};

const RECOMPUTED = both('见第二部分公式', 'by the formulas of part 2');

const FIGURES: Readonly<Record<string, { readonly name: Text; readonly method: Text }>> = {
  contracted: {
    name: both('合同金额', 'Contracted'),
    method: both('各放款凭证“合同金额”之和', 'sum of the contract amounts of the disbursement vouchers'),
  },
  disbursed: {
    name: both('实际放款', 'Paid out'),
    method: both('各放款凭证“实际到账金额”之和', 'sum of the net amounts of the disbursement vouchers'),
  },
  deducted_in_advance: {
    name: both('预先扣除', 'Deducted in advance'),
    method: both('合同金额 − 实际放款', 'contracted − paid out'),
  },
  repaid: { name: both('已还款', 'Repaid'), method: both('各笔还款金额之和', 'sum of the repayments') },
  disbursed_less_repaid: {
    name: both('放款减还款', 'Paid out less repaid'),
    method: both('实际放款 − 已还款', 'paid out − repaid'),
  },
  claimed_principal: { name: both('请求本金', 'Claimed principal'), method: both('申请人主张', 'as stated') },
  claimed_interest: { name: both('请求利息', 'Claimed interest'), method: both('申请人主张', 'as stated') },
  claimed_default_interest: {
    name: both('请求罚息', 'Claimed default interest'),
    method: both('申请人主张', 'as stated'),
  },
  claimed_fees: { name: both('请求费用', 'Claimed fees'), method: both('申请人主张', 'as stated') },
  claimed_costs: { name: both('请求维权费用', 'Claimed costs'), method: both('申请人主张', 'as stated') },
  claimed_total: {
    name: both('请求合计', 'Claimed in all'),
    method: both(
      '本金 + 利息 + 罚息 + 费用 + 维权费用',
      'principal + interest + default interest + fees + costs',
    ),
  },
  recomputed_principal: { name: both('重算本金', 'Recomputed principal'), method: RECOMPUTED },
  recomputed_interest: { name: both('重算利息', 'Recomputed interest'), method: RECOMPUTED },
  recomputed_default_interest: { name: both('重算罚息', 'Recomputed default interest'), method: RECOMPUTED },
  recomputed_total: {
    name: both('重算合计', 'Recomputed in all'),
    method: both('重算本金 + 重算利息 + 重算罚息', 'recomputed principal + interest + default interest'),
  },
};

export const figureWords = ({ item, method }: Pick<AnnexLine, 'item' | 'method'>) =>
  FIGURES[item] ?? { name: both(item, item), method: both(method, method) };
