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

/** Names that i18next reads as its own among the values of a sentence. */
const OWN = ['context', 'defaultValue', 'interpolation', 'lng', 'ns', 'ordinal', 'postProcess', 'replace', 'returnObjects'];
/** What i18next would look for instead, where a sentence is said of a number. */
const PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other'];

/** A sentence in pieces: words at even places, names of values at odd ones; null where only i18next knows what it says. */
type Pieces = readonly string[] | null;
const taken: Record<Locale, Map<string, Pieces>> = { vi: new Map(), en: new Map() };

function piecesOf(locale: Locale, key: string): Pieces {
  const text: unknown = key.includes(':') ? null : instance.getResource(locale, 'translation', key);
  if (typeof text !== 'string' || text === '' || text.includes('$t(')) return null;
  if (PLURALS.some((form) => instance.getResource(locale, 'translation', `${key}_${form}`) !== undefined)) return null;
  const pieces = text.split(/\{\{\s*(\w+)\s*\}\}/);
  return pieces.some((piece, at) => at % 2 === 0 && piece.includes('{{')) ? null : pieces;
}

/** The sentence put together, as i18next would; null where it has to be asked. */
function sayPlainly(locale: Locale, key: string, values: Record<string, string | number> | undefined): string | null {
  let pieces = taken[locale].get(key);
  if (pieces === undefined) {
    pieces = piecesOf(locale, key);
    // What is no sentence is not kept: anything may be asked for.
    if (pieces) taken[locale].set(key, pieces);
  }
  if (!pieces || (values && OWN.some((name) => name in values))) return null;
  let said = pieces[0]!;
  for (let at = 1; at < pieces.length; at += 2) {
    const value = values?.[pieces[at]!];
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    said += value + pieces[at + 1]!;
  }
  return said;
}

/** A page says hundreds of sentences, nearly all of them plain: those are put together here, which takes a tenth of i18next's time. */
const says = (locale: Locale): Say => {
  const asked = fixed[locale] as unknown as Say;
  return (key, values) => sayPlainly(locale, key, values) ?? asked(key, values);
};
const saying: Record<Locale, Say> = { vi: says('vi'), en: says('en') };

export const sayIn = (locale: Locale): Say => saying[locale];

/** The list of strings at `key`, such as the quick suggestions of the start page. */
export function listIn(locale: Locale, key: string): string[] {
  const value = fixed[locale](key, { returnObjects: true }) as unknown;
  return Array.isArray(value) ? value.map(String) : [];
}

const leaves = (tree: unknown, path: readonly string[] = []): string[] =>
  tree !== null && typeof tree === 'object' ? Object.entries(tree).flatMap(([name, below]) => leaves(below, [...path, name])) : [path.join('.')];

/** The keys of all sentences beneath `key`, from there on. */
export const keysBelow = (key: string): string[] => leaves(instance.getResource('vi', 'translation', key) ?? {});

/** A sentence in the place of the one in locales/. */
export interface Wording {
  locale: Locale;
  key: string;
  text: string;
}

const sentenceAt = (locale: Locale, key: string): string => String(instance.getResource(locale, 'translation', key) ?? '');
/** Originals of the sentences that are worded otherwise now, by "<locale> <key>". */
const originals = new Map<string, Wording>();

/** A sentence as locales/ has it, with its placeholders. */
export const originalIn = (locale: Locale, key: string): string => originals.get(`${locale} ${key}`)?.text ?? sentenceAt(locale, key);

/** Words these sentences so, and all others as in locales/, for the whole process. What they name has been checked. */
export function wordAs(own: readonly Wording[]): void {
  for (const locale of LOCALES) taken[locale].clear();
  for (const { locale, key, text } of originals.values()) instance.addResource(locale, 'translation', key, text);
  originals.clear();
  for (const { locale, key, text } of own) {
    originals.set(`${locale} ${key}`, { locale, key, text: sentenceAt(locale, key) });
    instance.addResource(locale, 'translation', key, text);
  }
}
