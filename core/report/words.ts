/** Words that more than one section says. */
import type { Text, Tone } from '../document/block.ts';
import type { Party } from '../party.ts';
import type { Group, Outcome, ReportTime } from '../verify/report.ts';
import type { EndReason } from '../verify/trust.ts';

export const both = (zh: string, en: string): Text => ({ zh, en });

export const GROUP_WORDS: Readonly<Record<Group, Text>> = {
  integrity: both('完整未改', 'Integrity'),
  origin: both('来源', 'Origin'),
  time: both('时间', 'Time'),
  completeness: both('齐全', 'Completeness'),
  legal: both('法律核对清单', 'Legal check list'),
};

export const OUTCOME_WORDS: Readonly<Record<Outcome, Text>> = {
  passed: both('通过', 'passed'),
  failed: both('未通过', 'FAILED'),
  'not-checked': both('未核验', 'not checked'),
};

export const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  passed: 'good',
  failed: 'bad',
  'not-checked': 'open',
};

export const PARTY_WORDS: Readonly<Record<Party, Text>> = {
  bank: both('银行', 'bank'),
  user: both('用户方', 'user side'),
  commission: both('仲裁委员会', 'arbitration commission'),
};

export const TIME_SOURCES: Readonly<Record<ReportTime['source'], Text>> = {
  claimed: both('自述', 'claimed'),
  system: both('系统时钟', "a system's clock"),
  log: both('日志时钟', "the log's clock"),
  witness: both('见证方时钟', "a witness's clock"),
  chain: both('区块时间', "a block's time"),
  tsa: both('时间戳机构', 'time-stamping authority'),
};

export const EVENT_SOURCES: Readonly<Record<string, Text>> = {
  claimed: both('提交人自述', 'claimed'),
  system: both('系统', 'system'),
  device: both('用户设备', 'device'),
  'third-party': both('第三方', 'third party'),
};

/** Why a key ended. */
export const END_WORDS: Readonly<Record<EndReason, Text>> = {
  unspecified: both('未说明', 'unspecified'),
  superseded: both('已更换', 'superseded'),
  'key-compromise': both('密钥泄露', 'key compromised'),
  'cessation-of-operation': both('停止使用', 'ceased operation'),
  'affiliation-changed': both('隶属变更', 'affiliation changed'),
  'privilege-withdrawn': both('权限撤回', 'privilege withdrawn'),
};
