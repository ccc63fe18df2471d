import type { Database } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import { chatsOf, type PairedChat } from './chats.ts';
import { inForceOn } from './people.ts';
import { awayOn } from './reach.ts';
import { standInOf } from './standIns.ts';

/** What keeps reminders from reaching somebody, or makes an account nobody's. */
export const PERSON_FINDINGS = ['noRole', 'placeGone', 'neverSignedIn', 'noChat', 'chatGone', 'noStandIn'] as const;
export type PersonFinding = (typeof PERSON_FINDINGS)[number];

export interface StaffFindings {
  people: { id: string; name: string; findings: PersonFinding[] }[];
  /** Places with officers and neither head nor deputy: nobody approves there, and nobody hears of what is late. */
  withoutHead: { agencyId: string; unitId: string | null }[];
}

/** Roles whose people are reminded of something. */
const REMINDED: readonly string[] = ['oneStopOfficer', 'officer', 'unitHead', 'leader'];

/** What is to be put in order about people at a time; `places` are the ids of agencies and units that exist. */
export async function staffFindings(database: Database, at: Date, places: ReadonlySet<string>): Promise<StaffFindings> {
  const today = dayOf(at);
  const people = await database.person.findMany({
    where: { active: true },
    include: { memberships: { where: inForceOn(today) }, account: { select: { id: true } } },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
  });
  const chats = Map.groupBy(
    await chatsOf(
      database,
      people.map(({ id }) => id),
    ),
    ({ personId }) => personId,
  );
  const away = await awayOn(database, today);
  const works = new Set(people.map(({ id }) => id));
  const found = people.map(({ id, name, memberships, account }) => {
    const reminded = memberships.some(({ role }) => REMINDED.includes(role));
    const own: readonly PairedChat[] = chats.get(id) ?? [];
    const is: Record<PersonFinding, boolean> = {
      noRole: memberships.length === 0,
      placeGone: memberships.some(({ agencyId, unitId }) => !places.has(unitId ?? agencyId)),
      neverSignedIn: account === null,
      noChat: reminded && own.length === 0,
      chatGone: own.length > 0 && own.every(({ gone }) => gone),
      noStandIn: reminded && away.has(id) && standInOf(id, away, (other) => works.has(other)) === null,
    };
    return { id, name, findings: PERSON_FINDINGS.filter((finding) => is[finding]) };
  });
  const held = people.flatMap(({ memberships }) => memberships.filter(({ role }) => REMINDED.includes(role) && role !== 'leader'));
  const byPlace = Map.groupBy(held, ({ agencyId, unitId }) => `${agencyId} ${unitId ?? ''}`);
  const headless = [...byPlace.values()].filter((rows) => rows.every(({ role, standing }) => role !== 'unitHead' && standing === 'member'));
  return {
    people: found.filter(({ findings }) => findings.length > 0),
    withoutHead: headless.map(([first]) => ({ agencyId: first!.agencyId, unitId: first!.unitId })),
  };
}
