import type { Say } from '#src/platform/texts.ts';
import { headingKey } from './columns.ts';

export type FindingLevel = 'error' | 'warning' | 'info';

/** How grave each finding is: an error refuses its procedure, a warning was mended or should be looked at, an info is said only. */
const LEVELS = {
  aliasIsTitle: 'error',
  cellError: 'error',
  choiceUnknown: 'error',
  codeMissing: 'error',
  codePattern: 'error',
  codeUnknown: 'error',
  countInvalid: 'error',
  dateInvalid: 'error',
  duplicate: 'error',
  feeAsNumber: 'error',
  feeWithoutFlag: 'error',
  feeWithoutText: 'error',
  fieldInvalid: 'error',
  fieldMissing: 'error',
  fieldUnknown: 'error',
  groupMissing: 'error',
  groupUnknown: 'error',
  levelUnknown: 'error',
  nameEmpty: 'error',
  notAnEntry: 'error',
  numberAmbiguous: 'error',
  numberInvalid: 'error',
  termWithoutBasis: 'error',
  termWithoutText: 'error',
  termWithoutUnit: 'error',
  termWithoutValue: 'error',
  badSigns: 'warning',
  codeAsNumber: 'warning',
  nameShared: 'warning',
  notNfc: 'warning',
  numberThousands: 'warning',
  unknownColumn: 'warning',
  unknownSheet: 'warning',
  keptByAdmin: 'warning',
  codeSuffix: 'info',
  dateRead: 'info',
} as const satisfies Record<string, FindingLevel>;

export type FindingCode = keyof typeof LEVELS;
export const FINDING_CODES = Object.keys(LEVELS) as FindingCode[];

/** Something to say of a row before it is put into words. */
export interface Remark {
  /** The row as the person sees it, from 1; in JSON the number of the entry. */
  row: number;
  sheet?: string;
  /** The procedure that it is about, where that is known. */
  procedure?: string;
  code: FindingCode;
  params?: Record<string, string | number>;
}

export interface Finding {
  row: number;
  sheet?: string;
  procedure?: string;
  code: FindingCode;
  level: FindingLevel;
  /** What is wrong and what to do. */
  message: string;
}

export const levelOf = (code: FindingCode): FindingLevel => LEVELS[code];
export const isError = ({ code }: { code: FindingCode }): boolean => LEVELS[code] === 'error';

/** Longest piece of a file that is repeated in a message. */
const short = (value: string | number) => (typeof value === 'string' && value.length > 80 ? `${value.slice(0, 79)}…` : value);

const HEADING = headingKey('');

/** The heading of a field for a person; its own name where it has none. */
function fieldName(key: string, say: Say): string {
  const heading = say(key);
  return heading === key ? key.replace(HEADING, '') : heading;
}

/** Puts remarks into words, in the order of the rows. */
export function describe(remarks: Remark[], say: Say): Finding[] {
  return remarks
    .map(({ params = {}, ...remark }) => {
      const { field = '', fields = '', ...rest } = params;
      const named = { field: field && fieldName(String(field), say), fields: fieldNames(String(fields).split(', '), say) };
      const values = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, short(value)]));
      return { ...remark, level: LEVELS[remark.code], message: say(`exchange.findings.${remark.code}`, { ...named, ...values }) };
    })
    .sort((a, b) => a.row - b.row);
}

/** The headings of several fields; a part that is not a column itself ("fee", "documents") has its name under `exchange.parts`. */
export function fieldNames(fields: string[], say: Say): string {
  const nameOf = (field: string) => {
    const part = say(`exchange.parts.${field}`);
    return part === `exchange.parts.${field}` ? fieldName(headingKey(field), say) : part;
  };
  return fields.filter(Boolean).map(nameOf).join(', ');
}
