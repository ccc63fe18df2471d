import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { readCases } from '#src/learning/evaluation.ts';
import { openDatabase } from '#src/platform/database.ts';
import { onFreshServer } from './freshServer.ts';
import { percentile } from './machine.ts';

let agent = new Agent();
const pause = (ms: number) => new Promise((done) => setTimeout(done, Math.max(0, ms)));

/** A platform that accepts everything and tells who got a message when. */
async function startSink() {
  let hear: (chat: string) => void = () => {};
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk) => chunks.push(chunk));
    incoming.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true,"result":{"message_id":1}}');
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { chat?: string; chat_id?: number };
      hear(String(body.chat ?? body.chat_id));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const onMessage = (listener: (chat: string) => void) => {
    hear = listener;
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, onMessage, close };
}

type Sink = Awaited<ReturnType<typeof startSink>>;

interface Instance {
  port: number;
  stop(): Promise<void>;
}

function startInstance(kind: 'product' | 'insert' | 'echo', sink: Sink, env: Record<string, string>): Promise<Instance> {
  // With the settings of `npm start`, the servers to compare with too.
  const child: ChildProcess = spawn(process.execPath, ['--max-semi-space-size=2', '--v8-pool-size=1', 'bench/deliveryInstance.ts'], {
    env: { ...process.env, DATABASE_URL: '', CLOCK: '', PORT: '0', LOG_LEVEL: 'error', BENCH_KIND: kind, BENCH_SINK: sink.url, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () =>
    new Promise<void>((done) => {
      child.once('exit', () => done());
      child.kill('SIGKILL');
    });
  return new Promise((done, refuse) => {
    child.stdout?.on('data', (text) => {
      const port = /port (\d+)/.exec(String(text))?.[1];
      if (!port) return;
      agent.destroy(); // sockets of the server before
      agent = new Agent({ keepAlive: true, maxSockets: 128 });
      done({ port: Number(port), stop });
    });
    child.once('exit', (code) => refuse(new Error(`a server ended: ${code}`)));
  });
}

/** Posts a body and returns the milliseconds until the answer has come. */
function post(port: number, body: string): Promise<number> {
  const from = performance.now();
  return new Promise((done, refuse) => {
    const headers = { 'content-type': 'application/json', 'x-secret': 'right', 'content-length': Buffer.byteLength(body) };
    const call = request({ host: '127.0.0.1', port, path: '/webhooks/probe', method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? done(performance.now() - from) : refuse(new Error(`status ${response.statusCode}`))));
    });
    // A socket that the server closed as it was taken up again: once more, on a new one.
    call.once('error', (error) => (call.reusedSocket ? post(port, body).then(done, refuse) : refuse(error)));
    call.end(body);
  });
}

/** The same mixture everywhere: as written, all that ask for an official would come one after another. */
const texts = readCases('tune.tsv')
  .map((test) => ({ text: test.text, place: createHash('sha256').update(test.text).digest('hex') }))
  .sort((one, other) => (one.place < other.place ? -1 : 1))
  .map(({ text }) => text);
let events = 0;
const eventOf = (chat: string) =>
  JSON.stringify({ conversation: chat, eventKey: `e${++events}`, content: { kind: 'text', text: texts[events % texts.length] } });
const updateOf = (chat: string) =>
  JSON.stringify({
    update_id: ++events,
    message: {
      message_id: events,
      date: 1_790_000_000,
      text: texts[events % texts.length],
      chat: { id: Number(chat), type: 'private', first_name: 'A' },
      from: { id: Number(chat), is_bot: false, first_name: 'A' },
    },
  });

/** Messages at a steady rate for some seconds: the times until each was acknowledged, and until each reply was accepted. */
async function steady(port: number, sink: Sink, perSecond: number, seconds: number, body = eventOf) {
  const [acknowledged, answered]: [number[], number[]] = [[], []];
  const begun = new Map<string, number>();
  sink.onMessage((chat) => {
    const from = begun.get(chat);
    if (from !== undefined) answered.push(performance.now() - from);
    begun.delete(chat);
  });
  const from = performance.now();
  const posts: Promise<void>[] = [];
  for (let at = 0; at < perSecond * seconds; at++) {
    await pause(from + (at * 1000) / perSecond - performance.now());
    const chat = String(1_000_000 + events);
    begun.set(chat, performance.now());
    posts.push(post(port, body(chat)).then((time) => void acknowledged.push(time)));
  }
  await Promise.all(posts);
  for (let waited = 0; begun.size > 0 && waited < 100; waited++) await pause(50);
  return { acknowledged, answered };
}

/** As many as it takes, `atOnce` at a time: messages a second from the first posted to the last reply accepted. */
async function flood(port: number, sink: Sink, count: number, atOnce: number, body = eventOf, answers = true): Promise<number> {
  /** Some messages have two replies; what counts is that each has one. */
  const answered = new Set<string>();
  const all = Promise.withResolvers<void>();
  sink.onMessage((chat) => {
    if (answered.add(chat).size === count) all.resolve();
  });
  const from = performance.now();
  let next = 0;
  const worker = async () => {
    while (next < count) {
      next++;
      await post(port, body(String(2_000_000 + events)));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (!answers) return count / ((performance.now() - from) / 1000);
  await Promise.race([all.promise, pause(60_000)]);
  const rate = answered.size / ((performance.now() - from) / 1000);
  if (answered.size < count) console.log(`  (only ${answered.size} of ${count} answered within a minute)`);
  await pause(500); // so that the next measurement does not meet what this one left
  return rate;
}

/** Rows a second that the database commits, one after another and fifty to a commit. */
async function commits(insert: (rows: number) => Promise<unknown>): Promise<string> {
  const rate = async (rows: number) => {
    let count = 0;
    const from = performance.now();
    while (performance.now() - from < 1500) {
      await insert(rows);
      count += rows;
    }
    return Math.round(count / ((performance.now() - from) / 1000));
  };
  await insert(1);
  return `${await rate(1)} rows/s one to a commit, ${await rate(50)} fifty to a commit`;
}

async function embeddedCommits(folder: string, fsync: boolean): Promise<string> {
  const startParams = fsync ? PGlite.defaultStartParams.filter((parameter) => parameter !== '-F') : PGlite.defaultStartParams;
  const database = await PGlite.create({
    dataDir: join(folder, `pglite-${fsync}`),
    startParams,
    postgresqlconf: ['shared_buffers = 16MB'],
  } as PGliteOptions);
  await database.exec('CREATE TABLE bench_row (id bigserial PRIMARY KEY, body text)');
  const result = await commits((rows) => database.query(`INSERT INTO bench_row (body) SELECT 'x' FROM generate_series(1, ${rows})`));
  await database.close();
  return result;
}

const p = (values: number[], share: number) => `${percentile(values, share)} ms`;

async function compare(name: string, sink: Sink, env: () => Record<string, string>): Promise<void> {
  console.log(`\n${name}`);
  const run = async <T>(kind: 'product' | 'insert' | 'echo', rest: Record<string, string>, work: (port: number) => Promise<T>): Promise<T> => {
    const instance = await startInstance(kind, sink, { ...env(), ...rest });
    try {
      await flood(instance.port, sink, 1000, 16, kind === 'echo' ? updateOf : eventOf, kind !== 'insert'); // warm: compiled what it runs
      return await work(instance.port);
    } finally {
      await instance.stop();
    }
  };
  const bare = await run('insert', {}, (port) => steady(port, sink, 100, 10));
  const single = await run('product', { BENCH_TOGETHER: '1' }, (port) => flood(port, sink, 1500, 64));
  console.log(`  one transaction a message: ${Math.round(single)} messages/s from webhook to accepted reply`);
  await run('product', {}, async (port) => {
    const together = await flood(port, sink, 3000, 64);
    console.log(`  group commit: ${Math.round(together)} messages/s from webhook to accepted reply`);
    const ours = await steady(port, sink, 100, 10);
    const ratio = Number(percentile(ours.acknowledged, 95)) / Number(percentile(bare.acknowledged, 95));
    console.log(
      `  acknowledged at 100 messages/s: p95 ${p(ours.acknowledged, 95)}; bare insert handler ${p(bare.acknowledged, 95)}; ratio ${ratio.toFixed(1)}`,
    );
    const half = await steady(port, sink, Math.round(together / 2), 8);
    console.log(`  at half of that: reply accepted after p50 ${p(half.answered, 50)}, p95 ${p(half.answered, 95)} (${half.answered.length} replies)`);
  });
}

/**
 * `npm run bench -- delivery`: acknowledgement and throughput of the product beside a bare insert handler, a bare grammY bot without a
 * database and the database's own commit rate, in one run, the load generator and the platform on the same machine.
 */
export async function benchDelivery([only]: string[] = []): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  const sink = await startSink();
  try {
    console.log(`Embedded database with fsync (as shipped): ${await embeddedCommits(folder, true)}`);
    console.log(`Embedded database without fsync: ${await embeddedCommits(folder, false)}`);
    const echo = await startInstance('echo', sink, {});
    console.log(`Bare grammY echo bot without a database: ${Math.round(await flood(echo.port, sink, 3000, 64, updateOf))} messages/s`);
    await echo.stop();
    let runs = 0;
    if (only !== 'server') await compare('Embedded database', sink, () => ({ DATA_DIR: join(folder, `data-${++runs}`) }));
    if (only !== 'embedded') await onServer(folder, sink);
  } finally {
    sink.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const onServer = (folder: string, sink: Sink): Promise<void> =>
  onFreshServer(async (url) => {
    const { prisma, close } = await openDatabase({ DATA_DIR: folder, DATABASE_URL: url });
    await prisma.$executeRaw`CREATE TABLE bench_commit (id bigserial PRIMARY KEY, body text)`;
    const insert = (rows: number) => prisma.$executeRaw`INSERT INTO bench_commit (body) SELECT 'x' FROM generate_series(1, ${rows}::int)`;
    console.log(`\nServer database: ${await commits(insert)}`);
    await close();
    await compare('Server database', sink, () => ({ DATA_DIR: folder, DATABASE_URL: url }));
  });
