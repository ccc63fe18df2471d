import type { AdminUnit, UnitSuccession } from '../adminUnit.ts';
import type { Agency } from '../agency.ts';
import type { Directory } from '../directory.ts';
import type { EntryKind } from './rows.ts';

export type Entry = { kind: 'agency'; content: Agency } | { kind: 'unit'; content: AdminUnit } | { kind: 'succession'; content: UnitSuccession };

export const idOf = ({ kind, content }: Entry): string => (kind === 'unit' ? content.code : content.id);

/** What an entry names that is not there; none when it may stand. An agency that is a part of itself, in however many steps, names nothing. */
export function missingFor(entry: Entry, { agencies, units }: Directory): string[] {
  const codes = new Set(units.map(({ code }) => code));
  const ids = new Map(agencies.map((each) => [each.id, each]));
  if (entry.kind === 'unit') return [entry.content.parent ?? []].flat().filter((code) => !codes.has(code) || code === entry.content.code);
  if (entry.kind === 'succession') return [...entry.content.from, ...entry.content.to].filter((code) => !codes.has(code));
  const { id, unit, partOf } = entry.content;
  const above: string[] = [];
  for (let at = partOf; at !== undefined && !above.includes(at); at = ids.get(at)?.partOf) above.push(at);
  return [
    ...[unit ?? []].flat().filter((code) => !codes.has(code)),
    ...[partOf ?? []].flat().filter((other) => !ids.has(other)),
    ...(above.includes(id) ? [partOf as string] : []),
  ];
}

/** Names of the entries that name this one, which therefore cannot go. A change of units is named by its day. */
export function namedBy(kind: EntryKind, id: string, { agencies, units, successions }: Directory): string[] {
  if (kind === 'agency') return agencies.filter(({ partOf }) => partOf === id).map(({ name }) => name);
  if (kind === 'succession') return [];
  return [
    ...agencies.filter(({ unit }) => unit === id).map(({ name }) => name),
    ...units.filter(({ parent }) => parent === id).map(({ name }) => name),
    ...successions.filter(({ from, to }) => from.includes(id) || to.includes(id)).map(({ date }) => date),
  ];
}
