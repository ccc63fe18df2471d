import { fold } from './fold.ts';

/** What is personal in a text, by its form alone: names and addresses have none. */
export const PERSONAL_KINDS = ['email', 'phone', 'idNumber', 'bankNumber', 'number'] as const;
export type PersonalKind = (typeof PERSONAL_KINDS)[number];

export interface PersonalPlace {
  kind: PersonalKind;
  /** UTF-16 units, the end not included. */
  from: number;
  to: number;
}

const EMAIL = /[\p{L}\p{N}._%+-]+\s?@\s?[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
/** Passports: a letter and 7 or 8 digits. */
const PASSPORT = /(?<![\p{L}\p{N}])[A-Z]\d{7,8}(?![\p{L}\p{N}])/giu;
/** Digits with a sign or two between: how numbers are typed to be read, or to pass by a filter. */
const DIGITS = /(?:\+\s?)?\(?\d(?:(?:[ .,_/()–—·*-]| ?[.·*–—-] ?|\) )?\d){8,24}/g;
/** Codes of dossiers, agencies and procedures: public, and what an answer turns on. */
const CODE =
  /(?<![\p{L}\p{N}.])(?:\d{3}\.\d{2}\.\d{2}\.)?[A-Z]\d{2}(?:\.\d{1,3}){0,3}\s*[-–—]\s*\d{6}\s*[-–—]\s*\d{4,6}(?!\d)|(?<![\d.-])[1-3]\.\d{6}(?![.-]?\d)/giu;
const DAY = '(?:0?[1-9]|[12]\\d|3[01])';
const MONTH = '(?:0?[1-9]|1[0-2])';
const YEAR = '(?:19|20)\\d\\d';
const DATE = new RegExp(`(?<![\\d.-])(?:${DAY}\\s?[./-]\\s?${MONTH}\\s?[./-]\\s?${YEAR}|${YEAR}[./-]${MONTH}[./-]${DAY})(?![./-]?\\d)`, 'g');
/**
 * Vietnamese thousands: 1.200.000.000. An identity number begins such a group only when it is called one. With blanks between ("284 348 211")
 * people write numbers of themselves rather than amounts: only what is said to be money is.
 */
const MONEY = /^[1-9]\d{0,2}(?:([., ])\d{3})(?:\1\d{3})+$/;
const CALLED_A_NUMBER = /(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh|stk|tai khoan|the|so)[\s:la]{0,6}$/;
const CURRENCY = /^\s?(?:dong|d\b|vnd|usd|ty|ti|trieu|m2|m²)/;

/** Full-width and other digits as the plain ones; the text keeps its length. */
const plainDigits = (text: string): string =>
  text
    .replace(/[\uff10-\uff19]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xff10 + 0x30))
    .replaceAll('\uff0b', '+')
    .replaceAll('\u00a0', ' ');

/** By the check digit that payment cards have (Luhn). */
function isCard(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at++) {
    const digit = Number(digits[digits.length - 1 - at]);
    sum += at % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return digits.length >= 13 && digits.length <= 19 && sum % 10 === 0;
}

function kindOf(written: string): PersonalKind {
  const digits = written.replace(/\D/g, '');
  if (/^(?:0\d{9,10}|84\d{9,10}|0084\d{9})$/.test(digits)) return 'phone';
  if (isCard(digits)) return 'bankNumber';
  if (digits.length === 12 || digits.length === 9) return 'idNumber';
  return digits.length >= 13 ? 'bankNumber' : 'number';
}

/**
 * Identity numbers, telephone numbers, e-mail addresses, bank cards and other long numbers, in order and apart from each other. Dossier and
 * procedure codes, dates and amounts of money are none. In doubt a number of nine digits or more is personal.
 */
export function findPersonal(text: string): PersonalPlace[] {
  const plain = plainDigits(text);
  // Folding keeps the length of composed text; what is not composed is read as it is.
  const folded = fold(plain).length === plain.length ? fold(plain) : plain;
  const taken: { from: number; to: number }[] = [];
  const found: PersonalPlace[] = [];
  const free = (from: number, to: number) => !taken.some((place) => from < place.to && to > place.from);
  const take = (kind: PersonalKind | null, from: number, to: number) => {
    if (!free(from, to)) return;
    taken.push({ from, to });
    if (kind) found.push({ kind, from, to });
  };
  for (const match of plain.matchAll(EMAIL)) take('email', match.index, match.index + match[0].length);
  for (const match of plain.matchAll(CODE)) take(null, match.index, match.index + match[0].length);
  for (const match of plain.matchAll(PASSPORT)) take('idNumber', match.index, match.index + match[0].length);
  for (const match of plain.matchAll(DATE)) take(null, match.index, match.index + match[0].length);
  // What is between the places already taken.
  const edges = [...taken].sort((a, b) => a.from - b.from);
  let start = 0;
  for (const { from, to } of [...edges, { from: plain.length, to: plain.length }]) {
    for (const match of plain.slice(start, from).matchAll(DIGITS)) {
      const at = start + match.index;
      const said = CURRENCY.test(folded.slice(at + match[0].length));
      const money = MONEY.test(match[0]) && (said || (!match[0].includes(' ') && !CALLED_A_NUMBER.test(folded.slice(0, at))));
      if (!money) take(kindOf(match[0]), at, at + match[0].length);
    }
    start = Math.max(start, to);
  }
  return found.sort((a, b) => a.from - b.from);
}
