import { type Term, termNeedsReview } from '#src/calendar/index.ts';
import { type Cell, isBlank, letterOf, mended, textOf } from '#src/platform/sheets/cells.ts';
import { legacyFontOf } from '#src/platform/sheets/legacyFonts.ts';
import { DAYS_TO_1904, type Moment, readMoment } from '#src/platform/sheets/moments.ts';
import { readNumber } from '#src/platform/sheets/numbers.ts';
import { findDossierCode } from '../dossierCode.ts';
import { checkDossier } from './checks.ts';
import { type FieldName, fieldOf } from './fields.ts';
import { type FindingCode, isError, type Remark } from './findings.ts';
import type { Header } from './header.ts';
import type { ProcedureNames } from './procedureNames.ts';
import type { ImportedDossier } from './record.ts';
import { readChannel, readOwnerKind, readReturnChannel, readState, readTerm } from './words.ts';

export interface ReadSetting {
  now: Date;
  procedures: ProcedureNames;
  /** Dates of the workbook are counted from 1904. */
  date1904?: boolean;
}

/** What one row says; no `dossier` when there is an error among the remarks. */
export interface DossierReading {
  dossier?: ImportedDossier;
  remarks: Remark[];
}

/** The values of a row as they are read; moments keep whether they had a time. */
export type Draft = Partial<
  Omit<ImportedDossier, 'submittedAt' | 'acceptedAt' | 'dueAt' | 'returnedAt' | 'resolvedAt' | 'rejectedAt' | 'supplementRequestedAt'>
> & {
  moments: Partial<Record<FieldName, Moment>>;
};

export type Report = (code: FindingCode, field?: FieldName, params?: Record<string, string | number>) => void;

/** What Excel shows for a formula that cannot be reckoned, and what stands for one that never was. */
const BROKEN = /^#(REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!|FORMULA!)$/;
const PHONE = /^(?:\+?84|0)\d{8,10}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** A code of an unknown form that may still be one: it is kept as it stands. */
const UNUSUAL = /^[A-Z0-9][A-Z0-9./_-]{5,40}$/;
/** The currency after an amount, in letters. */
const CURRENCY = /\s*\p{L}[\p{L}.\s]*$/u;

function readPhone(cell: Exclude<Cell, null>, report: Report): string | undefined {
  const digits = String(cell).replace(/[\s.\-()]/g, '');
  // Excel takes the zero from a number.
  const phone = typeof cell === 'number' || /^[1-9]\d{8}$/.test(digits) ? `0${digits}` : digits;
  if (!PHONE.test(phone)) return void report('phoneInvalid', 'phone');
  if (phone !== digits) report('phoneZero', 'phone');
  return phone.replace(/^\+?84/, '0');
}

function readAmount(cell: Exclude<Cell, null>, field: FieldName, report: Report): number | undefined {
  const given = String(cell).trim();
  const reading = readNumber(typeof cell === 'string' ? given.replace(CURRENCY, '') : cell);
  if ('fault' in reading || !Number.isInteger(reading.value)) return void report('amountUnclear', field, { given });
  if (reading.note) report('amountThousands', field, { given, value: reading.value });
  return reading.value;
}

const termText = (given: string, term: Term): NonNullable<ImportedDossier['term']> =>
  'value' in term ? { text: given, unit: term.unit, value: term.value } : { text: given, unit: term.unit };

function readTermCell(text: string, report: Report): ImportedDossier['term'] {
  const term = readTerm(text);
  if (termNeedsReview(term)) {
    report('termReview', 'term', { given: text });
    return { text, unit: 'text' };
  }
  if (term.unit === 'text') report('termUnclear', 'term', { given: text });
  return termText(text, term);
}

function readCode(text: string, report: Report): string | undefined {
  const code = findDossierCode(text);
  if (code) return code;
  const plain = text.trim().toUpperCase();
  if (!UNUSUAL.test(plain) || !/\d/.test(plain)) return void report('codePattern', 'code', { given: text });
  report('codeUnusual', 'code', { given: plain });
  return plain;
}

const readWord = { channel: readChannel, ownerKind: readOwnerKind, returnChannel: readReturnChannel } as const;

/** What a cell says, by what its field is; nothing where it cannot be read, which is reported. */
function readValues(name: FieldName, cell: Exclude<Cell, null>, report: Report): object {
  const text = (textOf(cell) ?? '').trim();
  const { kind } = fieldOf(name);
  switch (kind) {
    case 'code':
      return { code: readCode(text, report) };
    case 'state': {
      const state = readState(text);
      if (!state) report('stateUnknown', name, { given: text });
      return state ?? {};
    }
    case 'channel':
    case 'ownerKind':
    case 'returnChannel': {
      const value = readWord[kind](text);
      if (!value) report('choiceUnknown', name, { given: text });
      return { [name]: value };
    }
    case 'phone':
      return { phone: readPhone(cell, report) };
    case 'email':
      if (!EMAIL.test(text)) report('emailInvalid', name);
      return EMAIL.test(text) ? { email: text } : {};
    case 'term':
      return { term: readTermCell(text, report) };
    case 'amount':
    case 'count': {
      const value = readAmount(cell, name, report);
      return value === 0 && kind === 'count' ? {} : { [name]: value };
    }
    case 'moment':
    case 'dropped':
      return {};
    case 'procedure':
    case 'text':
      return { [name]: text };
  }
}

/** Reads a cell into the draft. */
function readInto(draft: Draft, name: FieldName, cell: Exclude<Cell, null>, report: Report): void {
  if (fieldOf(name).kind !== 'moment') {
    Object.assign(draft, readValues(name, cell, report));
    return;
  }
  const reading = readMoment(cell);
  if ('at' in reading) draft.moments[name] = reading;
  else report(reading.fault === 'monthFirst' ? 'momentMonthFirst' : 'momentInvalid', name, { given: textOf(cell) ?? '' });
}

const present = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

/** Reads one row by the headings of its sheet. Pure: the same row and setting give the same reading. */
export function readDossier(cells: readonly Cell[], header: Header, place: { row: number; sheet?: string }, setting: ReadSetting): DossierReading {
  const remarks: Remark[] = [];
  const draft: Draft = { moments: {} };
  const columnOf = new Map(header.columns.flatMap(({ at, field }) => (field ? [[field, letterOf(at)] as const] : [])));
  const report: Report = (code, field, params) => {
    const column = field && columnOf.get(field);
    remarks.push({ ...place, ...(column ? { column } : {}), ...(field ? { field } : {}), code, ...(params ? { params } : {}) });
  };
  for (const { at, field } of header.columns) {
    const cell = cells[at];
    if (field === null || cell === undefined || cell === null || isBlank(cell)) continue;
    if (typeof cell !== 'string') {
      const moved = setting.date1904 && typeof cell === 'number' && fieldOf(field).kind === 'moment' && cell < 100_000;
      readInto(draft, field, moved ? cell + DAYS_TO_1904 : cell, report);
      continue;
    }
    if (BROKEN.test(cell)) {
      report('cellError', field, { given: cell });
      continue;
    }
    const { text, changes } = mended(cell);
    if (changes.includes('badSigns')) report('badSigns', field);
    const font = legacyFontOf(text);
    if (font) report('legacyFont', field, { font });
    else readInto(draft, field, text, report);
  }
  const said = (field: FieldName) => remarks.some((remark) => remark.field === field && isError(remark));
  if (!draft.code && !said('code')) report('codeMissing', 'code');
  if (!draft.state && !said('state')) report('stateMissing', 'state');
  const checked = checkDossier(draft, setting, report);
  const dossier = remarks.some(isError) ? undefined : checked;
  const named = draft.code ? remarks.map((remark) => ({ ...remark, dossier: draft.code as string })) : remarks;
  return dossier ? { dossier: present(dossier), remarks: named } : { remarks: named };
}
