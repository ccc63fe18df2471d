import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Membership } from './actor.ts';

/** Days without signing in, or without use of a key, after which somebody has to ask why it is still there. */
export const UNUSED_DAYS = 90;
const DAY_MS = 86_400_000;

export const ACCESS_FINDINGS = ['unused', 'neverSignedIn', 'left', 'placeGone', 'noRole'] as const;
export type AccessFinding = (typeof ACCESS_FINDINGS)[number];

/** One thing that somebody may, to be confirmed or taken away. */
export interface AccessRow {
  /** "membership:12", "account:<person>" (an account without any role), "key:3". */
  subject: string;
  /** Of a person's: whose. */
  person: { id: string; name: string } | null;
  membership: (Pick<Membership, 'agencyId' | 'unitId' | 'field'> & { role: string; standing: string }) | null;
  key: { name: string; scopes: string[] } | null;
  /** "2026-01-31" of the last sign-in or use; null when there was none. */
  lastUsed: string | null;
  findings: AccessFinding[];
}

/** "2026-Q4" of a day "2026-11-22": the quarter of the calendar year in which a review falls due. */
export const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;

export function quarterBefore(quarter: string): string {
  const [year, number] = [Number(quarter.slice(0, 4)), Number(quarter.slice(6))];
  return number === 1 ? `${year - 1}-Q4` : `${year}-Q${number - 1}`;
}

/** Last day of a quarter, when its review must be signed. */
export function quarterEnd(quarter: string): string {
  const month = Number(quarter.slice(6)) * 3;
  return new Date(Date.UTC(Number(quarter.slice(0, 4)), month, 0)).toISOString().slice(0, 10);
}

/** How the review stands on a day: signed this quarter, due, or already missed in an earlier one. `since`: the day of the first account. */
export function reviewStanding(today: string, lastSigned: string | null, since: string): 'signed' | 'due' | 'missed' {
  const quarter = quarterOf(today);
  if (lastSigned === quarter) return 'signed';
  return (lastSigned ?? quarterBefore(quarterOf(since))) < quarterBefore(quarter) ? 'missed' : 'due';
}

const isOld = (day: string | null, created: string, today: string): boolean => Date.parse(today) - Date.parse(day ?? created) > UNUSED_DAYS * DAY_MS;

/** Everything that people and programs may at a time, by person, keys last; `places` are the ids of agencies and units that exist. */
export async function accessRows(database: Database, at: Date, places: ReadonlySet<string>): Promise<AccessRow[]> {
  const today = dayOf(at);
  const still = { OR: [{ validTo: null }, { validTo: { gte: today } }] };
  const people = await database.person.findMany({
    where: { OR: [{ memberships: { some: still } }, { active: true, account: { isNot: null } }] },
    include: { memberships: { where: still, orderBy: { id: 'asc' } }, account: { select: { id: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const used = await lastSignIns(
    database,
    people.map(({ id }) => id),
  );
  const ofPeople = people.flatMap(({ id, name, active, createdAt, memberships, account }): AccessRow[] => {
    const lastUsed = used.get(id) ?? null;
    const rest = { person: { id, name }, key: null, lastUsed };
    const common = {
      left: !active,
      neverSignedIn: active && account === null,
      unused: active && account !== null && isOld(lastUsed, dayOf(createdAt), today),
    };
    const findings = (is: Partial<Record<AccessFinding, boolean>>) => ACCESS_FINDINGS.filter((finding) => is[finding]);
    if (memberships.length === 0) return [{ ...rest, subject: `account:${id}`, membership: null, findings: findings({ ...common, noRole: true }) }];
    return memberships.map((membership) => ({
      ...rest,
      subject: `membership:${membership.id}`,
      membership,
      findings: findings({ ...common, placeGone: !places.has(membership.unitId ?? membership.agencyId) }),
    }));
  });
  const keys = await database.apiKey.findMany({
    where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: at } }] },
    orderBy: { id: 'asc' },
  });
  const ofKeys = keys.map(
    ({ id, name, scopes, lastUsedDay, createdAt }): AccessRow => ({
      ...{ subject: `key:${id}`, person: null, membership: null, key: { name, scopes }, lastUsed: lastUsedDay },
      findings: isOld(lastUsedDay, dayOf(createdAt), today) ? ['unused'] : [],
    }),
  );
  return [...ofPeople, ...ofKeys];
}

/** The day on which each of these people last signed in; a session lasts a working day at most. */
async function lastSignIns(database: Database, ids: readonly string[]): Promise<Map<string, string>> {
  const where = { action: 'session.begin', subject: { in: ids.map((id) => `person:${id}`) } };
  const rows = await database.auditEvent.groupBy({ by: ['subject'], where, _max: { at: true } });
  return new Map(rows.flatMap(({ subject, _max }) => (_max.at ? [[subject.slice('person:'.length), dayOf(_max.at)] as const] : [])));
}

/** How the review stands now. Null while there is no account to review. */
export async function reviewNow(database: Database, at: Date) {
  const first = await database.authUser.findFirst({ orderBy: { createdAt: 'asc' }, include: { person: { select: { createdAt: true } } } });
  if (!first) return null;
  const signed = await database.accessReview.findFirst({ where: { signedAt: { not: null } }, orderBy: { quarter: 'desc' } });
  const today = dayOf(at);
  const quarter = quarterOf(today);
  return { quarter, end: quarterEnd(quarter), standing: reviewStanding(today, signed?.quarter ?? null, dayOf(first.person.createdAt)) };
}
