import { type Calendar, dayZeroOf, isOverdue } from '#src/calendar/index.ts';
import type { Place } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Said, Source, Stage, Subject } from './subject.ts';

interface HandOver {
  number: number;
  toUnitId: string;
  toOfficerId: string | null;
  sentAt: string;
}

interface Consultation {
  id: number;
  dueAt: string;
  askedAt: string;
  /** The unit or agency of ours that is asked; null where it is somebody else. */
  askedOf: string | null;
}

/** What reminders need to know of an open dossier, and nothing personal. */
export interface DossierFacts {
  id: number;
  code: string;
  agencyId: string;
  unitId: string;
  officerId: string | null;
  procedureCode: string;
  procedureName: string;
  field: string;
  channel: string;
  state: string;
  submittedAt: Date;
  acceptedAt: Date | null;
  lastEventAt: Date;
  clockStartedAt: Date | null;
  pauses: { to: string }[];
  pausedAt: Date | null;
  dueAt: Date | null;
  reappointments: number;
  proposed: boolean;
  apologisedAt: Date | null;
  resolvedAt: Date | null;
  supplement: { number: number; requestedAt: string; deadline: string | null } | null;
  handOvers: HandOver[];
  consultations: Consultation[];
  snoozes: { personId: string; until: string }[];
}

/** Dossiers that are still worked on. One whose result only waits to be collected asks for nothing. */
export const dossierSource: Source = {
  kind: 'dossier',
  ended: async (database, since) =>
    (await database.dossier.findMany({ where: { resolvedAt: { gte: since } }, select: { id: true } })).map(({ id }) => String(id)),
  async load(database, ids, { now, calendarOf, since = null }) {
    const rows = await database.$queryRaw<DossierFacts[]>`
      SELECT d.id, d.code, d."agencyId", d."unitId", d."officerId", d."procedureCode", d."procedureName", d.field, d.channel, d.state, d."submittedAt",
        d."acceptedAt", d."lastEventAt", d."clockStartedAt", d.pauses, d."pausedAt", d."dueAt", d.reappointments,
        d."resolvedAt", EXISTS (SELECT FROM dossier_apology a WHERE a."dossierId" = d.id AND a.state = 'proposed') AS proposed,
        (SELECT max(a."decidedAt") FROM dossier_apology a WHERE a."dossierId" = d.id AND a.state = 'approved') AS "apologisedAt",
        (SELECT json_build_object('number', s.number, 'requestedAt', s."requestedAt", 'deadline', s.deadline)
          FROM dossier_supplement s WHERE s."dossierId" = d.id AND s."completedAt" IS NULL LIMIT 1) AS supplement,
        (SELECT coalesce(json_agg(json_build_object('number', h.number, 'toUnitId', h."toUnitId", 'toOfficerId', h."toOfficerId", 'sentAt', h."sentAt")), '[]')
          FROM dossier_hand_over h WHERE h."dossierId" = d.id AND h."confirmedAt" IS NULL AND h."refusedAt" IS NULL AND h."finishedAt" IS NULL) AS "handOvers",
        (SELECT coalesce(json_agg(json_build_object('id', c.id, 'dueAt', c."dueAt", 'askedAt', c."askedAt", 'askedOf',
            CASE WHEN EXISTS (SELECT FROM membership m WHERE m."agencyId" = c."askedOf")
              OR EXISTS (SELECT FROM membership m WHERE m."agencyId" = d."agencyId" AND m."unitId" = c."askedOf") THEN c."askedOf" END)), '[]')
          FROM dossier_consultation c WHERE c."dossierId" = d.id AND c."answeredAt" IS NULL AND c."dueAt" IS NOT NULL) AS consultations,
        (SELECT coalesce(json_agg(json_build_object('personId', s."personId", 'until', s.until)), '[]')
          FROM dossier_snooze s WHERE s."dossierId" = d.id AND s.until > ${now}) AS snoozes
      FROM dossier d WHERE d.id = ANY(${ids.map(Number)}::int[]) AND (d."closedAt" IS NULL AND d."resolvedAt" IS NULL OR d."resolvedAt" >= ${since}::timestamptz)`;
    return Promise.all(rows.map(async (facts) => dossierSubject(facts, await calendarOf(facts.agencyId), now)));
  },
};

/** Pure: what runs at a dossier. While the clock stands nothing is said but that the citizen has not answered. */
export function dossierSubject(dossier: DossierFacts, calendar: Calendar, now: Date): Subject {
  const { agencyId, unitId, field, officerId, code, procedureName: name } = dossier;
  const place: Place = { agencyId, unitId, field, officerId };
  const said = (dueAt: Date | null): Said => ({ code, name, dueAt: dueAt?.toISOString() ?? null });
  const stages = [...termStages(dossier, said, now), ...acceptStages(dossier, calendar, said), ...waitingStages(dossier, place, said)];
  const snoozes = dossier.snoozes.map(({ personId, until }) => ({ personId, until: new Date(until) }));
  return {
    kind: 'dossier',
    id: String(dossier.id),
    place,
    procedureCode: dossier.procedureCode,
    stages,
    snoozes,
    ...(dossier.resolvedAt && { endedAt: dossier.resolvedAt }),
  };
}

type SaidOf = (dueAt: Date | null) => Said;

function termStages(dossier: DossierFacts, said: SaidOf, now: Date): Stage[] {
  const { dueAt, acceptedAt, pausedAt, lastEventAt, reappointments, proposed } = dossier;
  if (acceptedAt === null || pausedAt !== null) return [];
  const idle: Stage = {
    ladder: 'idle',
    version: lastEventAt.toISOString(),
    anchor: dayOf(lastEventAt),
    since: null,
    said: said(dueAt),
  };
  if (dueAt === null) return [idle];
  const since = latest([dossier.clockStartedAt ?? acceptedAt, ...dossier.pauses.map(({ to }) => new Date(to)), dossier.apologisedAt]);
  const due: Stage = { ladder: 'due', version: dayOf(dueAt), anchor: dayOf(dueAt), since, said: said(dueAt) };
  const apology: Stage = { ...due, ladder: 'apology', said: { ...due.said, ...(proposed && { proposed: true as const }) } };
  return [due, ...(reappointments === 0 && !isOverdue(dueAt, now) ? [apology] : []), idle];
}

/** What came in at the counter is received there and then; only what was sent waits for somebody. */
function acceptStages({ state, channel, acceptedAt, submittedAt }: DossierFacts, calendar: Calendar, said: SaidOf): Stage[] {
  if (state !== 'submitted' || acceptedAt !== null || channel === 'direct') return [];
  return [{ ladder: 'accept', version: submittedAt.toISOString(), anchor: dayZeroOf(calendar, submittedAt), since: null, said: said(null) }];
}

function waitingStages({ state, supplement, handOvers, consultations, pausedAt }: DossierFacts, place: Place, said: SaidOf): Stage[] {
  const stages: Stage[] = [];
  if (state === 'supplementRequested' && supplement) {
    const { number, requestedAt, deadline } = supplement;
    const until = deadline === null ? null : new Date(deadline);
    const common = { version: `${number}`, since: null, said: said(until) };
    stages.push({ ladder: 'supplement', anchor: dayOf(new Date(requestedAt)), ...common });
    if (until) stages.push({ ladder: 'supplementEnd', anchor: dayOf(until), ...common });
  }
  if (pausedAt !== null) return stages;
  for (const { number, sentAt, toUnitId, toOfficerId } of handOvers) {
    const there: Place = { ...place, unitId: toUnitId, officerId: toOfficerId };
    stages.push({ ladder: 'handOver', version: `${number}`, anchor: dayOf(new Date(sentAt)), since: null, said: said(null), place: there });
  }
  for (const { id, dueAt, askedAt, askedOf } of consultations) {
    const due = new Date(dueAt);
    const common = { version: `${id} ${dayOf(due)}`, anchor: dayOf(due), said: said(due) };
    stages.push({ ladder: 'consultation', since: null, ...common });
    // Who is asked has no other way to remember it: the dossier is not theirs.
    if (askedOf) stages.push({ ladder: 'consulted', since: new Date(askedAt), place: { ...place, unitId: askedOf, officerId: null }, ...common });
  }
  return stages;
}

const latest = (times: (Date | null)[]): Date => new Date(Math.max(...times.map((at) => at?.getTime() ?? 0)));
