import { createHash } from 'node:crypto';
import { AppError } from '#src/platform/errors.ts';
import type { Locale } from '#src/platform/texts.ts';
import type { Actor, Membership } from '../actor.ts';
import { countAdmins } from '../people.ts';
import { type Act, act, allow, dayBefore, type Staff } from '../staff.ts';
import { takeBack } from '../takeBack.ts';

export interface PersonDetails {
  name: string;
  position: string | null;
  phone: string | null;
  locale: Locale;
}

/** What of a role was still to come when it was ended: `addMembership` takes it to give the role back. */
export type MembershipRest = Membership & { validFrom: string; validTo: string | null };

/** Of what is known of a person, as a page showed it. */
export const personMark = ({ name, position, phone, locale }: Omit<PersonDetails, 'locale'> & { locale: string }): string =>
  createHash('sha256')
    .update(JSON.stringify([name, position, phone, locale]))
    .digest('base64url')
    .slice(0, 16);

const missing = () => new AppError('personUnknown', { status: 404 });

/** Refuses what would leave nobody to keep accounts; asked after the change, in its transaction. */
async function keepAnAdmin({ tx, today }: Act): Promise<void> {
  if ((await countAdmins(tx, today)) === 0) throw new AppError('lastAdmin', { status: 409 });
}

/** Adds a person; they sign in once they have used a set-up link. Returns the id. */
export function createPerson(staff: Staff, actor: Actor, details: PersonDetails, memberships: Membership[] = []): Promise<string> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, now, today, audit }) => {
    const { id } = await tx.person.create({
      data: { ...details, createdAt: now, memberships: { create: memberships.map((membership) => ({ ...membership, validFrom: today })) } },
    });
    await audit('person.create', `person:${id}`, { roles: memberships.map(({ role }) => role).join(', ') });
    return id;
  });
}

/** `mark` is that of the details typed over. Throws `personUnknown`, and `personChanged` where somebody else has changed them since. */
export function changePerson(staff: Staff, actor: Actor, id: string, details: PersonDetails, mark: string): Promise<void> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, audit }) => {
    const held = await tx.person.findUnique({ where: { id } });
    if (!held) throw missing();
    if (personMark(held) !== mark) throw new AppError('personChanged', { status: 409 });
    await tx.person.update({ where: { id }, data: details });
    await tx.authUser.updateMany({ where: { id }, data: { name: details.name } });
    await audit('person.change', `person:${id}`);
  });
}

/** From this moment the person can do nothing: sessions end, links are void, chats are anybody's. Memberships stay, and count again after `reactivatePerson`. */
export function deactivatePerson(staff: Staff, actor: Actor, id: string): Promise<void> {
  allow(actor, 'person.manage');
  return act(staff, actor, async (step) => {
    const { count } = await step.tx.person.updateMany({ where: { id }, data: { active: false } });
    if (count === 0) throw missing();
    await step.tx.authSession.deleteMany({ where: { userId: id } });
    await step.tx.setupLink.deleteMany({ where: { personId: id, usedAt: null } });
    await step.tx.pairingCode.deleteMany({ where: { personId: id } });
    const chats = await step.tx.personChat.findMany({ where: { personId: id } });
    await step.tx.personChat.deleteMany({ where: { personId: id } });
    for (const chat of chats) await takeBack(step.tx, chat, id, step.now);
    await keepAnAdmin(step);
    await step.audit('person.deactivate', `person:${id}`);
  });
}

export function reactivatePerson(staff: Staff, actor: Actor, id: string): Promise<void> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, audit }) => {
    const { count } = await tx.person.updateMany({ where: { id }, data: { active: true } });
    if (count === 0) throw missing();
    await audit('person.reactivate', `person:${id}`);
  });
}

/** Gives a role from a day on, "2026-01-31", until another day where one is named. */
export function addMembership(staff: Staff, actor: Actor, personId: string, membership: MembershipRest): Promise<number> {
  allow(actor, 'person.manage');
  return act(staff, actor, async ({ tx, audit }) => {
    if (!(await tx.person.findUnique({ where: { id: personId } }))) throw missing();
    const { id } = await tx.membership.create({ data: { personId, ...membership } });
    const { role, agencyId, unitId, field, validFrom, validTo } = membership;
    await audit('membership.add', `person:${personId}`, { role, agencyId, unitId, field, validFrom, validTo });
    return id;
  });
}

/**
 * Ends a membership at once: yesterday was its last day. One that began today or later never was in force, and goes. Returns what of it was
 * still to come; null where nothing was.
 */
export function endMembership(staff: Staff, actor: Actor, personId: string, id: number): Promise<MembershipRest | null> {
  allow(actor, 'person.manage');
  return act(staff, actor, async (step) => {
    const { tx, today } = step;
    const held = await tx.membership.findFirst({ where: { id, personId } });
    if (!held) throw new AppError('membershipUnknown', { status: 404 });
    if (held.validFrom >= today) await tx.membership.delete({ where: { id } });
    else if (held.validTo === null || held.validTo >= today) await tx.membership.update({ where: { id }, data: { validTo: dayBefore(today) } });
    if (held.role === 'admin') await keepAnAdmin(step);
    await step.audit('membership.end', `person:${personId}`, { role: held.role, agencyId: held.agencyId, unitId: held.unitId });
    const { role, agencyId, unitId, field, standing, validTo } = held;
    const validFrom = held.validFrom > today ? held.validFrom : today;
    return validTo === null || validTo >= today ? ({ role, agencyId, unitId, field, standing, validFrom, validTo } as MembershipRest) : null;
  });
}
