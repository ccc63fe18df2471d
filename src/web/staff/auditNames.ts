import type { AdminUnit, UnitSuccession } from '#src/directory/adminUnit.ts';
import { loadDirectory } from '#src/directory/directory.ts';
import type { AuditEvent } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { LOCALES, type Say, sayIn } from '#src/platform/texts.ts';
import { fold } from '#src/text/fold.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { membershipsIn, type Named, peopleIn } from './auditDetails.ts';
import { loadPlaces, type Places } from './places.ts';

/** What lines name: people and their roles, agencies and units, administrative units and what became of them. */
export interface Names {
  people: ReadonlyMap<string, string>;
  roles: ReadonlyMap<string, { name: string; role: string }>;
  places: Places;
  units: readonly AdminUnit[];
  successions: readonly UnitSuccession[];
}

/** The names that these lines need. */
export async function namesIn(database: Database, events: readonly AuditEvent[]): Promise<Names> {
  const ids = new Set(
    events.flatMap(({ actor, subject, details }) => [actor, subject, ...peopleIn(details)]).filter((id) => id.startsWith('person:')),
  );
  const people = await database.person.findMany({ where: { id: { in: [...ids].map((id) => id.slice(7)) } }, select: { id: true, name: true } });
  const held = [...new Set(events.flatMap(({ details }) => membershipsIn(details)))];
  const roles =
    held.length > 0
      ? await database.membership.findMany({ where: { id: { in: held } }, select: { id: true, role: true, person: { select: { name: true } } } })
      : [];
  const areas = events.some(({ subject }) => /^(?:unit|succession):/.test(subject));
  const { units, successions } = areas ? await loadDirectory(database) : { units: [], successions: [] };
  return {
    people: new Map(people.map(({ id, name }) => [`person:${id}`, name])),
    roles: new Map(roles.map(({ id, role, person }) => [`membership:${id}`, { role, name: person.name }])),
    places: await loadPlaces(database),
    ...{ units, successions },
  };
}

/** The names in words of a language. */
export function namedIn(say: Say, { people, roles, places, units, successions }: Names): Named {
  const unitName = (code: string): string | undefined => {
    const unit = units.find((each) => each.code === code);
    return unit && say(`directory.unitKind.${unit.kind}`, { name: unit.name });
  };
  return {
    person: (id) => people.get(id),
    role: (id) => {
      const held = roles.get(id);
      return held && `${held.name} (${say(`staff.role.${held.role}`)})`;
    },
    place: (id) => {
      const change = successions.find((each) => each.id === id);
      if (change) return `${change.to.map((code) => unitName(code) ?? code).join(', ')}, ${formatIsoDate(change.date)}`;
      return unitName(id) ?? places.named(id);
    },
  };
}

/** Agencies and units, of offices and of the land, whose name as the page shows it has what was typed in it. */
export async function placesNamed(database: Database, typed: string): Promise<string[]> {
  const { agencies, units } = await loadDirectory(database);
  const meant = fold(typed);
  const has = (name: string): boolean => fold(name).includes(meant);
  return [
    ...agencies.filter(({ name }) => has(name)).flatMap(({ id }) => [`agency:${id}`, `unit:${id}`]),
    ...units
      .filter(({ kind, name }) => LOCALES.some((locale) => has(sayIn(locale)(`directory.unitKind.${kind}`, { name }))))
      .map(({ code }) => `unit:${code}`),
  ];
}
