import type { Messages } from '../en/index.ts';

export const draft: Messages['draft'] = {
  title: '新建案件',
  lead: '草稿仅本行可见。立案是草稿的第一步：须已存证逾期记录、逾期后提出的争议及仲裁协议；缺少的内容将在草稿中列明。',
  loan: '贷款编号',
  claimant: '申请人全称',
  respondent: '被申请人全称',
  commission_name: '仲裁委员会（以仲裁协议所载为准）',
  commission: '仲裁委员会在本服务中的编号',
  claim: '仲裁请求（人民币）',
  amountForm: '金额保留两位小数，如 1200.00',
  ground: '争议事项',
  grounds: {
    'non-payment': '付款',
    amount: '金额',
    validity: '合同效力',
    performance: '履行',
    other: '其他',
  },
  statement: '争议陈述',
  statedAt: '提出时间（UTC+8）',
  save: '保存草稿',
};
