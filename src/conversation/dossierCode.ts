/**
 * Dossier codes in both orders that are in use: `000.00.12.H02-260512-0001` (TT 01/2018/TT-VPCP Đ19) and the organisation's
 * level 1 first, `H26.1-260930-0012` (QĐ 20/2020/QĐ-TTg). Serials have 4 to 6 digits.
 */
const CODE = /(?<![A-Z0-9.])((?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})|(?:[A-Z]\d{2}(?:\.\d{1,3}){0,3}))\s*-\s*(\d{2})(\d{2})(\d{2})\s*-\s*(\d{4,6})(?!\d)/;

/** The letter O among digits as a zero. */
const zeros = (text: string): string => text.replace(/(?<=[\d.-]O*)O|O(?=O*[\d.])/g, '0');

/** Without the spaces around the dots of a code; a dot after a word ends a sentence. */
const joined = (text: string): string => text.replace(/(?<=\d)\s*\.\s*(?=[A-Z0-9])/g, '.');

/** The first dossier code anywhere in a text, normalised (upper case, plain dashes, no spaces); null when there is none. */
export function findDossierCode(text: string): string | null {
  const plain = text
    .normalize('NFC')
    .toUpperCase()
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]/g, '-');
  const match = CODE.exec(joined(plain)) ?? CODE.exec(joined(zeros(plain)));
  if (!match) return null;
  const [, organisation, year, month, day, serial] = match;
  const date = new Date(`20${year}-${month}-${day}T00:00:00Z`);
  const real = !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day) && Number(year) >= 16;
  return real ? `${organisation}-${year}${month}${day}-${serial}` : null;
}
