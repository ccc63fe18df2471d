import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { account, member, settableClock } from '#tests/support/staff.ts';
import { SYSTEM_ACTOR } from './actor.ts';
import { createApiKey, keyActor, revokeApiKey } from './apiKeys.ts';
import { may } from './policy.ts';
import type { Staff } from './staff.ts';

let database: OpenDatabase;
let staff: Staff;
const clock = settableClock();
const DETAILS = { name: 'Phần mềm một cửa', scopes: ['dossier.import'], agencyId: 'one-stop', expiresAt: null };

beforeAll(async () => {
  database = await testDatabase();
  staff = { database: database.prisma, clock };
});
afterAll(() => database.close());

test('a key is an actor with its scopes; only its hash is kept; the day of use is noted', async () => {
  const { id, key } = await createApiKey(staff, SYSTEM_ACTOR, DETAILS);
  expect(key).toMatch(/^mc_[0-9a-f]{8}_[\w-]{43}$/);
  const actor = (await keyActor(staff, key))!;
  expect(actor).toEqual({ kind: 'key', id, scopes: ['dossier.import'], agencyId: 'one-stop' });
  expect(may(actor, 'dossier.import', { agencyId: 'one-stop' })).toBe(true);
  const row = await database.prisma.apiKey.findUniqueOrThrow({ where: { id } });
  expect(row.lastUsedDay).toBe('2026-11-22');
  expect(JSON.stringify(row)).not.toContain(key.slice(-43)); // its letters may be "_" too
});

test('a key that is altered, revoked or too old is nobody', async () => {
  const { id, key } = await createApiKey(staff, SYSTEM_ACTOR, { ...DETAILS, expiresAt: new Date('2026-11-23T00:00:00+07:00') });
  expect(await keyActor(staff, key)).not.toBeNull();
  const altered = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
  for (const wrong of [altered, key.replace(/_[0-9a-f]{8}_/, '_00000000_'), key.slice(0, -1), '', `${key}x`])
    expect(await keyActor(staff, wrong)).toBeNull();
  clock.set(new Date('2026-11-23T00:00:00+07:00'));
  expect(await keyActor(staff, key)).toBeNull();
  clock.set(new Date('2026-11-22T10:00:00+07:00'));
  await revokeApiKey(staff, SYSTEM_ACTOR, id);
  expect(await keyActor(staff, key)).toBeNull();
  await expect(revokeApiKey(staff, SYSTEM_ACTOR, id)).rejects.toMatchObject({ code: 'keyUnknown' });
});

test('a key for accounts cannot be made, nor one for nothing, nor by somebody without the role', async () => {
  expect(() => createApiKey(staff, SYSTEM_ACTOR, { ...DETAILS, scopes: ['person.manage'] })).toThrow(
    expect.objectContaining({ code: 'fieldsWrong' }),
  );
  expect(() => createApiKey(staff, SYSTEM_ACTOR, { ...DETAILS, scopes: [] })).toThrow(expect.objectContaining({ code: 'fieldsWrong' }));
  const leader = await account(staff, 'lanhdao', member('leader'));
  expect(() => createApiKey(staff, leader, DETAILS)).toThrow(expect.objectContaining({ code: 'notAllowed' }));
  expect(() => revokeApiKey(staff, leader, 1)).toThrow(expect.objectContaining({ code: 'notAllowed' }));
});
