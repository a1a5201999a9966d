/** Chinese or English by the browser, switchable, remembered. */
import { createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { LANGUAGE_TAG, type Language, preferredLanguage } from '../language.ts';
import { en } from './locales/en/index.ts';
import { zh } from './locales/zh/index.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

const KEPT = 'triseal.language';

function remembered(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept === 'zh' || kept === 'en' ? kept : undefined;
  } catch {
    // Storage may be forbidden; the browser's languages decide then.
    return undefined;
  }
}

export const i18n = createInstance();

export async function startI18n(): Promise<void> {
  await i18n.use(initReactI18next).init({
    lng: remembered() ?? preferredLanguage(navigator.languages),
    resources: { en: { translation: en }, zh: { translation: zh } },
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = LANGUAGE_TAG[language()];
}

export function language(): Language {
  return i18n.language === 'zh' ? 'zh' : 'en';
}

export async function chooseLanguage(next: Language): Promise<void> {
  await i18n.changeLanguage(next);
  document.documentElement.lang = LANGUAGE_TAG[next];
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // Not remembered, then.
  }
}
