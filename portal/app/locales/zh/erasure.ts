import type { Messages } from '../en/index.ts';

export const erasure: Messages['erasure'] = {
  heading: '您提出的删除请求',
  none: '您尚未提出删除请求。',
  act: '请求删除',
  title: '请求删除第 {{n}} 项',
  what: '由银行决定并须说明理由。删除后无法恢复，您本人在争议中也不能再援引其内容；该项曾经存证及其时间仍可证明。法律要求保存或未结案件所需的内容，期满或结案前不予删除。',
  follow: '查看处理结果',
  ask: '提交请求',
  asked: '请求已提交银行，答复将显示在本贷款的“删除”一栏。',
  askedAt: '提出于',
  answeredAt: '答复于',
  answer: '银行答复',
  receipt: '保存签名删除凭证',
  grounds: {
    request: '本人要求删除',
    'consent-withdrawn': '撤回同意',
    'purpose-done': '处理目的已实现',
    'retention-expired': '保存期限已届满',
    order: '法院或主管机关要求',
  },
  states: { requested: '尚未决定', refused: '已拒绝', approved: '正在删除', done: '已删除' },
};
