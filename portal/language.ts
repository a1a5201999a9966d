/** The two languages of every page. */
import type { Text } from '../core/verify/report.ts';

export type Language = keyof Text;

export function preferredLanguage(wanted: readonly string[]): Language {
  const first = wanted.find((tag) => /^(zh|en)\b/i.test(tag));
  return first === undefined || /^en/i.test(first) ? 'en' : 'zh';
}

/** For the `lang` attribute: screen readers choose the voice by it. */
export const LANGUAGE_TAG: Record<Language, string> = { en: 'en', zh: 'zh-CN' };

/** Between a name and what it says. */
export const COLON: Record<Language, string> = { en: ': ', zh: '：' };
