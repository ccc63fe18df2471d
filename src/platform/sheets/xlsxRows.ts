import { open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import sax from 'sax';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Cell } from './cells.ts';

/** A row as the person sees it, its number from 1. */
export interface SheetRow {
  row: number;
  cells: Cell[];
}

/** A sheet whose rows are read one after another, never all at once. */
export interface RowSource {
  name: string;
  rows(): AsyncIterable<SheetRow>;
}

/** The most bytes that a workbook may have once it is unpacked, and its shared texts, which alone are kept in memory. */
export const LARGEST_UNPACKED = 400_000_000;
const LARGEST_TEXTS = 120_000_000;
const MOST_ENTRIES = 2_000;
/** Columns beyond this are not looked at: a formatted empty sheet has 16,384. */
const MOST_COLUMNS = 256;
const MOST_MERGES = 20_000;
/** What stands for a formula that nobody has reckoned yet: its value is what counts, the formula itself is never run. */
const UNRECKONED = '#FORMULA!';
const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

const broken = (cause: unknown) =>
  cause instanceof AppError ? cause : new AppError('importFileBroken', { status: 400, params: { detail: briefly(cause) }, cause });

/** "BC12" as column 54 (from 0); -1 where the reference is none. */
function columnOf(reference: string): number {
  let at = 0;
  for (let index = 0; index < reference.length; index++) {
    const unit = reference.charCodeAt(index);
    if (unit < 65 || unit > 90) break;
    at = at * 26 + (unit - 64);
  }
  return at - 1;
}

const rowOf = (reference: string) => Number(/\d+$/.exec(reference)?.[0] ?? 0);
/** Signs that XML cannot hold (ECMA-376, ST_Xstring). */
const plain = (text: string) =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code) => String.fromCharCode(Number.parseInt(code, 16))) : text;

/** The names of XML without the prefix that some programs write. */
const local = (name: string) => name.slice(name.indexOf(':') + 1);

/** Hands each piece of an entry to an XML parser; what the parser found comes out piece by piece. */
async function* parsed<T>(zip: ZipFile, entry: Entry, handle: (parser: sax.SAXParser, found: T[]) => void): AsyncGenerator<T[]> {
  const parser = sax.parser(true, { position: false, strictEntities: true } as sax.SAXOptions);
  const found: T[] = [];
  let fault: Error | null = null;
  parser.onerror = (error) => {
    fault ??= error;
    parser.error = null as never;
  };
  handle(parser, found);
  const decoder = new StringDecoder('utf8');
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    parser.write(decoder.write(piece as Buffer));
    if (fault) throw fault;
    yield found;
    found.length = 0;
  }
  parser.close();
  if (fault) throw fault;
}

/** The texts that cells point to, in their order. A text has several runs when parts of it look different. */
async function sharedTexts(zip: ZipFile, entry: Entry | undefined): Promise<string[]> {
  const texts: string[] = [];
  if (!entry) return texts;
  const seen = new Map<string, string>();
  const pieces = parsed<never>(zip, entry, (parser) => {
    let [text, inside, reading, phonetic] = ['', false, false, false];
    parser.onopentag = ({ name }) => {
      const tag = local(name);
      if (tag === 'si') [text, inside] = ['', true];
      else if (tag === 'rPh') phonetic = true;
      else if (tag === 't') reading = inside && !phonetic;
    };
    parser.ontext = (part) => {
      if (reading) text += part;
    };
    parser.onclosetag = (name) => {
      const tag = local(name);
      if (tag === 't') reading = false;
      else if (tag === 'rPh') phonetic = false;
      else if (tag === 'si') {
        const value = plain(text);
        if (!seen.has(value)) seen.set(value, value);
        texts.push(seen.get(value)!);
        inside = false;
      }
    };
  });
  for await (const _ of pieces);
  return texts;
}

interface Merge {
  column: number;
  from: number;
  to: number;
}

/** Cells that were merged downwards. They are named behind the rows, so the sheet is run through once without being parsed. */
async function mergesOf(zip: ZipFile, entry: Entry): Promise<Merge[]> {
  let tail = '';
  let behind = false;
  for await (const piece of await zip.openReadStreamPromise(entry)) {
    tail = (behind ? tail : tail.slice(-20)) + (piece as Buffer).toString('latin1');
    if (!behind) {
      const end = tail.search(/<\/(?:\w+:)?sheetData>/);
      behind = end >= 0;
      if (behind) tail = tail.slice(end);
    }
    if (tail.length > 4_000_000) break;
  }
  if (!behind) return [];
  return [...tail.matchAll(/mergeCell\s+ref="([A-Z]+\d+):([A-Z]+\d+)"/g)]
    .slice(0, MOST_MERGES)
    .map(([, first = '', last = '']) => ({ column: columnOf(first), from: rowOf(first), to: rowOf(last) }))
    .filter(({ from, to }) => to > from);
}

/** What was merged downwards has its value in the first row: the rows below get it too, where they hold anything of their own. */
function spread(merges: Merge[]): (row: SheetRow) => void {
  const kept = new Map<Merge, Cell>();
  const byStart = [...merges].sort((a, b) => a.from - b.from);
  let next = 0;
  return ({ row, cells }) => {
    while (next < byStart.length && byStart[next]!.from <= row) kept.set(byStart[next++]!, null);
    for (const [merge, value] of kept) {
      if (row > merge.to) kept.delete(merge);
      else if (row === merge.from) kept.set(merge, cells[merge.column] ?? null);
      else if (cells.length > 0 && (cells[merge.column] ?? null) === null && value !== null) cells[merge.column] = value;
    }
  };
}

async function* sheetRows(zip: ZipFile, entry: Entry, texts: string[]): AsyncGenerator<SheetRow> {
  const fill = spread(await mergesOf(zip, entry));
  const pieces = parsed<SheetRow>(zip, entry, (parser, found) => {
    let current: SheetRow | null = null;
    let [row, at, type, text, reading, formula, valued] = [0, -1, 'n', '', false, false, false];
    parser.onopentag = ({ name, attributes }) => {
      const given = attributes as Record<string, string>;
      switch (local(name)) {
        case 'row':
          row = given['r'] ? Number(given['r']) : row + 1;
          [current, at] = [{ row, cells: [] }, -1];
          break;
        case 'c':
          at = given['r'] ? columnOf(given['r']) : at + 1;
          [type, text, formula, valued] = [given['t'] ?? 'n', '', false, false];
          break;
        case 'v':
          [reading, valued] = [true, true];
          break;
        case 't':
          reading = type === 'inlineStr';
          break;
        case 'f':
          formula = true;
          break;
        case 'rPh':
          type = 'phonetic';
      }
    };
    parser.ontext = (part) => {
      if (reading) text += part;
    };
    const value = (): Cell => {
      if (formula && (!valued || text === '')) return UNRECKONED;
      if (text === '') return null;
      if (type === 's') return texts[Number(text)] || null;
      if (type === 'b') return text === '1';
      if (type === 'n') return Number(text);
      return plain(text);
    };
    parser.onclosetag = (name) => {
      switch (local(name)) {
        case 'v':
        case 't':
          reading = false;
          break;
        case 'c': {
          const cell = value();
          if (current && cell !== null && at >= 0 && at < MOST_COLUMNS) {
            while (current.cells.length < at) current.cells.push(null);
            current.cells[at] = cell;
          }
          break;
        }
        case 'row':
          if (current && current.cells.length > 0) found.push(current);
          current = null;
      }
    };
  });
  for await (const rows of pieces)
    for (const found of rows) {
      fill(found);
      yield found;
    }
}

/** The first bytes say that it is a workbook of before 2007, or one with a password: neither can be read. */
async function refuseOld(file: string): Promise<void> {
  const handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(4), 0, 4, 0).finally(() => handle.close());
  if (buffer.toString('hex') === 'd0cf11e0') throw new AppError('importOldWorkbook', { status: 400 });
}

/** Every entry by its name, once the sizes that the archive declares are found to be bearable; yauzl holds the archive to them. */
async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  if (zip.entryCount > MOST_ENTRIES) throw new AppError('importUnpackedTooLarge', { status: 413, params: { limit: megabytes(LARGEST_UNPACKED) } });
  for await (const entry of zip.eachEntry()) {
    unpacked += entry.uncompressedSize;
    if (unpacked > LARGEST_UNPACKED || (entry.fileName.endsWith('sharedStrings.xml') && entry.uncompressedSize > LARGEST_TEXTS))
      throw new AppError('importUnpackedTooLarge', { status: 413, params: { limit: megabytes(LARGEST_UNPACKED) } });
    entries.set(entry.fileName.replace(/^\//, ''), entry);
  }
  return entries;
}

interface Tag {
  name: string;
  attributes: Record<string, string>;
}

async function tagsOf(zip: ZipFile, entry: Entry | undefined): Promise<Tag[]> {
  if (!entry) return [];
  const tags: Tag[] = [];
  const pieces = parsed<never>(zip, entry, (parser) => {
    parser.onopentag = ({ name, attributes }) => tags.push({ name: local(name), attributes: attributes as Record<string, string> });
  });
  for await (const _ of pieces);
  return tags;
}

/** Sheets that a person sees, in their order, with the entry that holds each. */
async function sheetsOf(zip: ZipFile, entries: Map<string, Entry>) {
  const workbook = await tagsOf(zip, entries.get('xl/workbook.xml'));
  const relations = await tagsOf(zip, entries.get('xl/_rels/workbook.xml.rels'));
  const targets = new Map(relations.map(({ attributes: { Id, Target } }) => [Id, (Target ?? '').replace(/^\/?(xl\/)?/, 'xl/')]));
  const date1904 = workbook.some(({ name, attributes }) => name === 'workbookPr' && /^(1|true)$/.test(attributes['date1904'] ?? ''));
  const sheets = workbook.flatMap(({ name, attributes }) => {
    const entry = name === 'sheet' && !/hidden/i.test(attributes['state'] ?? '') ? entries.get(targets.get(attributes['r:id']) ?? '') : undefined;
    return entry ? [{ name: attributes['name'] ?? '', entry }] : [];
  });
  if (sheets.length === 0) throw new AppError('importFileBroken', { status: 400, params: { detail: 'xl/workbook.xml' } });
  return { sheets, date1904 };
}

/**
 * Opens a workbook for reading row by row; `date1904` says that its dates are counted from 1904. Formulas count by the value that they last
 * had. The sizes are checked before anything is unpacked: throws importUnpackedTooLarge, importOldWorkbook or importFileBroken.
 */
export async function openXlsx(file: string): Promise<{ sheets: RowSource[]; date1904: boolean; close(): void }> {
  await refuseOld(file);
  let zip: ZipFile | undefined;
  try {
    zip = await yauzl.openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
    const opened = zip;
    const entries = await entriesOf(opened);
    const { sheets, date1904 } = await sheetsOf(opened, entries);
    let texts: Promise<string[]> | null = null;
    const sources = sheets.map(({ name, entry }) => ({
      name,
      async *rows() {
        try {
          texts ??= sharedTexts(opened, entries.get('xl/sharedStrings.xml'));
          yield* sheetRows(opened, entry, await texts);
        } catch (cause) {
          throw broken(cause);
        }
      },
    }));
    return { sheets: sources, date1904, close: () => opened.close() };
  } catch (cause) {
    zip?.close();
    throw broken(cause);
  }
}
