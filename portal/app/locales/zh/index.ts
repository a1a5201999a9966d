import type { Messages } from '../en/index.ts';
import { account } from './account.ts';

import { bank, operate } from './bank.ts';
import { aCase, cases } from './cases.ts';
import { desk } from './desk.ts';
import { draft } from './draft.ts';
import { erasure } from './erasure.ts';
import { acts, findings, roles } from './findings.ts';
import { loans } from './loans.ts';
import { ledger, receipt, verify } from './public.ts';
import { signIn } from './sign-in.ts';
import { custody, webhooks } from './webhooks.ts';

export const zh: Messages = {
  account,
  bank,
  operate,
  cases,
  custody,
  draft,
  erasure,
  acts,
  findings,
  roles,
  webhooks,
  aCase,
  desk,
  ledger,
  loans,
  receipt,
  signIn,
  verify,
  app: {
    name: 'TriSeal',
    skip: '跳到正文',
    menu: '菜单',
    signIn: '登录',
    signOut: '退出',
    verify: '核验',
    ledger: '账本',
    loading: '加载中',
    retry: '重试',
    notFound: '此地址没有内容',
    notFoundHint: '地址可能有误，或该内容仅对他人开放。',
    toStart: '返回首页',
    failed: '未能加载',
    offline: '无法连接服务，屏幕上的内容可能不是最新。',
    empty: '暂无内容',
    next: '下一页',
    first: '第一页',
    copy: '复制',
    copied: '已复制',
    print: '打印',
    saveReport: '保存报告（JSON）',
    myCases: '我的案件',
    desk: {
      bank: '存证工作台',
      user: '我的贷款',
      arbitrator: '案件',
      secretary: '案件',
      supervisor: '案件',
      operator: '运营',
    },
    unsent: '现在没有网络连接。恢复后将自动提交，请勿关闭此页。',
    stepUpWhy: '为确认是您本人，可能需要再次使用通行密钥。',
  },
  home: {
    title: '约定了什么、由谁、在何时',
    lead: 'TriSeal 在交易发生时保存贷款与合同文件。银行、用户方与仲裁委员会以各自的密钥见证每一项存证。',
    verifyTitle: '核验证据',
    verifyText: '在本浏览器中核验证据包、凭证或证明，不上传任何内容。',
    ledgerTitle: '查看账本',
    ledgerText: '三方迄今见证的内容，由本浏览器自行核对。',
    signInTitle: '登录',
    signInText: '仲裁员、借款人与银行各有工作台。',
    deskText: '从上次停下的地方继续您的工作。',
  },
};
