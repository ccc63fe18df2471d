import { AGENCY_KINDS, type Agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Cell, isBlank, type Table, textOf } from '#src/platform/sheets/cells.ts';
import { csvRows, decodeCsv } from '#src/platform/sheets/csv.ts';
import { readMoment } from '#src/platform/sheets/moments.ts';
import { formatXlsx, parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { LOCALES, type Say, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { dayOf, formatIsoDate } from '#src/text/formats.ts';
import { typedOf, WEEK } from './agencyFields.ts';
import { ROW_LISTS, ROWS, type RowList, rowAt, rowsOf, rowsTyped, type TypedFields } from './rows.ts';
import type { Names } from './summary.ts';

/** Columns of the first sheet: an entry's id, then the fields of its form. */
const COLUMNS = [
  'id',
  'name',
  'kind',
  'partOf',
  'unit',
  'address',
  'map',
  'phone',
  'hotline',
  'email',
  'website',
  'feedback',
  'note',
  ...WEEK.map((day) => `hours.${day}`),
  'codes',
  'validFrom',
  'validTo',
  'demonstration',
];
const DATES = new Set(['validFrom', 'validTo', 'from', 'to']);
/** Without these a sheet is another one. */
const MARKS = { entries: ['name', 'kind'], specialDays: ['id', 'from', 'reason'], receptionDays: ['id', 'by', 'when'], counters: ['id', 'fields'] };
type Sheet = keyof typeof MARKS;
/** Rows in which headings are looked for. */
const LOOKED = 15;
/** A commune has some tens of agencies and units: more rows than this are another file. */
const MOST_ROWS = 500;

export const columnLabel = (name: string, say: Say): string => {
  if (name === 'id') return say('directoryPage.book.id');
  return name.startsWith('hours.') ? say(`day.${name.slice(-1)}`) : say(`directoryPage.field.${name}`);
};
const rowLabel = (name: string, say: Say): string => (name === 'id' ? say('directoryPage.book.id') : say(`directoryPage.column.${name}`));
const plain = (text: string): string => fold(text).replace(/\s+/g, ' ').trim();

/** What a row of a file gives: its number and sheet as the person sees them, and the fields that the file has columns for. */
export interface BookRow {
  row: number;
  fields: TypedFields;
}
export interface Book {
  entries: BookRow[];
  /** By list; none where the file has no such sheet, and the list stays as it is. */
  lists: Partial<Record<RowList, BookRow[]>>;
}

/** The agencies as a workbook, each as its form shows it; what the form names by a code stands there by its name. */
export function writeBook(agencies: readonly Agency[], names: Names, say: Say): Promise<Buffer> {
  const shown = (name: string, value: string): string => {
    if (!value) return '';
    if (name === 'kind') return say(`directoryPage.kind.${value}`);
    if (name === 'partOf') return names.agency(value);
    if (name === 'unit') return names.unit(value);
    if (name === 'demonstration') return 'x';
    if (name === 'fields')
      return value
        .split(' ')
        .map((field) => say(`group.${field}`))
        .join('; ');
    return DATES.has(name) ? formatIsoDate(value) : value;
  };
  const entries = agencies.map((entry) => ({ entry, typed: typedOf(entry) }));
  const tables: Table[] = [
    {
      name: say('directoryPage.book.sheet.entries'),
      rows: [
        COLUMNS.map((name) => columnLabel(name, say)),
        ...entries.map(({ entry, typed }) => COLUMNS.map((name) => (name === 'id' ? entry.id : shown(name, typed[name] ?? '')))),
      ],
    },
    ...ROW_LISTS.map((list) => ({
      name: say(`directoryPage.book.sheet.${list}`),
      rows: [
        ['id', ...ROWS[list]].map((name) => rowLabel(name, say)),
        ...entries.flatMap(({ entry, typed }) =>
          rowsOf(typed, list).map((at) => [entry.id, ...Object.entries(rowAt(typed, list, at)).map(([name, value]) => shown(name, value))]),
        ),
      ],
    })),
  ];
  return formatXlsx(tables, 1);
}

/** Headings in every language, by sheet. */
const HEADINGS = Object.fromEntries(
  (Object.keys(MARKS) as Sheet[]).map((sheet) => {
    const columns = sheet === 'entries' ? COLUMNS : ['id', ...ROWS[sheet]];
    const label = sheet === 'entries' ? columnLabel : rowLabel;
    const words = columns.flatMap(
      (name) => [[plain(name), name], ...LOCALES.map((locale) => [plain(label(name, sayIn(locale))), name])] as [string, string][],
    );
    return [sheet, new Map(words)];
  }),
) as Record<Sheet, Map<string, string>>;

function* numbered(rows: Iterable<Cell[]>): Generator<BookCells> {
  let row = 0;
  for (const cells of rows) yield { row: ++row, cells };
}
interface BookCells {
  row: number;
  cells: Cell[];
}

const fieldOf = (name: string, cell: Cell | undefined): string => {
  if (DATES.has(name) && !isBlank(cell)) {
    const read = readMoment(cell as Exclude<Cell, null>);
    // What is no date stays as it stands there: the form's own check says so.
    if ('at' in read) return dayOf(read.at);
  }
  return (textOf(cell) ?? '').trim();
};

/** The rows below the headings of a sheet; null where it is none of ours. */
function readSheet(rows: readonly Cell[][]): { sheet: Sheet; rows: BookRow[] } | null {
  for (const { row, cells } of [...numbered(rows)].slice(0, LOOKED)) {
    for (const sheet of ['specialDays', 'receptionDays', 'counters', 'entries'] as const) {
      const named = cells.map((cell) => HEADINGS[sheet].get(plain(textOf(cell) ?? '')));
      if (!MARKS[sheet].every((name) => named.includes(name))) continue;
      const below = [...numbered(rows)].slice(row).filter(({ cells: found }) => !found.every(isBlank));
      if (below.length > MOST_ROWS) throw new AppError('directoryBookLong', { status: 413, params: { limit: MOST_ROWS } });
      return {
        sheet,
        rows: below.map(({ row: at, cells: found }) => ({
          row: at,
          fields: Object.fromEntries(named.flatMap((name, column) => (name ? [[name, fieldOf(name, found[column])]] : []))),
        })),
      };
    }
  }
  return null;
}

/** A file in the shape of `writeBook`, XLSX or CSV (the agencies alone). Throws `exchangeFormat`, `directoryBookColumns`, and what reading such a file throws. */
export async function readBook(name: string, bytes: Buffer): Promise<Book> {
  const kind = /\.(xlsx|csv)$/i.exec(name)?.[1]?.toLowerCase();
  if (!kind) throw new AppError('exchangeFormat', { status: 400, params: { file: name, known: '.xlsx, .csv' } });
  const sheets = kind === 'xlsx' ? (await parseXlsx(bytes)).map(({ rows }) => rows) : [[...csvRows(decodeCsv(bytes))]];
  const read = sheets.flatMap((rows) => readSheet(rows) ?? []);
  const entries = read.find(({ sheet }) => sheet === 'entries');
  if (!entries) throw new AppError('directoryBookColumns', { status: 400 });
  const lists = Object.fromEntries(read.flatMap(({ sheet, rows }) => (sheet === 'entries' ? [] : [[sheet, rows]])));
  return { entries: entries.rows, lists };
}

/** The one whose name or id this is; as it stands there where it is none or several, so that whoever checks it says so. */
function meant<T>(text: string, all: readonly T[], id: (each: T) => string, name: (each: T) => string): string {
  if (!text || all.some((each) => id(each) === text)) return text;
  const named = all.filter((each) => plain(name(each)) === plain(text));
  return named.length === 1 ? id(named[0]!) : text;
}

const groupOf = (text: string, groups: readonly string[]): string =>
  groups.find((group) => plain(group) === plain(text) || LOCALES.some((locale) => plain(sayIn(locale)(`group.${group}`)) === plain(text))) ??
  plain(text);

/** The fields of a row as the form has them: names become codes. `ids` are the agencies that there are, with those that the file adds. */
export function asTyped(fields: TypedFields, { units }: Directory, ids: readonly { id: string; name: string }[], names: Names): TypedFields {
  const read: Record<string, (text: string) => string> = {
    kind: (text) =>
      AGENCY_KINDS.find(
        (kind) => plain(kind) === plain(text) || LOCALES.some((locale) => plain(sayIn(locale)(`directoryPage.kind.${kind}`)) === plain(text)),
      ) ?? text,
    partOf: (text) =>
      meant(
        text,
        ids,
        ({ id }) => id,
        ({ name }) => name,
      ),
    unit: (text) =>
      meant(
        text,
        units,
        ({ code }) => code,
        ({ code }) => names.unit(code),
      ),
    demonstration: (text) => (text === '' || /^(0|không|no|false)$/i.test(text) ? '' : '1'),
  };
  return Object.fromEntries(Object.entries(fields).flatMap(([name, text]) => (name === 'id' ? [] : [[name, read[name]?.(text) ?? text]])));
}

/** The rows of a list that belong to one agency, in place of what it had. */
export function withList(typed: TypedFields, list: RowList, rows: readonly BookRow[], groups: readonly string[]): TypedFields {
  const others = Object.fromEntries(Object.entries(typed).filter(([name]) => !name.startsWith(`${list}.`)));
  const read = rows.map(({ fields: { id: _id, ...fields } }) => ({
    ...fields,
    ...(fields['fields'] !== undefined && {
      fields: fields['fields']
        .split(/[;\n]/)
        .map((part) => part.trim())
        .filter(Boolean)
        .map((part) => groupOf(part, groups))
        .join(' '),
    }),
  }));
  return { ...others, ...rowsTyped(list, read) };
}
