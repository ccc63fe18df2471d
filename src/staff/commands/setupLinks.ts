import { createHash, randomBytes } from 'node:crypto';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';
import { type Actor, actorId, SYSTEM_ACTOR } from '../actor.ts';
import { fieldFaults, passwordFault, usernameOf } from '../credentials.ts';
import { countAdmins } from '../people.ts';
import { forgetFailures } from '../signInGuard.ts';
import { act, allow, type Staff } from '../staff.ts';

/** A set-up link is good once, and for a day; for a first admin until the next start at the latest. */
export const LINK_HOURS = 24;

const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');
const newToken = () => randomBytes(32).toString('base64url');

export interface IssuedLink {
  /** 256 random bits, to be said once: only its hash is kept. */
  token: string;
  expiresAt: Date;
}

/** A link for a new person or for a forgotten password; links given before become void. */
export function issueSetupLink(staff: Staff, actor: Actor, personId: string): Promise<IssuedLink> {
  allow(actor, 'person.manage');
  const token = newToken();
  return act(staff, actor, async ({ tx, now, audit }) => {
    const person = await tx.person.findFirst({ where: { id: personId, active: true }, include: { account: true } });
    if (!person) throw new AppError('personUnknown', { status: 404 });
    const purpose = person.account ? 'reset' : 'invite';
    const expiresAt = new Date(now.getTime() + LINK_HOURS * 3_600_000);
    await tx.setupLink.deleteMany({ where: { personId, usedAt: null } });
    await tx.setupLink.create({ data: { tokenHash: hashOf(token), purpose, personId, createdAt: now, createdBy: actorId(actor), expiresAt } });
    await audit('setupLink.issue', `person:${personId}`, { purpose });
    return { token, expiresAt };
  });
}

/** A link for the first admin, or null when there is an admin. Several instances may each print one: the first one used wins. */
export function issueFirstAdminLink(staff: Staff): Promise<IssuedLink | null> {
  const token = newToken();
  return act(staff, SYSTEM_ACTOR, async ({ tx, now, today, audit }) => {
    if ((await countAdmins(tx, today)) > 0) return null;
    const expiresAt = new Date(now.getTime() + LINK_HOURS * 3_600_000);
    await tx.setupLink.create({ data: { tokenHash: hashOf(token), purpose: 'firstAdmin', createdAt: now, createdBy: 'system', expiresAt } });
    await audit('setupLink.issue', 'firstAdmin', { purpose: 'firstAdmin' });
    return { token, expiresAt };
  });
}

const stillGood = (tx: Database | Transaction, token: string, now: Date) =>
  tx.setupLink.findFirst({
    where: { tokenHash: hashOf(token), usedAt: null, expiresAt: { gt: now }, OR: [{ personId: null }, { person: { active: true } }] },
    include: { person: { include: { account: true } } },
  });

export interface OpenLink {
  purpose: 'firstAdmin' | 'invite' | 'reset';
  /** Of whom; null for a first admin. */
  name: string | null;
  /** Set already: it stays. */
  username: string | null;
}

/** What the page of a link asks for; null when the link was used, is too old, void, or never was. */
export async function readSetupLink({ database, clock }: Staff, token: string): Promise<OpenLink | null> {
  const link = await stillGood(database, token, clock.now());
  if (!link || (link.purpose === 'firstAdmin' && (await countAdmins(database, dayOf(clock.now()))) > 0)) return null;
  return { purpose: link.purpose as OpenLink['purpose'], name: link.person?.name ?? null, username: link.person?.account?.username ?? null };
}

export interface Credentials {
  /** Of a first admin. */
  name?: string | undefined;
  /** Not for a reset. */
  username?: string | undefined;
  password: string;
}

/** Uses a link: sets the password, makes the account where there is none, ends other sessions. Returns the user name. */
export async function acceptSetupLink(staff: Staff, token: string, given: Credentials): Promise<string> {
  const { password } = given;
  const known = (await readSetupLink(staff, token))?.username;
  const fault = await passwordFault(password, known ?? usernameOf(given.username) ?? '');
  // Before the transaction: hashing takes about 60 ms, on purpose.
  const hash = fault ? null : await hashed(password);
  return act(staff, SYSTEM_ACTOR, async ({ tx, now, today, audit }) => {
    const link = await stillGood(tx, token, now);
    if (!link || (link.purpose === 'firstAdmin' && (await countAdmins(tx, today)) > 0)) throw new AppError('linkUnusable', { status: 410 });
    const username = link.person?.account?.username ?? usernameOf(given.username);
    const taken = !link.person?.account && username !== null && (await tx.authUser.findUnique({ where: { username } })) !== null;
    const faults = {
      ...(link.purpose === 'firstAdmin' && !given.name?.trim() && { name: 'required' }),
      ...(username === null ? { username: 'username' } : taken ? { username: 'usernameTaken' } : {}),
      ...(fault && { password: fault }),
    };
    if (Object.keys(faults).length > 0) throw fieldFaults(faults);
    const personId = link.personId ?? (await createFirstAdmin(tx, now, today, given.name!.trim()));
    await setPassword(tx, { personId, username: username!, hash: hash!, now });
    await tx.setupLink.updateMany({
      where: link.personId ? { tokenHash: link.tokenHash } : { purpose: 'firstAdmin', usedAt: null },
      data: { usedAt: now },
    });
    await audit('setupLink.use', `person:${personId}`, { purpose: link.purpose });
    return username!;
  });
}

async function hashed(password: string): Promise<string> {
  const { hashPassword } = await import('better-auth/crypto');
  return hashPassword(password);
}

/** The agency that a first admin belongs to: the one-stop, which is in every directory. Reaches everywhere, as admins do. */
const FIRST_AGENCY = 'one-stop';

async function createFirstAdmin(tx: Transaction, now: Date, today: string, name: string): Promise<string> {
  const memberships = { create: { agencyId: FIRST_AGENCY, role: 'admin', validFrom: today } };
  return (await tx.person.create({ data: { name, createdAt: now, memberships } })).id;
}

/** Writes what better-auth reads: a user with the person's id, an account "credential" with the hash. */
async function setPassword(tx: Transaction, { personId, username, hash, now }: { personId: string; username: string; hash: string; now: Date }) {
  const { name } = await tx.person.findUniqueOrThrow({ where: { id: personId } });
  const user = { name, username, displayUsername: username, updatedAt: now };
  await tx.authUser.upsert({
    where: { id: personId },
    create: { ...user, id: personId, email: `${personId.toLowerCase()}@person.invalid`, createdAt: now },
    update: user,
  });
  const account = { accountId: personId, providerId: 'credential', userId: personId, password: hash, updatedAt: now };
  await tx.authAccount.upsert({ where: { id: personId }, create: { ...account, id: personId, createdAt: now }, update: account });
  await tx.authSession.deleteMany({ where: { userId: personId } });
  await forgetFailures(tx, username);
}

/** ADMIN_USERNAME and ADMIN_PASSWORD, at a first start: makes the admin and says true; with an admin there already, nothing. */
export async function createAdminFromSettings(staff: Staff, settings: { username: string; password: string }, name: string): Promise<boolean> {
  const link = await issueFirstAdminLink(staff);
  if (link) await acceptSetupLink(staff, link.token, { name, ...settings });
  return link !== null;
}
