import { dayOf } from '#src/text/formats.ts';

/**
 * Forms of dossier codes that are in use, as data: Decree 309/2026 announces another, which will be a line here and a code of the
 * agency. `organisation` is the agency's code: `000.00.12.H02` (QCVN 102:2016/BTTTT; TT 01/2018/TT-VPCP Đ19) or its level 1 first,
 * `H26.1` (QĐ 20/2020/QĐ-TTg). A serial of the day follows the date; 4 digits are issued, up to 6 are seen.
 */
export const CODE_FORMATS = {
  qcvn102: { organisation: String.raw`\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}`, serialDigits: 4 },
  qd20: { organisation: String.raw`[A-Z]\d{2}(?:\.\d{1,3}){0,3}`, serialDigits: 4 },
} as const;
export type CodeScheme = keyof typeof CODE_FORMATS;

const ORGANISATION = Object.values(CODE_FORMATS)
  .map(({ organisation }) => organisation)
  .join('|');
const CODE = new RegExp(String.raw`(?<![A-Z0-9.])(${ORGANISATION})\s*-\s*(\d{2})(\d{2})(\d{2})\s*-\s*(\d{4,6})(?!\d)`);

/** The letter O among digits as a zero. */
const zeros = (text: string): string => text.replace(/(?<=[\d.-]O*)O|O(?=O*[\d.])/g, '0');

/** Without the spaces around the dots of a code; a dot after a word ends a sentence. */
const joined = (text: string): string => text.replace(/(?<=\d)\s*\.\s*(?=[A-Z0-9])/g, '.');

const DASH = /[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]/g;

/** The first dossier code anywhere in a text, normalised (upper case, plain dashes, no spaces); null when there is none. */
export function findDossierCode(text: string): string | null {
  if (text.search(DASH) < 0) return null;
  const plain = text.normalize('NFC').toUpperCase().replace(DASH, '-');
  const match = CODE.exec(joined(plain)) ?? CODE.exec(joined(zeros(plain)));
  if (!match) return null;
  const [, organisation, year, month, day, serial] = match;
  const date = new Date(`20${year}-${month}-${day}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) && Number(year) >= 16;
  return real ? `${organisation}-${year}${month}${day}-${serial}` : null;
}

/** Whether an agency's code is of a known scheme. */
export const codeSchemeOf = (organisation: string): CodeScheme | null =>
  (Object.keys(CODE_FORMATS) as CodeScheme[]).find((scheme) => new RegExp(`^(?:${CODE_FORMATS[scheme].organisation})$`).test(organisation)) ?? null;

/** The code of the `serial`-th dossier that an agency receives on the Vietnamese day of `receivedAt`. Throws a RangeError for an unknown scheme. */
export function formatDossierCode(organisation: string, receivedAt: Date, serial: number): string {
  const scheme = codeSchemeOf(organisation);
  if (scheme === null) throw new RangeError('organisation code of no known scheme');
  const day = dayOf(receivedAt).slice(2).replaceAll('-', '');
  return `${organisation}-${day}-${String(serial).padStart(CODE_FORMATS[scheme].serialDigits, '0')}`;
}
