import { splitList } from '#src/platform/sheets/cells.ts';
import { readNumber } from '#src/platform/sheets/numbers.ts';
import type { ProcedureContent } from '../content.ts';
import { readChoice } from './choices.ts';

/**
 * Column names of the national portal's export. The first three are known; the others are assumed, as no exported file
 * was at hand: a column that is called otherwise is reported as unknown, never guessed.
 */
export const PORTAL_COLUMNS = {
  known: ['ma_tthc', 'ten_tthc', 'cap_thuc_hien'],
  assumed: [
    'linh_vuc',
    'co_quan_thuc_hien',
    'thoi_han',
    'phi_le_phi',
    'thanh_phan_ho_so',
    'trinh_tu',
    'can_cu_phap_ly',
    'doi_tuong',
    'ket_qua',
    'so_quyet_dinh',
  ],
} as const;
export type PortalColumn = (typeof PORTAL_COLUMNS)[keyof typeof PORTAL_COLUMNS][number];
export const PORTAL_NAMES: readonly string[] = [...PORTAL_COLUMNS.known, ...PORTAL_COLUMNS.assumed];

/** The texts of one row. The portal's silence on something takes nothing away from what we know: an empty cell is not here. */
export type PortalRow = Partial<Record<PortalColumn, string>>;

type Given = [string, unknown][];
export interface PortalReading {
  given: Given;
  /** The published field, to find our group of fields by. */
  field?: string;
  /** A level that is none of ours, as written. */
  unknownLevel?: string;
}

/** "5 ngày làm việc" as a number with its unit; any other text stays text alone: no unit is guessed. */
export function portalTerm(text: string): { text: string; value?: number; unit?: string; basis: 'portal' } {
  const parts = /^\s*(\d[\d.,]*)\s+(\D+?)\s*\.?\s*$/.exec(text);
  const unit = parts && readChoice('unit', parts[2]!, []);
  const number = parts && readNumber(parts[1]!);
  return { text, ...(unit && number && 'value' in number && number.value > 0 ? { value: number.value, unit } : {}), basis: 'portal' };
}

/** A zero of the national database is not "free" (decision 6): with the flag it is never shown as such. */
const isZero = (text: string, zeroWords: readonly string[]) =>
  /^\s*0(\s|đ|$)/i.test(text) || zeroWords.includes(text.trim().toLowerCase().replace(/\.$/, ''));

/** Names of papers, one a line. A name that is in force keeps its numbers and form, of which this column says nothing. */
function papers(text: string, current: ProcedureContent | undefined): unknown[] {
  const names = splitList(text);
  const known = current?.documents ?? [];
  return known.length === names.length && names.every((name) => known.some((paper) => paper.name === name))
    ? known
    : names.map((name) => known.find((paper) => paper.name === name) ?? { name });
}

/**
 * What a row of the portal says in our fields. The portal tells of today: where the procedure in force is one of the abolished
 * district level, its values become `levelNow`, `termNow`, `feeNow` and `agencyNow`, and what was published then stays.
 */
export function readPortalRow(row: PortalRow, current: ProcedureContent | undefined, zeroWords: readonly string[]): PortalReading {
  const given: Given = [];
  const set = (column: PortalColumn, make: (text: string) => Given) => {
    const text = row[column];
    if (text !== undefined) given.push(...make(text));
  };
  const now = current?.level === 'district' ? 'Now' : '';
  const levels = (row.cap_thuc_hien ?? '').split(/[\n;,]/).flatMap((part) => (part.trim() === '' ? [] : [part]));
  const read = levels.map((text) => ({ text, level: readChoice('level', text, []) }));
  const unknown = read.find(({ level }) => level === undefined)?.text;
  const today = (['commune', 'province'] as const).find((level) => read.some((entry) => entry.level === level));

  set('ten_tthc', (text) => [['name', text]]);
  if (read.length > 0 && unknown === undefined) {
    if (today) given.push(['levelNow', today]);
    if (!current) given.push(['level', today ?? 'district'], ['levels', read.length > 1 ? read.map(({ level }) => level) : []]);
  }
  set('linh_vuc', (text) => [['field', text]]);
  set('co_quan_thuc_hien', (text) => [[`agency${now}`, text]]);
  set('thoi_han', (text) => [[`term${now}`, portalTerm(text)]]);
  set('phi_le_phi', (text) => [[`fee${now}`, { text, flag: isZero(text, zeroWords) ? 'portal-zero' : 'published' }]]);
  set('thanh_phan_ho_so', (text) => [['documents', papers(text, current)]]);
  set('trinh_tu', (text) => [['steps', splitList(text)]]);
  set('can_cu_phap_ly', (text) => [['legalBasis', splitList(text)]]);
  set('doi_tuong', (text) => [['applicants', text]]);
  set('ket_qua', (text) => [['results', splitList(text)]]);
  set('so_quyet_dinh', (text) => [['decision', text]]);
  return { given, ...(row.linh_vuc === undefined ? {} : { field: row.linh_vuc }), ...(unknown === undefined ? {} : { unknownLevel: unknown }) };
}
