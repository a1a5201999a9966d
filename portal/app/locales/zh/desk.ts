import type { Messages } from '../en/index.ts';

export const desk: Messages['desk'] = {
  title: '存证',
  parts: '工作台各部分',
  health: '服务状态',
  component: '组成部分',
  condition: '状况',
  detail: '详情',
  works: '正常',
  broken: '异常',
  loan: '贷款编号',
  reference: '本方编号',
  type: '文件类型',
  state: '状态',
  all: '全部',
  place: '日志位置',
  sequence: '贷款内序号',
  received: '接收时间',
  receipt: '凭证',
  pdf: 'PDF',
  export: '导出（NDJSON）',
  none: '没有符合条件的存证。',
};
