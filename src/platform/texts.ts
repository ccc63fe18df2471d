import { readFileSync } from 'node:fs';
import i18next, { type TFunction } from 'i18next';

export const LOCALES = ['vi', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Fills the sentence `key` of locales/<locale>.json. Markup is never escaped here: that is the business of whoever renders. */
export type Say = (key: string, values?: Record<string, string | number>) => string;

const read = (locale: Locale) => JSON.parse(readFileSync(new URL(`../../locales/${locale}.json`, import.meta.url), 'utf8'));

const instance = i18next.createInstance();
void instance.init({
  initAsync: false,
  lng: 'vi',
  fallbackLng: 'vi',
  resources: { vi: { translation: read('vi') }, en: { translation: read('en') } },
  interpolation: { escapeValue: false },
  showSupportNotice: false,
  returnNull: false,
} as never);

const fixed: Record<Locale, TFunction> = { vi: instance.getFixedT('vi'), en: instance.getFixedT('en') };

export const sayIn = (locale: Locale): Say => fixed[locale] as unknown as Say;

/** The list of strings at `key`, such as the quick suggestions of the start page. */
export function listIn(locale: Locale, key: string): string[] {
  const value = fixed[locale](key, { returnObjects: true }) as unknown;
  return Array.isArray(value) ? value.map(String) : [];
}
