import { openingHours, receptionTexts } from '#src/conversation/topics.ts';
import { AGENCY_KINDS, type Agency } from '#src/directory/agency.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatIsoDate } from '#src/text/formats.ts';

/** Names of what an entry refers to, by code or id. */
export interface Names {
  unit(code: string): string;
  agency(id: string): string;
}

const sessions = (list: readonly string[], say: Say): string => (list.length > 0 ? list.join(', ').replaceAll('-', '–') : say('day.closed'));

/** What an entry says, field by field, as a person reads it. */
export function summaryOf(entry: Agency, names: Names, say: Say): Map<string, string> {
  const day = (value: string | undefined) => value && formatIsoDate(value);
  const said: Record<string, string | undefined> = {
    name: entry.name,
    kind: AGENCY_KINDS.includes(entry.kind) ? say(`directoryPage.kind.${entry.kind}`) : undefined,
    unit: entry.unit && names.unit(entry.unit),
    partOf: entry.partOf && names.agency(entry.partOf),
    address: entry.address,
    map: entry.map,
    phone: entry.phone,
    hotline: entry.hotline,
    email: entry.email,
    website: entry.website,
    hours: entry.hours && openingHours(entry.hours, say),
    specialDays: entry.specialDays
      .map(({ from, to, sessions: open, reason }) => `${day(from)}${to ? ` – ${day(to)}` : ''}: ${sessions(open, say)} (${reason})`)
      .join('; '),
    receptionDays: receptionTexts(entry, say).join('; '),
    counters: entry.counters
      .map(
        ({ name, fields, staff, phone }) =>
          `${name}: ${[fields.map((field) => say(`group.${field}`)).join(', '), staff, phone].filter(Boolean).join(' – ')}`,
      )
      .join('; '),
    feedback: entry.feedback.join('; '),
    note: entry.note,
    codes: entry.codes.map(({ value }) => value).join(', '),
    validFrom: day(entry.validFrom),
    validTo: day(entry.validTo),
    demonstration: entry.demonstration ? say('directoryPage.demo') : undefined,
  };
  return new Map(Object.entries(said).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

/** The fields in which two say different things: from, to; what is absent is empty. */
export function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): { field: string; from: string; to: string }[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const [from, to] = [before.get(field) ?? '', after.get(field) ?? ''];
    return from === to ? [] : [{ field, from, to }];
  });
}
