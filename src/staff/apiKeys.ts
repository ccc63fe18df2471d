import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';
import { type Actor, actorId } from './actor.ts';
import { fieldFaults } from './credentials.ts';
import { KEY_SCOPES } from './policy.ts';
import { act, allow, type Staff } from './staff.ts';

const FORMAT = /^mc_([a-z0-9]{8})_([A-Za-z0-9_-]{43})$/;

// A key is 256 random bits: one round of SHA-256 is enough, unlike for a password.
const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export interface KeyDetails {
  name: string;
  scopes: string[];
  /** Id of the directory; null is every agency. */
  agencyId: string | null;
  expiresAt: Date | null;
}

/** Makes a key; it is returned once, and only its hash is kept. */
export function createApiKey(staff: Staff, actor: Actor, details: KeyDetails): Promise<{ id: number; key: string }> {
  allow(actor, 'key.manage');
  const scopes = KEY_SCOPES.filter((scope) => details.scopes.includes(scope));
  if (scopes.length === 0 || scopes.length !== details.scopes.length) throw fieldFaults({ scopes: 'scopes' });
  const prefix = randomBytes(4).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return act(staff, actor, async ({ tx, now, audit }) => {
    const hash = hashOf(secret).toString('base64url');
    const row = await tx.apiKey.create({ data: { ...details, scopes, prefix, hash, createdAt: now, createdBy: actorId(actor) } });
    await audit('key.create', `key:${row.id}`, { prefix, scopes: scopes.join(', '), agencyId: details.agencyId });
    return { id: row.id, key: `mc_${prefix}_${secret}` };
  });
}

export function revokeApiKey(staff: Staff, actor: Actor, id: number): Promise<void> {
  allow(actor, 'key.manage');
  return act(staff, actor, async ({ tx, now, audit }) => {
    const { count } = await tx.apiKey.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
    if (count === 0) throw new AppError('keyUnknown', { status: 404 });
    await audit('key.revoke', `key:${id}`);
  });
}

/** The actor behind a key; null when there is no such key, or it was revoked or is too old. Notes the day of use, once a day. */
export async function keyActor({ database, clock }: Staff, key: string): Promise<Actor | null> {
  const [, prefix, secret] = FORMAT.exec(key) ?? [];
  if (!prefix || !secret) return null;
  const row = await database.apiKey.findUnique({ where: { prefix } });
  const now = clock.now();
  // A key that does not exist takes the same way.
  const right = timingSafeEqual(hashOf(secret), row ? Buffer.from(row.hash, 'base64url') : hashOf(''));
  if (!row || !right || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
  const today = dayOf(now);
  if (row.lastUsedDay !== today) await database.apiKey.update({ where: { id: row.id }, data: { lastUsedDay: today } });
  return { kind: 'key', id: row.id, scopes: row.scopes, agencyId: row.agencyId };
}
