import type { Choice } from './choices.ts';

export type SheetName = 'procedures' | 'papers' | 'words';

/** How a cell is read. `list`: one text a line; `fee`: a text that must not be a bare number; `count`: a whole number of papers. */
export type Kind = 'code' | 'text' | 'fee' | 'list' | 'number' | 'count' | 'date' | 'textOrNumber' | 'choice' | 'choices';

export interface Column {
  /** The stable name in the second header row, and the path in the content: "term.unit". */
  name: string;
  sheet: SheetName;
  kind: Kind;
  choice?: Choice;
}

const of =
  (sheet: SheetName) =>
  (name: string, kind: Kind = 'text', choice?: Choice): Column => ({ name, sheet, kind, ...(choice ? { choice } : {}) });
const p = of('procedures');
const paper = of('papers');
const w = of('words');

const term = (name: string) => [
  p(`${name}.text`),
  p(`${name}.value`, 'number'),
  p(`${name}.unit`, 'choice', 'unit'),
  p(`${name}.basis`, 'choice', 'basis'),
  p(`${name}.note`),
];
const fee = (name: string) => [p(`${name}.text`, 'fee'), p(`${name}.flag`, 'choice', 'flag')];

/** Every column of the three sheets in the order they are written. A name is never reused for something else. */
export const COLUMNS: readonly Column[] = [
  p('code', 'code'),
  p('group', 'choice', 'group'),
  p('name'),
  p('otherNames', 'list'),
  p('level', 'choice', 'level'),
  p('levels', 'choices', 'level'),
  p('levelNow', 'choice', 'level'),
  p('levelEvidence'),
  p('field'),
  p('agency'),
  p('agencyNow'),
  ...term('term'),
  ...term('termNow'),
  ...fee('fee'),
  ...fee('feeNow'),
  p('submission', 'choices', 'way'),
  p('onlineLevel', 'textOrNumber'),
  p('applicants'),
  p('sets', 'count'),
  p('results', 'list'),
  p('conditions', 'list'),
  p('steps', 'list'),
  p('legalBasis', 'list'),
  p('decision'),
  p('valuesAsOf', 'date'),
  p('lastDay', 'date'),
  p('successor'),
  p('codeBasis'),
  p('flags', 'list'),
  p('sources', 'list'),
  p('confidence', 'choice', 'confidence'),
  paper('code', 'code'),
  paper('paper.group'),
  paper('paper.name'),
  paper('paper.originals', 'count'),
  paper('paper.copies', 'count'),
  paper('paper.form'),
  w('code', 'code'),
  w('words.friendlyName'),
  w('words.summary'),
  w('words.when'),
  w('words.aliases', 'list'),
  w('words.situations', 'list'),
  w('words.author'),
  w('words.reviewed', 'choice', 'reviewed'),
];

export const columnsOf = (sheet: SheetName): Column[] => COLUMNS.filter((column) => column.sheet === sheet);
/** The key of a column's heading in locales. */
export const headingKey = (name: string): string => `exchange.columns.${name}`;
