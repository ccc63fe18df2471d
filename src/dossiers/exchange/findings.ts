import type { Say } from '#src/platform/texts.ts';
import { type FieldName, headingsKey } from './fields.ts';

/** `error`: the row is not taken and comes back to be corrected. `warning`: it is taken, and should be looked at. `info`: said only. */
export type FindingLevel = 'error' | 'warning' | 'info';

const LEVELS = {
  agencyNotAllowed: 'error',
  cellError: 'error',
  codeMissing: 'error',
  codePattern: 'error',
  duplicateDiffers: 'error',
  dueBeforeReceipt: 'error',
  inFuture: 'error',
  legacyFont: 'error',
  momentInvalid: 'error',
  momentMonthFirst: 'error',
  notAnEntry: 'error',
  procedureMissing: 'error',
  reasonMissing: 'error',
  receiptMissing: 'error',
  resolvedBeforeReceipt: 'error',
  resolvedMissing: 'error',
  stateMissing: 'error',
  stateUnknown: 'error',
  amountUnclear: 'warning',
  badSigns: 'warning',
  choiceUnknown: 'warning',
  codeUnusual: 'warning',
  dueMissing: 'warning',
  emailInvalid: 'warning',
  phoneInvalid: 'warning',
  procedureUnknown: 'warning',
  resolvedFromReturned: 'warning',
  resolvedWhileOpen: 'warning',
  returnedBeforeResolved: 'warning',
  termReview: 'warning',
  termUnclear: 'warning',
  columnGuessed: 'warning',
  columnMissing: 'warning',
  columnRepeated: 'warning',
  unknownSheet: 'warning',
  amountThousands: 'info',
  columnDropped: 'info',
  columnUnknown: 'info',
  duplicateSame: 'info',
  phoneZero: 'info',
  procedureByName: 'info',
  procedureSuffix: 'info',
  rowSkipped: 'info',
} as const satisfies Record<string, FindingLevel>;

export type FindingCode = keyof typeof LEVELS;
export const FINDING_CODES = Object.keys(LEVELS) as FindingCode[];
export const levelOf = (code: FindingCode): FindingLevel => LEVELS[code];
export const isError = ({ code }: { code: FindingCode }): boolean => LEVELS[code] === 'error';

/** Something to say of a row, before it is put into words. */
export interface Remark {
  /** The row as the person sees it, from 1; in JSON the number of the entry. */
  row: number;
  sheet?: string;
  /** The code of the dossier that it is about, where that is known. */
  dossier?: string;
  /** The column's letter, and the field that it is read as. */
  column?: string;
  field?: FieldName;
  code: FindingCode;
  params?: Record<string, string | number>;
}

export interface Finding extends Omit<Remark, 'params'> {
  level: FindingLevel;
  /** What is wrong and what to do. */
  message: string;
}

const LONGEST_GIVEN = 60;
const short = (value: string | number) =>
  typeof value === 'string' && value.length > LONGEST_GIVEN ? `${value.slice(0, LONGEST_GIVEN - 1)}…` : value;

/** How a field is called for a person: the heading that we write ourselves. */
export const headingOf = (name: FieldName, say: Say): string => say(`${headingsKey(name)}.0`);

/** Puts a remark into words. */
export function describe({ params = {}, ...remark }: Remark, say: Say): Finding {
  const values = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, short(value)]));
  const field = remark.field ? headingOf(remark.field, say) : '';
  return { ...remark, level: LEVELS[remark.code], message: say(`dossierExchange.findings.${remark.code}`, { field, ...values }) };
}

/** One line for a person: where, how grave, what. */
export function lineOf({ row, sheet, column, dossier, level, code, message }: Finding, say: Say): string {
  const place = say(sheet ? 'exchange.placeInSheet' : 'exchange.place', { row, sheet: sheet ?? '' });
  return say('exchange.finding', {
    place: column ? say('dossierExchange.placeInColumn', { place, column }) : place,
    level: say(`exchange.levels.${level}`),
    procedure: dossier ? `${dossier}: ` : '',
    code,
    message,
  });
}
