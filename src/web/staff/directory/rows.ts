/** The fields of a form as they were typed: "name", "hours.1", "receptionDays.0.by". */
export type TypedFields = Record<string, string>;

/** Lists of the form, and the fields of their rows. */
export const ROWS = {
  specialDays: ['from', 'to', 'sessions', 'reason'],
  receptionDays: ['by', 'when', 'where'],
  counters: ['name', 'staff', 'phone', 'fields'],
} as const;
export type RowList = keyof typeof ROWS;
export const ROW_LISTS = Object.keys(ROWS) as RowList[];
/** More than a place needs; what comes beyond is not looked at. */
const MOST = 60;

const isList = (name: string): name is RowList => Object.hasOwn(ROWS, name);

/** Numbers of the rows of a list, in order. */
export function rowsOf(typed: TypedFields, list: RowList): number[] {
  const found = Object.keys(typed).flatMap((key) => {
    const [name, at] = key.split('.');
    return name === list && /^\d{1,3}$/.test(at ?? '') ? [Number(at)] : [];
  });
  return [...new Set(found)].sort((a, b) => a - b).slice(0, MOST);
}

export const rowAt = (typed: TypedFields, list: RowList, at: number): TypedFields =>
  Object.fromEntries(ROWS[list].map((name) => [name, typed[`${list}.${at}.${name}`] ?? '']));

export const rowsTyped = (list: RowList, rows: readonly TypedFields[]): TypedFields =>
  Object.fromEntries(rows.flatMap((row, at) => ROWS[list].map((name) => [`${list}.${at}.${name}`, row[name] ?? ''])));

/** "add:counters", "remove:counters:2": the form after that button; what is not known changes nothing. */
export function moveRows(typed: TypedFields, act: string): TypedFields {
  const [verb, list = '', number = ''] = act.split(':');
  if (!isList(list)) return typed;
  const numbers = rowsOf(typed, list);
  const rows = numbers.map((at) => rowAt(typed, list, at));
  const others = Object.fromEntries(Object.entries(typed).filter(([key]) => !key.startsWith(`${list}.`)));
  if (verb === 'add') return { ...others, ...rowsTyped(list, [...(rows.length > 0 ? rows : [{}]), {}]) };
  const at = numbers.indexOf(Number(number));
  return verb === 'remove' && at >= 0 ? { ...others, ...rowsTyped(list, rows.toSpliced(at, 1)) } : typed;
}
