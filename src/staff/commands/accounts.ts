import { systemClock } from '#src/platform/clock.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Actor, PersonActor } from '../actor.ts';
import { act, allow, type Staff } from '../staff.ts';

export interface OpenSession {
  id: string;
  /** As deviceOf says, "chrome/windows". */
  device: string;
  /** By the machine's time, as sessions are. */
  since: Date;
}

/** The sessions somebody has open, newest first. From where they came is not kept. */
export async function openSessions({ database }: Staff, personId: string): Promise<OpenSession[]> {
  const rows = await database.authSession.findMany({
    where: { userId: personId, expiresAt: { gt: systemClock.now() } },
    orderBy: { createdAt: 'desc' },
  });
  return rows.map(({ id, userAgent, createdAt }) => ({ id, device: userAgent || 'other/other', since: createdAt }));
}

/** Ends one of one's own sessions. */
export function endSession(staff: Staff, actor: PersonActor, id: string): Promise<void> {
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.authSession.deleteMany({ where: { id, userId: actor.id } });
    if (count === 0) throw new AppError('sessionUnknown', { status: 404 });
    await audit('session.end', `person:${actor.id}`, { count });
  });
}

/** Ends all of one's own sessions but the one that is named. */
export function endOtherSessions(staff: Staff, actor: PersonActor, keep: string): Promise<void> {
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.authSession.deleteMany({ where: { userId: actor.id, id: { not: keep } } });
    await audit('session.end', `person:${actor.id}`, { count });
  });
}

/** Ends every session of somebody, for an admin. */
export function endSessionsOf(staff: Staff, actor: Actor, personId: string): Promise<void> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.authSession.deleteMany({ where: { userId: personId } });
    await audit('session.end', `person:${personId}`, { count });
  });
}

/** For who lost their phone and their codes: takes the second factor away and ends every session. Their password stays. */
export function resetSecondFactor(staff: Staff, actor: Actor, personId: string): Promise<void> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.authTwoFactor.deleteMany({ where: { userId: personId } });
    if (count === 0) throw new AppError('factorNone', { status: 409 });
    await tx.authUser.update({ where: { id: personId }, data: { twoFactorEnabled: false } });
    await tx.authSession.deleteMany({ where: { userId: personId } });
    await audit('factor.reset', `person:${personId}`);
  });
}
