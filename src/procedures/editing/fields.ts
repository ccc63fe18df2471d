import type { ProcedureContent } from '../content.ts';

/** The fields of the form as they were typed: "name", "steps.0", "documents.2.name", "submission.online". */
export type Typed = Record<string, string>;

/** Lists of texts, and the rows of papers and fees with their own fields. */
export const TEXT_LISTS = ['steps', 'results', 'conditions', 'legalBasis', 'otherNames', 'sources'] as const;
export const PAPER_FIELDS = ['group', 'name', 'originals', 'copies', 'form'] as const;
export const FEE_FIELDS = ['when', 'amount'] as const;
export type RowList = (typeof TEXT_LISTS)[number] | 'documents' | 'fees';
export const ROWS: Readonly<Record<RowList, readonly string[]>> = {
  steps: [],
  results: [],
  conditions: [],
  legalBasis: [],
  otherNames: [],
  sources: [],
  documents: PAPER_FIELDS,
  fees: FEE_FIELDS,
};
export const isRowList = (name: string): name is RowList => Object.hasOwn(ROWS, name);

/** Numbers of the rows that a list has in what was typed, in order. */
export function rowsOf(typed: Typed, list: RowList): number[] {
  const found = new Set(
    Object.keys(typed).flatMap((key) => {
      const [name, at] = key.split('.');
      return name === list && /^\d{1,4}$/.test(at ?? '') ? [Number(at)] : [];
    }),
  );
  return [...found].sort((a, b) => a - b);
}

/** The fields of one row, by name; a list of texts has one under "". */
export function rowAt(typed: Typed, list: RowList, at: number): Typed {
  const names = ROWS[list].length > 0 ? ROWS[list] : [''];
  return Object.fromEntries(names.map((name) => [name, typed[[list, at, name].filter((part) => part !== '').join('.')] ?? '']));
}

/** What was typed with the rows of one list replaced. */
export function withRows(typed: Typed, list: RowList, rows: readonly Typed[]): Typed {
  const others = Object.entries(typed).filter(([key]) => !(key.startsWith(`${list}.`) && /^\d+$/.test(key.split('.')[1] ?? '')));
  const own = rows.flatMap((row, at) => Object.entries(row).map(([name, text]) => [name === '' ? `${list}.${at}` : `${list}.${at}.${name}`, text]));
  return Object.fromEntries([...others, ...own]);
}

const emptyRow = (list: RowList): Typed => Object.fromEntries((ROWS[list].length > 0 ? ROWS[list] : ['']).map((name) => [name, '']));

/** "add:steps", "remove:steps:2", "up:documents:1": the rows after a button; what it does not know changes nothing. */
export function moveRows(typed: Typed, act: string): Typed {
  const [verb, list = '', number = ''] = act.split(':');
  if (!isRowList(list)) return typed;
  const rows = rowsOf(typed, list).map((at) => rowAt(typed, list, at));
  const at = rowsOf(typed, list).indexOf(Number(number));
  if (verb === 'add') return withRows(typed, list, [...rows, emptyRow(list)]);
  if (verb === 'remove' && at >= 0) return withRows(typed, list, rows.toSpliced(at, 1));
  if (verb === 'up' && at > 0) return withRows(typed, list, rows.toSpliced(at - 1, 2, rows[at]!, rows[at - 1]!));
  return typed;
}

/** A fee as rows of case and amount; "Tại xã: 8.000 đồng; Miễn phí" is two. Joined again it is the same text. */
export const splitFee = (text: string): { when: string; amount: string }[] =>
  text.split('; ').map((part) => {
    const at = part.indexOf(': ');
    return at > 0 ? { when: part.slice(0, at), amount: part.slice(at + 2) } : { when: '', amount: part };
  });
export const joinFee = (rows: readonly { when: string; amount: string }[]): string =>
  rows.map(({ when, amount }) => (when ? `${when}: ${amount}` : amount)).join('; ');

/**
 * Which of a pair ("term", "termNow") holds what is told today. What a district published that is no more stays as it is: today's value
 * goes beside it.
 */
export function slotOf<K extends 'term' | 'fee' | 'agency'>(content: Partial<ProcedureContent>, name: K): K | `${K}Now` {
  const historical = content.level === 'district' && content.levelNow !== undefined && content[name] !== undefined;
  return content[`${name}Now`] !== undefined || historical ? `${name}Now` : name;
}
