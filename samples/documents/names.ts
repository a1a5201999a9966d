/** Names and versions that several papers and records share, all of them invented. */
export const EVIDENCE_SERVICE = 'TriSeal 三方存证服务（演示）';
export const IDENTITY_PROVIDER = '示例身份核验服务';
export const CARD_NETWORK = '示例银行卡核验通道';
export const OPERATOR = '示例通信运营商';
export const CREDIT_BUREAU = '示例征信机构';
export const SERVICE_PLATFORM = '示例电子送达平台';
export const ARBITRATION_RULES = '申请仲裁时现行有效的仲裁规则';
export const CONTRACT_TEMPLATE = 'GRXFJK-2024-03';
export const PAGE_VERSION = 'prompt-page 2024.08.2';

export const contractNumber = (loan: string) => `HT-${loan}`;
export const sessionId = (loan: string) => `SESSION-${loan}-SIGN`;

const CHANNELS: Readonly<Record<string, string>> = {
  email: '电子邮件',
  sms: '短信',
  call: '电话',
  post: '邮寄',
};

export function channelName(channel: string): string {
  return CHANNELS[channel] ?? channel;
}
