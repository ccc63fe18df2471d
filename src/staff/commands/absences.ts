import { Prisma } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Actor, actorId } from '../actor.ts';
import { fieldFaults } from '../credentials.ts';
import { act, allowOwn, dayBefore, type Staff } from '../staff.ts';
import { type WorkingHours, workingHours } from '../workingHours.ts';

export interface AbsenceDays {
  /** "2026-01-31" */
  fromDay: string;
  /** The last day. */
  toDay: string;
  standInId: string | null;
}

/** A longer one is a year typed wrong; who is away for longer has another role. */
const MOST_DAYS = 400;

/** Enters days on which a person is away: their own, or anybody's for who keeps accounts. Throws FieldFaults. */
export function addAbsence(staff: Staff, actor: Actor, personId: string, { fromDay, toDay, standInId }: AbsenceDays): Promise<number> {
  allowOwn(actor, 'person.manage', personId);
  return act(staff, actor, async ({ tx, now, today, audit }) => {
    if (!(await tx.person.findFirst({ where: { id: personId, active: true } }))) throw new AppError('personUnknown', { status: 404 });
    if (toDay < fromDay) throw fieldFaults({ toDay: 'dayBefore' });
    if (toDay < today) throw fieldFaults({ toDay: 'dayPast' });
    if (Date.parse(toDay) - Date.parse(fromDay) > MOST_DAYS * 86_400_000) throw fieldFaults({ toDay: 'absenceLong' });
    if (standInId === personId) throw fieldFaults({ standInId: 'standInSelf' });
    if (standInId !== null && !(await tx.person.findFirst({ where: { id: standInId, active: true } }))) throw fieldFaults({ standInId: 'choose' });
    if (await tx.absence.findFirst({ where: { personId, fromDay: { lte: toDay }, toDay: { gte: fromDay } } }))
      throw fieldFaults({ fromDay: 'absenceTwice' });
    const { id } = await tx.absence.create({ data: { personId, fromDay, toDay, standInId, createdAt: now, createdBy: actorId(actor) } });
    await audit('absence.add', `person:${personId}`, { fromDay, toDay, standIn: standInId });
    return id;
  });
}

/**
 * Back at work: yesterday was the last day. An absence that has not begun goes. Returns what of it was still to come, which `addAbsence` takes
 * to have it back; null where nothing was.
 */
export function endAbsence(staff: Staff, actor: Actor, personId: string, id: number): Promise<AbsenceDays | null> {
  allowOwn(actor, 'person.manage', personId);
  return act(staff, actor, async ({ tx, today, audit }) => {
    const held = await tx.absence.findFirst({ where: { id, personId } });
    if (!held) throw new AppError('absenceUnknown', { status: 404 });
    if (held.fromDay >= today) await tx.absence.delete({ where: { id } });
    else if (held.toDay >= today) await tx.absence.update({ where: { id }, data: { toDay: dayBefore(today) } });
    await audit('absence.end', `person:${personId}`, { fromDay: held.fromDay, toDay: held.toDay });
    const { toDay, standInId } = held;
    return toDay >= today ? { fromDay: held.fromDay > today ? held.fromDay : today, toDay, standInId } : null;
  });
}

/** A person's own hours by weekday; null goes back to the agency's. Throws FieldFaults for hours that are none. */
export function changeWorkingHours(staff: Staff, actor: Actor, personId: string, hours: WorkingHours | null): Promise<void> {
  allowOwn(actor, 'person.manage', personId);
  if (hours !== null && !workingHours.safeParse(hours).success) throw fieldFaults({ hours: 'hours' });
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.person.updateMany({ where: { id: personId }, data: { hours: hours ?? Prisma.DbNull } });
    if (count === 0) throw new AppError('personUnknown', { status: 404 });
    await audit('person.hours', `person:${personId}`);
  });
}
