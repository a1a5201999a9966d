import type { Messages } from '../en/index.ts';

export const webhooks: Messages['webhooks'] = {
  title: '事件通知',
  lead: '事件签名后推送至以下地址，内容仅含编号与时间，不含个人信息。',
  none: '尚无接收地址。',
  on: '已启用',
  reasons: {
    failing: '已停用：连续五天推送失败',
    gone: '已停用：对方答复地址已失效',
    owner: '已停用',
  },
  ping: '发送测试',
  deliveries: '推送记录',
  noDeliveries: '尚无推送。',
  switchOn: '启用',
  switchOff: '停用',
  newSecret: '更换密钥',
  secretOnce: '以下为签名密钥，仅显示这一次，请立即复制保存。',
  remove: '删除',
  removeSure: '删除此地址及其推送记录？此操作无法撤销。',
  add: '添加接收地址',
  url: '地址（https）',
  types: '事件类型',
  typesHint: '以逗号分隔；case.* 表示全部案件事件。',
  event: '事件',
  state: '状态',
  states: { pending: '等待重试', delivered: '已送达', failed: '失败' },
  failures: {
    'address-refused': '不允许该地址',
    'name-unknown': '找不到该域名',
    unreachable: '无法连接',
    certificate: '证书不受信任',
    timeout: '超时未应答',
  },
  nextTry: '下次重试',
  last: '最近推送',
  answer: '答复',
  again: '重新推送',
  redeliver: '再次推送',
};

export const custody: Messages['custody'] = {
  title: '保管日志',
  lead: '对本机构材料的每项操作、对其中个人信息的每次查阅，不论由谁作出，均记录于此。各行以摘要相链，删改即可发现。',
  number: '序号',
  none: '没有符合条件的记录。',
};
