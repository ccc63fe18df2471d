import { type Cell, isBlank, splitList, textOf } from '#src/platform/sheets/cells.ts';
import { readNumber } from '#src/platform/sheets/numbers.ts';
import { type Choice, readChoice } from './choices.ts';
import { readCode } from './codes.ts';
import type { Column } from './columns.ts';
import { readDate } from './dates.ts';
import type { FindingCode } from './findings.ts';

/** What a cell says, undefined when it says nothing, and what there is to remark on it. */
export interface CellReading {
  value?: unknown;
  remarks: { code: FindingCode; params?: Record<string, string | number> }[];
}

/** What Excel shows for a formula that cannot be reckoned. */
const BROKEN = /^#(REF!|N\/A|NAME\?|VALUE!|DIV\/0!|NUM!|NULL!)$/;
const unknownChoice = (choice: Choice | undefined): FindingCode =>
  choice === 'level' ? 'levelUnknown' : choice === 'group' ? 'groupUnknown' : 'choiceUnknown';

function readNumeric(cell: Exclude<Cell, null>, whole: boolean): CellReading {
  const given = String(cell);
  const reading = readNumber(cell);
  if ('fault' in reading) return { remarks: [{ code: reading.fault === 'ambiguous' ? 'numberAmbiguous' : 'numberInvalid', params: { given } }] };
  const { value, note } = reading;
  if (whole && !Number.isInteger(value)) return { remarks: [{ code: 'countInvalid', params: { given } }] };
  return { value, remarks: note ? [{ code: 'numberThousands', params: { given, value } }] : [] };
}

function readChoices(column: Column, texts: string[], groups: readonly string[]): CellReading {
  const read = texts.map((given) => ({ given, value: column.choice && readChoice(column.choice, given, groups) }));
  const unknown = read.filter(({ value }) => value === undefined).map(({ given }) => ({ code: unknownChoice(column.choice), params: { given } }));
  return { value: read.map(({ value }) => value), remarks: unknown };
}

/** Reads one cell as its column means it. `groups` are the groups of fields that there are. With an error in `remarks` there is no value to use. */
export function readCell(column: Column, cell: Cell | undefined, groups: readonly string[]): CellReading {
  if (cell === undefined || cell === null || isBlank(cell))
    return { value: column.kind === 'list' || column.kind === 'choices' ? [] : undefined, remarks: [] };
  if (typeof cell === 'string' && BROKEN.test(cell)) return { remarks: [{ code: 'cellError', params: { given: cell } }] };
  const text = textOf(cell) ?? '';
  switch (column.kind) {
    case 'code': {
      const { code, note } = readCode(cell);
      if (!note) return { value: code, remarks: [] };
      return { value: code, remarks: [{ code: note === 'suffix' ? 'codeSuffix' : 'codeAsNumber', params: { given: text, value: code } }] };
    }
    case 'number':
    case 'count':
      return readNumeric(cell, column.kind === 'count');
    case 'date': {
      const reading = readDate(cell);
      if ('fault' in reading) return { remarks: [{ code: 'dateInvalid', params: { given: text } }] };
      return { value: reading.value, remarks: reading.converted ? [{ code: 'dateRead', params: { given: text, value: reading.value } }] : [] };
    }
    case 'fee':
      return typeof cell === 'number' ? { remarks: [{ code: 'feeAsNumber', params: { given: text } }] } : { value: text, remarks: [] };
    case 'textOrNumber':
      return { value: typeof cell === 'number' ? cell : text, remarks: [] };
    case 'list':
      return { value: splitList(text), remarks: [] };
    case 'choices':
      return readChoices(
        column,
        text.split(/[\n;,]/).filter((part) => part.trim() !== ''),
        groups,
      );
    case 'choice': {
      const { value, remarks } = readChoices(column, [text], groups);
      return { value: (value as unknown[])[0], remarks };
    }
    case 'text':
      return { value: text, remarks: [] };
  }
}
