import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { expect, test } from 'vitest';
import type { OpenDatabase } from './database.ts';
import { followChanges } from './follow.ts';

/** A server whose one connection hears what `emit('notification')` says, also after it was given back, as a socket does. */
function server() {
  const client = Object.assign(new EventEmitter(), { query: async () => ({ rows: [] }), release: () => {} });
  return { client, database: { kind: 'server', pool: { connect: async () => client } as unknown as pg.Pool } as OpenDatabase };
}
const fail = (error: unknown) => {
  throw error;
};
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

test('a change is looked for when it is said, and once more for what is said during a look', async () => {
  const { client, database } = server();
  let looks = 0;
  const following = followChanges(database, 'catalogue', async () => void looks++, fail);
  await soon();
  expect(looks).toBe(1);
  for (let said = 0; said < 3; said++) client.emit('notification', { channel: 'catalogue' });
  await soon();
  expect(looks).toBe(2);
  await following.stop();
});

test('whoever stops is not made to look by what was still on its way, and waits for the look that was begun', async () => {
  const { client, database } = server();
  let open = true;
  const seen: boolean[] = [];
  const following = followChanges(
    database,
    'catalogue',
    async () => {
      await soon();
      seen.push(open);
    },
    fail,
  );
  await soon();
  client.emit('notification', { channel: 'catalogue' });
  const stopping = following.stop();
  client.emit('notification', { channel: 'catalogue' });
  await stopping;
  open = false;
  client.emit('notification', { channel: 'catalogue' });
  await following.refresh();
  await soon();
  await soon();
  expect(seen.length).toBeGreaterThan(0);
  expect(seen).not.toContain(false);
});
