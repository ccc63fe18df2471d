import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { sayIn } from '#src/platform/texts.ts';
import { run, type Spawned } from './support/spawn.ts';

const say = sayIn('vi');
let place: string;
let dataFolder: string;
let running: Spawned[] = [];

/** `npm start` in a process of its own, on a port that is free. */
function begin(environment: Record<string, string> = {}): Spawned {
  const settings = { DATA_DIR: dataFolder, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', CLOCK: '' };
  // As an operator starts it: what is compiled is kept in its own folder.
  const process = run('src/serve.ts', { ...settings, NODE_COMPILE_CACHE: '', ...environment });
  running.push(process);
  return process;
}

const urlOf = async (server: Spawned) => (await server.says(/http:\/\/localhost:(\d+)/))[0].replace('localhost', '127.0.0.1');

const ask = (url: string, message: object) =>
  fetch(`${url}/api/v1/chat`, { method: 'POST', body: JSON.stringify(message), headers: { 'content-type': 'application/json' } });

const textOf = async (response: Response) => ((await response.json()) as { replies: { text: string }[] }).replies.map(({ text }) => text).join('\n');

/** What is said, in one sentence and without a stack, by a start that ends with 1. */
async function refusal(environment: Record<string, string>): Promise<string> {
  const server = begin(environment);
  expect(await server.ended).toBe(1);
  expect(server.stderr()).not.toMatch(/^\s+at |\.ts:\d+/m);
  return server.stderr().trim();
}

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'motcua-start-'));
  dataFolder = join(place, 'not', 'there', 'yet');
  // The first start, which makes the database: the others find it.
  const first = begin();
  await urlOf(first);
  expect(first.stdout()).toContain(say('start.seeding'));
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
}, 120_000);
afterEach(async () => {
  for (const process of running) process.signal('SIGKILL');
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

test('it says that it is ready, where to click, where its data are, what the calendar lacks and how to stop it, and does not seed again; a second signal while it stops does no harm', async () => {
  const server = begin({ PUBLIC_URL: 'https://motcua.xa.example/', CLOCK: '2026-12-01T09:00:00+07:00' });
  await server.says(new RegExp(say('start.stop').trim().replace('+', '\\+')));
  expect(server.stdout()).toContain(say('start.ready', { name: say('app.name') }));
  expect(server.stdout()).toContain(say('start.open', { url: 'https://motcua.xa.example' }));
  expect(server.stdout()).toContain(say('start.embedded', { folder: dataFolder }));
  expect(server.stdout()).toContain(say('start.calendar', { year: '2027' }));
  expect(server.stdout()).not.toContain(say('start.seeding'));
  server.signal('SIGTERM');
  server.signal('SIGINT');
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toBe('');
});

test('a page that listens for notices is heard, and does not keep the server from stopping; meanwhile no other may have the data folder', async () => {
  const server = begin();
  const url = await urlOf(server);
  await ask(url, { conversation: 'listens', text: 'xin chào' });
  const stream = await fetch(`${url}/api/v1/chat/stream`, { headers: { accept: 'text/event-stream', 'x-conversation': 'listens' } });
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  expect(await refusal({})).toBe(say('errors.dataFolderLocked', { folder: dataFolder }));
  server.signal('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.stderr()).toBe('');
});

test('a conversation goes on after a restart, and after a kill', async () => {
  const conversation = randomUUID();
  let server = begin();
  expect(await textOf(await ask(await urlOf(server), { conversation, text: 'xin giấy độc thân' }))).toContain('1.004873');
  server.signal('SIGKILL');
  await server.ended;

  server = begin();
  expect(await textOf(await ask(await urlOf(server), { conversation, text: 'mất bao lâu?' }))).toContain('1.004873');
  server.signal('SIGTERM');
  await server.ended;

  server = begin();
  const again = await textOf(await ask(await urlOf(server), { conversation, text: 'nộp ở đâu?' }));
  expect(again).toContain('1.004873');
  expect(again).not.toContain(say('greeting.first', { office: '' }).slice(0, 20));
}, 120_000);

test('a stop answers what was begun, then ends with 0', async () => {
  const server = begin();
  const url = await urlOf(server);
  const asked = Array.from({ length: 60 }, (_, at) =>
    ask(url, { conversation: 'stop', id: `s${at}`, text: 'khai sinh' }).then((response) => response.status),
  );
  await Promise.race(asked);
  server.signal('SIGTERM');
  const statuses = await Promise.allSettled(asked);
  expect(await server.ended).toBe(0);
  expect(server.stdout()).toContain(say('start.stopping'));
  const answered = statuses.filter((status) => status.status === 'fulfilled').map(({ value }) => value);
  // None was begun and left: what was not answered had not been taken.
  expect(new Set(answered)).toEqual(new Set([200]));

  const next = begin();
  const nextUrl = await urlOf(next);
  for (let at = 0; at < 60; at++) expect((await ask(nextUrl, { conversation: 'stop', id: `s${at}`, text: 'khai sinh' })).status).toBe(200);
});

test('a stop that comes before it is ready stops it in order too', async () => {
  const fresh = join(place, 'early');
  const server = begin({ DATA_DIR: fresh });
  await server.says(new RegExp(say('start.seeding').slice(0, 20)));
  server.signal('SIGTERM');
  await server.ended;
  const next = begin({ DATA_DIR: fresh });
  await urlOf(next);
  next.signal('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(next.stdout()).toContain(say('start.stopping'));
  expect(next.stderr()).toBe('');
});

describe('what stands in the way is said in one sentence, without a stack, and ends with 1', () => {
  test('a port that is in use', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await new Promise((done) => other.once('listening', done));
    const port = (other.address() as net.AddressInfo).port;
    expect(await refusal({ PORT: String(port) })).toBe(say('errors.portInUse', { port }));
    other.close();
  });

  test('every wrong setting, in a fresh folder that stays unmade', async () => {
    const fresh = join(place, 'fresh');
    const said = await refusal({ PORT: 'abc', LOG_LEVEL: 'loud', DATA_DIR: fresh });
    expect(said).toContain('• LOG_LEVEL');
    expect(said).toContain('• PORT');
    expect(said).not.toContain('abc');
    expect(existsSync(fresh)).toBe(false);
  });

  test('a file in the place of the data folder', async () => {
    const file = join(place, 'file');
    writeFileSync(file, '');
    expect(await refusal({ DATA_DIR: file })).toBe(say('errors.dataFolderUnusable', { folder: file }));
  });

  test('a database server that is not there, without its password', async () => {
    const said = await refusal({ DATABASE_URL: 'postgresql://a:topsecret@127.0.0.1:1/x' });
    expect(said).toBe(say('errors.databaseUnreachable', { host: '127.0.0.1:1' }));
  });
});

test('in its folder lies the database and nothing that was left over', () => {
  expect(readdirSync(dataFolder)).toEqual(['compiled', 'postgres', 'secret']);
});
