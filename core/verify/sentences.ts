/** From a code and its facts to the sentence that a person reads. */
import type { Facts } from '../error.ts';
import { DOCUMENT_TYPES } from '../evidence/document-types.ts';
import type { ValueSpec } from '../evidence/field-spec.ts';
import { type CheckCode, sentenceTemplate } from './codes.ts';
import type { Text } from './report.ts';

/** Facts that are words of ours, in Chinese. */
const WORDS: Readonly<Record<string, string>> = {
  bank: '银行',
  user: '用户',
  commission: '仲裁委员会',
  filer: '提交方自有系统',
  service: '代签服务',
  logged: '已入日志',
  witnessed: '已见证',
  sealed: '已上链封存',
  lender: '贷款人',
  borrower: '借款人',
  principal: '本金',
  interest: '利息',
  default_interest: '罚息',
  fees: '费用',
  kyc: '身份核验',
  liveness: '活体与人脸比对',
  'consent-text': '同意文本',
  'rendered-page': '页面呈现',
  contract: '所签合同',
  transaction: '交易',
  'transaction receipt': '交易回执',
  'chain id': '链标识',
  'block hash': '区块哈希',
  'block number': '区块高度',
  'block time': '区块时间',
};

/** Values of closed lists, by what their document types call them. */
const VALUES: ReadonlyMap<string, string> = new Map(
  DOCUMENT_TYPES.flatMap(({ fields }) => Object.values(fields).flatMap(valueLabels)),
);

function valueLabels(spec: ValueSpec): [string, string][] {
  if (spec.type === 'enum') return Object.entries(spec.values).map(([value, { zh }]) => [value, zh]);
  return spec.type === 'list' ? valueLabels(spec.items) : [];
}

const inChinese = (word: string) => (Object.hasOwn(WORDS, word) ? WORDS[word]! : (VALUES.get(word) ?? word));

/** Fills the code's sentence. A fact that is not there shows as a dash, so a sentence never breaks off. */
export function sentenceOf(code: CheckCode, subject: string, facts: Facts): Text {
  return fillText(sentenceTemplate(code), subject, facts);
}

/** Replaces `{name}` by the fact of that name, in both languages. */
export function fillText(template: Text, subject: string, facts: Facts): Text {
  return {
    en: fill(template.en, subject, facts, (word) => word),
    zh: fill(template.zh, subject, facts, inChinese),
  };
}

function fill(template: string, subject: string, facts: Facts, word: (text: string) => string): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'subject' ? subject : Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (value === undefined || value === null || value === '') return '—';
    const words = typeof value === 'object' ? value : [String(value)];
    return words.length === 0 ? '—' : words.map(word).join(', ');
  });
}
