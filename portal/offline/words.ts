/** The offline page's own words. */
import type { Text } from '../../core/verify/report.ts';

export const PAGE = {
  title: { en: 'Verify evidence', zh: '核验证据' },
  intro: {
    en: 'Verify evidence packages, receipts and proofs here, on this machine. Nothing is uploaded: this page has no way to reach a network.',
    zh: '在本机核验证据包、存证凭证和日志证明。不上传任何内容：本页面无法访问网络。',
  },
  drop: { en: 'Drop files here, or', zh: '将文件拖放到此处，或' },
  choose: { en: 'Choose files', zh: '选择文件' },
  takes: {
    en: 'Packages (.zip), receipts (.json) with the documents they are about, and .tlog-proof files with their log entry. Many at once are fine.',
    zh: '证据包（.zip）、凭证（.json）及其所涉文件、.tlog-proof 及其日志条目；可一次选择多个。',
  },
  trust: { en: 'Trust data of your own', zh: '自备信任数据' },
  trustWhy: {
    en: 'A package brings a copy of the keys and certificates along. For full certainty take trust.json from the party that you trust, and give it here.',
    zh: '证据包自带密钥与证书副本。为求确实，请从您信任的一方取得 trust.json 并在此提供。',
  },
  trustChoose: { en: 'Choose trust.json', zh: '选择 trust.json' },
  trustNone: { en: 'None given: the copy in the package is used.', zh: '未提供：使用证据包内的副本。' },
  trustGiven: { en: 'Given: {name}', zh: '已提供：{name}' },
  trustRemove: { en: 'Use the copy in the package again', zh: '改用证据包内的副本' },
  results: { en: 'Results', zh: '核验结果' },
  file: { en: 'File', zh: '文件' },
  state: { en: 'State', zh: '状态' },
  waiting: { en: 'waiting', zh: '等待中' },
  running: { en: 'verifying: {done} of {total} checks', zh: '核验中：第 {done} 项，共 {total} 项' },
  cancelled: { en: 'cancelled', zh: '已取消' },
  broken: { en: 'could not be verified: {why}', zh: '无法核验：{why}' },
  cancel: { en: 'Cancel', zh: '取消' },
  done: { en: 'done', zh: '完成' },
  open: { en: 'Show the report', zh: '查看报告' },
  nothing: {
    en: 'None of these files is a package, a receipt or a proof: {names}',
    zh: '这些文件中没有证据包、凭证或证明：{names}',
  },
  print: { en: 'Print', zh: '打印' },
  save: { en: 'Save the report (JSON)', zh: '保存报告（JSON）' },
  saveTable: { en: 'Save the table (CSV)', zh: '保存表格（CSV）' },
  about: {
    en: 'Verifier {version}. This file checks itself by nothing: compare its SHA-256 with the one that the report in the package and the parties state.',
    zh: '核验程序 {version}。本文件无法自证：请将其 SHA-256 与证据包报告及三方公布的数值比对。',
  },
} as const satisfies Readonly<Record<string, Text>>;

export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
