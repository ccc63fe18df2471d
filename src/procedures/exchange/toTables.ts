import { type Cell, joinList, type Table } from '#src/platform/sheets/cells.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Procedure } from '../content.ts';
import { isOwnCode } from '../present.ts';
import { labelOf } from './choices.ts';
import { type Column, columnsOf, headingKey, type SheetName } from './columns.ts';
import { valueAt } from './paths.ts';

/** Rows of headings: the readable one, and the stable names by which a file is read again. */
export const HEADER_ROWS = 2;

function cellOf(column: Column, record: Record<string, unknown>, say: Say): Cell {
  const value = valueAt(record, column.name);
  if (value === undefined || value === null) return null;
  const word = (text: unknown) => (column.choice ? labelOf(column.choice, String(text), say) : String(text));
  if (column.kind === 'code' && isOwnCode(String(value))) return `${say('procedure.noCode')} (${value})`;
  if (Array.isArray(value)) return value.length > 0 ? joinList(value.map(word)) : null;
  if (typeof value === 'boolean') return word(value ? 'yes' : 'no');
  return typeof value === 'number' ? value : word(value);
}

function table(sheet: SheetName, records: Record<string, unknown>[], say: Say): Table {
  const columns = columnsOf(sheet);
  const rows = records.map((record) => columns.map((column) => cellOf(column, record, say)));
  return {
    name: say(`exchange.sheets.${sheet}`),
    rows: [columns.map(({ name }) => say(headingKey(name))), columns.map(({ name }) => name), ...rows],
  };
}

/** The sheets of a list of procedures: one row a procedure, one row a paper, one row for the words of a procedure that has some. */
export function toTables(procedures: Procedure[], say: Say): Table[] {
  const papers = procedures.flatMap(({ code, documents }) => documents.map((paper) => ({ code, paper })));
  const words = procedures.filter(({ words: own }) => Object.values(own).some((value) => !Array.isArray(value) || value.length > 0));
  return [
    table('procedures', procedures as unknown as Record<string, unknown>[], say),
    table('papers', papers, say),
    table('words', words as unknown as Record<string, unknown>[], say),
  ];
}
