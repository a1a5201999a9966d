/** Where a check's rule stands, in the reader's language: checks name it in English, as `Civil Code article 670; docs/spec/checks.md section 3`. */
import type { Language } from '../language.ts';

const LAWS: Readonly<Record<string, string>> = {
  'Arbitration Law': '《仲裁法》',
  'Civil Code': '《民法典》',
  'E-Signature Law': '《电子签名法》',
  'Civil Evidence Provisions': '《关于民事诉讼证据的若干规定》',
  'Enforcement Provisions': '《关于人民法院办理仲裁裁决执行案件若干问题的规定》',
  'Internet Courts Provisions': '《关于互联网法院审理案件若干问题的规定》',
  'Online Litigation Rules': '《人民法院在线诉讼规则》',
  'SPC Interpretation on the General Part of Contracts': '《关于适用民法典合同编通则若干问题的解释》',
};

const ARTICLES = /^(.+?)(?: \(?(\d{4})\)?)? articles? (.+)$/;
const PARTS = /^(.+?) (sections?|appendices|appendix) (.+)$/;
const OWN = /^docs\/spec\/([\w.-]+)/;

export function basisText(spec: string, language: Language): string {
  const places = spec.split('; ').map((one) => one.replace(OWN, OWN_NAME[language]));
  return language === 'en' ? places.join('; ') : places.map(inChinese).join('；');
}

const OWN_NAME: Readonly<Record<Language, string>> = {
  en: 'TriSeal specification, $1',
  zh: 'TriSeal 规范 $1',
};

function inChinese(place: string): string {
  const [, law = '', year, articles = ''] = ARTICLES.exec(place) ?? [];
  const title = LAWS[law];
  if (title !== undefined)
    return `${title}${year === undefined ? '' : `（${year}）`}第 ${listed(articles)} 条`;
  const [, document, kind = '', parts = ''] = PARTS.exec(place) ?? [];
  if (document === undefined) return listed(place);
  const where = kind.startsWith('append') ? `附录 ${listed(parts)}` : `第 ${listed(parts)} 节`;
  return `${listed(document)} ${where}`;
}

const listed = (text: string): string => text.replace(/,? and |, /g, '、').replace(/ to /g, ' 至 ');
