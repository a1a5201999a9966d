/** What a report's page says beside the report's own sentences. */
import { GROUP_WORDS } from '../../core/report/words.ts';
import type { Text } from '../../core/verify/report.ts';

export const WORDS = {
  ...GROUP_WORDS,
  passed: { en: 'passed', zh: '通过' },
  failed: { en: 'failed', zh: '未通过' },
  'not-checked': { en: 'not checked', zh: '未核验' },
  package: { en: 'Evidence package', zh: '证据包' },
  receipt: { en: 'Receipt', zh: '存证凭证' },
  'tlog-proof': { en: 'Proof of logging', zh: '日志证明' },
  loan: { en: 'Loan', zh: '贷款编号' },
  log: { en: 'Log', zh: '日志' },
  items: { en: 'Items', zh: '存证项数' },
  size: { en: 'Entries in the log', zh: '日志条目数' },
  digest: { en: 'SHA-256 of the file', zh: '文件 SHA-256' },
  verdicts: { en: 'Five verdicts', zh: '五项结论' },
  notProven: { en: 'What this does not prove', zh: '本核验不证明的事项' },
  checks: { en: 'checks', zh: '项核验' },
  compared: { en: 'What was compared', zh: '比对的事实' },
  basis: { en: 'Basis', zh: '依据' },
  code: { en: 'Code', zh: '代码' },
  file: { en: 'File', zh: '文件' },
  files: { en: 'Files', zh: '文件' },
  rows: { en: 'further rows are not shown', zh: '行未显示' },
  more: { en: 'further findings are not shown', zh: '项其他发现未显示' },
  times: { en: 'Times and their sources', zh: '时间及其来源' },
  what: { en: 'What', zh: '事项' },
  utc: { en: 'UTC', zh: 'UTC' },
  china: { en: 'UTC+8 (China)', zh: 'UTC+8（北京时间）' },
  source: { en: 'Source', zh: '来源' },
  whose: { en: 'Whose clock', zh: '谁的时钟' },
  proof: { en: 'Signature', zh: '签名' },
  signed: { en: 'verified', zh: '已核验' },
  unsigned: { en: 'none', zh: '无' },
  verifier: { en: 'Verified by', zh: '核验程序' },
} as const satisfies Readonly<Record<string, Text>>;

/** Clocks that are no log and nobody's key. */
export const CLOCKS: Readonly<Record<string, Text>> = {
  chain: { en: 'the chain', zh: '区块链' },
  service: { en: 'the service', zh: '存证服务' },
};

/** Sources of time as the report names them. */
export const SOURCES: Readonly<Record<string, Text>> = {
  claimed: { en: 'claimed by the filer', zh: '提交者自述' },
  system: { en: 'system clock', zh: '系统时钟' },
  log: { en: 'log', zh: '日志' },
  witness: { en: 'witness', zh: '见证方' },
  chain: { en: 'chain', zh: '区块链' },
  tsa: { en: 'time-stamping authority', zh: '可信时间戳机构' },
};
