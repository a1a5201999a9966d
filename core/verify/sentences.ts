/** From a code and its facts to the sentence that a person reads. */
import type { Facts } from '../error.ts';
import { DOCUMENT_TYPES } from '../evidence/document-types.ts';
import type { ValueSpec } from '../evidence/field-spec.ts';
import { type CheckCode, sentenceTemplate } from './codes.ts';
import { LIST_COMMA, type Text } from './report.ts';

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

const inChinese = (word: string): string => {
  if (Object.hasOwn(WORDS, word)) return WORDS[word]!;
  // A party and its address, as the chain's confirmations name them.
  const [party = '', address] = word.split(' 0x', 2);
  if (address !== undefined && Object.hasOwn(WORDS, party)) return `${WORDS[party]!} 0x${address}`;
  return VALUES.get(word) ?? word;
};

/** Fills the code's sentence. A fact that is not there shows as a dash, so a sentence never breaks off. */
export function sentenceOf(code: CheckCode, subject: string, facts: Facts): Text {
  return fillText(sentenceTemplate(code), subject, facts);
}

/**
 * Fills a sentence in a small part of ICU MessageFormat: `{name}` stands for a fact, `{name, plural, =0 {none} =1 {one} other {# items}}` for words that go
 * with its number, where `#` is the number and `other` closes the list. What stands in such words may itself name facts, but not their numbers again.
 */
export function fillText(template: Text, subject: string, facts: Facts): Text {
  return {
    en: fill(template.en, subject, facts, { word: (word) => word, comma: LIST_COMMA.en }),
    zh: fill(template.zh, subject, facts, { word: inChinese, comma: LIST_COMMA.zh }),
  };
}

interface Tongue {
  readonly word: (text: string) => string;
  /** Between the values of a list. */
  readonly comma: string;
}

const PLURAL = /\{(\w+), plural,((?: (?:=\d+|other) \{(?:[^{}]|\{\w+\})*\})+)\}/g;
const CHOICE = /(=\d+|other) \{((?:[^{}]|\{\w+\})*)\}/g;

function fill(template: string, subject: string, facts: Facts, { word, comma }: Tongue): string {
  const chosen = template.includes(', plural,')
    ? template.replace(PLURAL, (_, name: string, choices: string) => choose(choices, facts[name]))
    : template;
  return chosen.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === 'subject' ? subject : Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (value === undefined || value === null || value === '') return '—';
    const words = typeof value === 'object' ? value : [String(value)];
    return words.length === 0 ? '—' : words.map(word).join(comma);
  });
}

function choose(choices: string, value: Facts[string] | undefined): string {
  // Nothing but a number: the words are looked through for facts once more.
  const number = typeof value === 'number' ? String(value) : '—';
  for (const [, when, words] of choices.matchAll(CHOICE)) {
    if (when === `=${number}` || when === 'other') return words!.replaceAll('#', number);
  }
  return '';
}
