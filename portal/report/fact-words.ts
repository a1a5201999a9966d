/** Values of closed lists among the facts that checks compare, as their document types call them (test/portal/reading.test.ts holds them to these). */
import type { Text } from '../../core/verify/report.ts';

const words = (en: string, zh: string): Text => ({ en, zh });

/** Ways in which something is sent or served, and what became of it. */
const SENDING = {
  app: words('in-app message', '应用内消息'),
  sms: words('text message', '短信'),
  email: words('e-mail', '电子邮件'),
  call: words('telephone call', '电话'),
  im: words('instant messaging', '即时通信'),
  post: words('post', '邮寄'),
  visit: words('visit', '上门'),
  platform: words('e-service platform', '电子送达平台'),
  sent: words('sent', '已发送'),
  delivered: words('delivered', '已到达'),
  arrived: words('arrived', '已到达'),
  opened: words('opened', '已打开'),
  read: words('read', '已阅读'),
  bounced: words('bounced', '被退回'),
  refused: words('refused', '拒收'),
  failed: words('failed to send', '发送失败'),
  certificate: words('certificate of service', '送达凭证'),
} as const;

const PARTIES = {
  bank: words('bank', '银行'),
  user: words('user side', '用户方'),
  commission: words('arbitration commission', '仲裁委员会'),
} as const;

const CLAIMED = {
  principal: words('principal', '本金'),
  interest: words('interest', '利息'),
  default_interest: words('default interest', '罚息'),
  fees: words('costs and fees', '费用'),
} as const;

/** By the name of the fact. */
export const FACT_WORDS: Readonly<Record<string, Readonly<Record<string, Text>>>> = {
  manner: {
    'tick-box': words('tick box', '勾选'),
    'pop-up': words('pop-up', '弹窗'),
    emphasis: words('emphasis in the text', '加粗或变色'),
    'separate-page': words('page of its own', '单独页面'),
    'forced-reading': words('enforced reading time', '强制阅读时长'),
    'scroll-to-end': words('scrolled to the end', '滚动到底'),
    retyping: words('retyped', '抄录'),
    'read-aloud': words('read aloud', '语音播报'),
    explanation: words('explained', '解释说明'),
  },
  methods: {
    certificate: words('digital certificate', '数字证书'),
    face: words('face', '人脸'),
    otp: words('one-time password', '短信验证码'),
    handwriting: words('handwriting', '手写'),
    click: words('platform-attested click', '平台点击'),
  },
  channel: SENDING,
  channels: SENDING,
  result: SENDING,
  state: SENDING,
  part: CLAIMED,
  order: CLAIMED,
  parties: PARTIES,
  level: { 'platform-attested': words('attested by the platform', '由平台证明') },
};
