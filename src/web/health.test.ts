import { afterAll, beforeAll, expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';
import { sameSecret } from './security.ts';

const TOKEN = 'a-token-of-monitoring';
let open: TestWeb;
let guarded: TestWeb;
beforeAll(async () => {
  [open, guarded] = [await testWeb(), await testWeb({ metricsToken: TOKEN })];
});
afterAll(() => Promise.all([open.close(), guarded.close()]));

const metrics = (web: TestWeb, headers: Record<string, string> = {}) => fetch(`${web.url}/metrics`, { headers });

test('ready: the database answers and there is a catalogue', async () => {
  const response = await fetch(`${open.url}/readyz`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    status: 'ready',
    database: 'up',
    catalogue: { procedures: realAssistant().catalogue.procedures.size, revision: 0 },
    channels: [],
    lateJobs: [],
  });
});

test('not ready while the catalogue is empty', async () => {
  const assistant = { ...realAssistant(), catalogue: { ...realAssistant().catalogue, procedures: new Map() } };
  const web = await testWeb({ assistant: () => assistant });
  const response = await fetch(`${web.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'not ready', database: 'up' });
  await web.close();
});

test('not ready, but alive, when the database is gone', async () => {
  const web = await testWeb();
  await web.loseDatabase();
  const response = await fetch(`${web.url}/readyz`);
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({ status: 'not ready', database: 'down' });
  expect((await fetch(`${web.url}/healthz`)).status).toBe(200);
  await web.close().catch(() => {});
});

test('without a token this machine may read the figures', async () => {
  const response = await metrics(open);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(await response.text()).toContain('motcua_messages_total');
});

test('but nobody from elsewhere, also by way of a proxy on this machine', async () => {
  const response = await metrics(open, { 'x-forwarded-for': '203.0.113.7' });
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ error: { code: 'forbidden' } });
});

test('with a token only who has it', async () => {
  expect((await metrics(guarded)).status).toBe(403);
  expect((await metrics(guarded, { authorization: `Bearer ${TOKEN}x` })).status).toBe(403);
  expect((await metrics(guarded, { authorization: TOKEN })).status).toBe(403);
  expect((await metrics(guarded, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  expect((await metrics(guarded, { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.7' })).status).toBe(200);
});

test('secrets are equal only when they are', () => {
  expect(sameSecret('', '')).toBe(true);
  expect(sameSecret('abc', 'abc')).toBe(true);
  expect(sameSecret('abd', 'abc')).toBe(false);
  expect(sameSecret('ab', 'abc')).toBe(false);
  expect(sameSecret('á', 'a')).toBe(false);
});
