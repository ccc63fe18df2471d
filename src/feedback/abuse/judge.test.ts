import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { testDatabase } from '#tests/support/database.ts';
import { judgeSending, SENDERS } from './judge.ts';

const NOW = new Date('2026-11-23T09:00:00+07:00');
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

const send = (text: string, sender = 'a', minutes = 0, rude = false) =>
  judgeSending(database.prisma, { by: 'chat', sender, text, rude }, (key) => key, new Date(NOW.getTime() + minutes * 60_000));

test('the same words twice are once, but another may say them; many alike and many links are pointed out, never refused', async () => {
  expect(await send('Đường ngập trước chợ')).toEqual({ flags: [] });
  expect(await send('ĐƯỜNG ngập, trước chợ!')).toEqual({ refused: 'again' });
  for (const other of ['b', 'c']) expect(await send('Đường ngập trước chợ', other)).toEqual({ flags: [] });
  expect(await send('đường ngập trước chợ', 'd')).toEqual({ flags: ['repeated'] });
  expect(await send('xem a.vn https://a.vn/1 https://b.vn/2 www.c.vn https://d.vn', 'e')).toEqual({ flags: ['links'] });
});

test('a burst and a flood wait, whoever is angry does not', async () => {
  const [burst, flood] = SENDERS.chat as unknown as [{ most: number }, { most: number }];
  for (let at = 0; at < burst.most; at++) expect(await send(`việc ${at}`, 'f', 0, true)).toEqual({ flags: ['rude'] });
  expect(await send('việc nữa', 'f')).toEqual({ refused: 'slowed' });
  expect(await send('việc sau', 'f', 6)).toEqual({ flags: [] });
  for (let at = 0; at < flood.most; at++) await send(`việc ${at}`, 'g', at * 6);
  expect(await send('lại việc nữa', 'g', 90)).toEqual({ refused: 'slowed' });
  expect(await send('hôm sau', 'g', 25 * 60)).toEqual({ flags: [] });
});

test('several instances count together', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, (_, at) => send(`cùng lúc ${at}`, 'h')));
  expect(all.filter((result) => 'flags' in result)).toHaveLength(3);
});
