import type { Database, Transaction } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Membership, PersonActor, Role, Standing } from './actor.ts';

/** Memberships in force on a day, "2026-01-31"; the last day counts. */
export const inForceOn = (day: string) => ({ validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gte: day } }] });

/** The person as an actor on this day; null when there is no such person or it is no longer active. */
export async function loadActor(database: Database | Transaction, id: string, day: string): Promise<PersonActor | null> {
  const row = await database.person.findFirst({ where: { id, active: true }, include: { memberships: { where: inForceOn(day) } } });
  if (!row) return null;
  const memberships = row.memberships.map(
    ({ agencyId, unitId, role, field, standing }): Membership => ({ agencyId, unitId, role: role as Role, field, standing: standing as Standing }),
  );
  return { kind: 'person', id, name: row.name, locale: row.locale as Locale, memberships };
}

/** Active people who may keep accounts on this day and can sign in. */
export const countAdmins = (tx: Database | Transaction, day: string): Promise<number> =>
  tx.person.count({ where: { active: true, account: { isNot: null }, memberships: { some: { role: 'admin', ...inForceOn(day) } } } });

const listed = {
  memberships: { orderBy: { id: 'asc' } },
  account: { select: { username: true } },
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
