import type { Database, Transaction } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Membership, PersonActor, Role, Standing } from './actor.ts';

/** Memberships in force on a day, "2026-01-31"; the last day counts. */
export const inForceOn = (day: string) => ({ validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gte: day } }] });

type ActorRow = { name: string; locale: Locale } & { [K in keyof Membership]: Membership[K] | null };

/**
 * The person as an actor on this day; null when there is no such person or it is no longer active. Memberships in the order in which they
 * were given. One statement: every page of officials begins with it.
 */
export async function loadActor(database: Database | Transaction, id: string, day: string): Promise<PersonActor | null> {
  const rows = await database.$queryRaw<ActorRow[]>`
    SELECT p.name, p.locale, m."agencyId", m."unitId", m.role, m.field, m.standing FROM person p
    LEFT JOIN membership m ON m."personId" = p.id AND m."validFrom" <= ${day} AND (m."validTo" IS NULL OR m."validTo" >= ${day})
    WHERE p.id = ${id} AND p.active ORDER BY m.id`;
  const [person] = rows;
  if (!person) return null;
  const memberships = rows.flatMap(({ agencyId, unitId, role, field, standing }): Membership[] =>
    agencyId === null ? [] : [{ agencyId, unitId, role: role as Role, field, standing: standing as Standing }],
  );
  return { kind: 'person', id, name: person.name, locale: person.locale, memberships };
}

/** Active people who may keep accounts on this day and can sign in. */
export const countAdmins = (tx: Database | Transaction, day: string): Promise<number> =>
  tx.person.count({ where: { active: true, account: { isNot: null }, memberships: { some: { role: 'admin', ...inForceOn(day) } } } });

const listed = {
  memberships: { orderBy: { id: 'asc' } },
  account: { select: { username: true, twoFactorEnabled: true } },
} as const;

/** People by name, those who left last; `text` is looked for in name, position and user name. */
export async function listPeople(database: Database, { text, page, size }: { text: string; page: number; size: number }) {
  const contains = { contains: text, mode: 'insensitive' } as const;
  const where = text ? { OR: [{ name: contains }, { position: contains }, { account: { username: contains } }] } : {};
  const people = await database.person.findMany({
    where,
    include: listed,
    orderBy: [{ active: 'desc' }, { name: 'asc' }, { id: 'asc' }],
    skip: page * size,
    take: size,
  });
  return { people, total: await database.person.count({ where }) };
}

export const findPerson = (database: Database, id: string) => database.person.findUnique({ where: { id }, include: listed });
export type ListedPerson = NonNullable<Awaited<ReturnType<typeof findPerson>>>;
