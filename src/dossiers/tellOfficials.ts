import { nextWorkingMoment } from '#src/calendar/index.ts';
import { loadCalendar } from '#src/calendar/store/load.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice } from '#src/notices/notice.ts';
import type { QuietHours } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { inForceOn } from '#src/staff/people.ts';
import { loadReach } from '#src/staff/reach.ts';
import { dayOf, formatDate, formatDateTime } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import type { DossierEvent } from './events.ts';

/** What officials are told at once, each time it happens; reminders are the ladder's. */
const TOLD = [
  'handOverOffered',
  'handOverRefused',
  'handOverWithdrawn',
  'consultationStarted',
  'consultationAnswered',
  'apologyProposed',
  'apologyRejected',
] as const;
type Told = Extract<DossierEvent, { kind: (typeof TOLD)[number] }>;
const isTold = (event: DossierEvent): event is Told => (TOLD as readonly string[]).includes(event.kind);

/**
 * Officials hear of what is addressed to them or to their unit, in working time, said once; an absent person's stand-in hears of it instead.
 * Nothing in it is personal: the code, the procedure, the times. Returns how many notices were kept.
 */
export async function tellOfficials(tx: Transaction, events: DossierEvent[], now: Date, quiet?: QuietHours): Promise<number> {
  let kept = 0;
  for (const event of events.filter(isTold)) kept += await tell(tx, event, now, quiet);
  return kept;
}

async function tell(tx: Transaction, event: Told, now: Date, quiet?: QuietHours): Promise<number> {
  const dossier = await tx.dossier.findUniqueOrThrow({ where: { id: event.dossierId }, select: { agencyId: true, unitId: true } });
  const addressed = await addressees(tx, event, dossier, dayOf(now));
  if (addressed.length === 0) return 0;
  const reaches = await loadReach(tx, addressed, now);
  const receivers = new Set(addressed.map((id) => (reaches.get(id)?.absentUntil === undefined ? id : reaches.get(id)?.standIn)));
  const notBefore = nextWorkingMoment(await loadCalendar(tx, dossier.agencyId), now);
  const notices = [...receivers].flatMap((id): Notice[] => {
    const reach = id === undefined ? undefined : reaches.get(id);
    const to = reach?.chats.map(({ channel, chatId }): Address => ({ channel, chat: chatId })) ?? [];
    if (!reach || to.length === 0) return [];
    return [
      {
        kind: 'notice',
        to: to as [Address, ...Address[]],
        reply: drawOfficialNotice(event, reach.locale),
        locale: reach.locale,
        key: `official:${event.dossierId}:${event.kind}:${event.at.toISOString()}:${id}`,
        subject: `dossier:${event.code}`,
        notBefore,
      },
    ];
  });
  return enqueue(tx, notices, now, quiet);
}

const person = (actor: string | null | undefined): string[] => (actor?.startsWith('person:') ? [actor.slice('person:'.length)] : []);

/** To whom an event is addressed: a person where one is named, else the unit's heads, else whoever works there. */
async function addressees(tx: Transaction, event: Told, { agencyId, unitId }: { agencyId: string; unitId: string }, day: string): Promise<string[]> {
  const { dossierId } = event;
  switch (event.kind) {
    case 'handOverOffered':
    case 'handOverWithdrawn':
      return event.toOfficerId ? [event.toOfficerId] : unitPeople(tx, event.toUnitId, day);
    case 'handOverRefused': {
      const sent = await tx.dossierHandOver.findFirst({ where: { dossierId, toUnitId: event.toUnitId }, orderBy: { number: 'desc' } });
      return person(sent?.sentBy);
    }
    case 'consultationStarted':
      return unitPeople(tx, event.askedOf, day);
    case 'consultationAnswered': {
      const asked = await tx.dossierConsultation.findFirst({
        where: { dossierId, askedOf: event.askedOf },
        orderBy: { answeredAt: { sort: 'desc', nulls: 'last' } },
      });
      return person(asked?.askedBy);
    }
    case 'apologyProposed': {
      const heads = await heldBy(tx, { role: 'unitHead', ...inUnit(unitId) }, day);
      return heads.length > 0 ? heads : heldBy(tx, { role: 'leader', agencyId }, day);
    }
    case 'apologyRejected': {
      const proposed = await tx.dossierApology.findFirst({ where: { dossierId }, orderBy: { id: 'desc' } });
      return person(proposed?.proposedBy);
    }
  }
}

/** A vertical agency's people belong to the unit that carries their agency's own id. */
const inUnit = (unitId: string) => ({ OR: [{ unitId }, { unitId: null, agencyId: unitId }] });

async function unitPeople(tx: Transaction, unitId: string, day: string): Promise<string[]> {
  const heads = await heldBy(tx, { role: 'unitHead', ...inUnit(unitId) }, day);
  return heads.length > 0 ? heads : heldBy(tx, { role: { in: ['officer', 'oneStopOfficer'] }, ...inUnit(unitId) }, day);
}

async function heldBy(tx: Transaction, where: object, day: string): Promise<string[]> {
  const rows = await tx.membership.findMany({ where: { AND: [where, inForceOn(day)], person: { active: true } }, select: { personId: true } });
  return [...new Set(rows.map(({ personId }) => personId))];
}

function drawOfficialNotice(event: Told, locale: 'vi' | 'en') {
  const say = sayIn(locale);
  const values = { code: event.code, procedure: event.procedureName };
  const text = () => {
    switch (event.kind) {
      case 'handOverOffered':
      case 'consultationStarted':
        return say(`work.told.${event.kind}${event.dueAt ? 'Due' : ''}`, { ...values, due: event.dueAt ? formatDateTime(event.dueAt) : '' });
      case 'handOverRefused':
      case 'handOverWithdrawn':
        return say(`work.told.${event.kind}`, { ...values, reason: event.reason });
      case 'consultationAnswered':
        return say('work.told.consultationAnswered', values);
      case 'apologyProposed':
        return say('work.told.apologyProposed', {
          ...values,
          from: formatDate(event.originalDueAt),
          to: formatDate(event.newDueAt),
          reason: event.reason,
        });
      case 'apologyRejected':
        return say('work.told.apologyRejected', { ...values, note: event.note });
    }
  };
  return reply([
    { kind: 'text', text: text() },
    { kind: 'note', text: say('work.told.how') },
  ]);
}
