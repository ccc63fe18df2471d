import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCases } from '#src/learning/evaluation.ts';
import { percentile } from './machine.ts';

const PORT = 3991;
const url = `http://127.0.0.1:${PORT}`;

/** Resident memory in MB where the system tells it. */
function memory(child: ChildProcess): string {
  try {
    return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024)} MB`;
  } catch {
    return 'not told by this system';
  }
}

const pause = (time: number) => new Promise((done) => setTimeout(done, time));
const alive = async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true;

async function startServer(folder: string): Promise<{ child: ChildProcess; time: number }> {
  const from = performance.now();
  const env = { ...process.env, DATA_DIR: folder, PORT: String(PORT), LOG_LEVEL: 'warn', CLOCK: '' };
  const child = spawn(process.execPath, ['--max-semi-space-size=2', '--v8-pool-size=1', 'src/serve.ts'], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (!(await alive())) await pause(20);
  return { child, time: performance.now() - from };
}

async function stopServer(child: ChildProcess): Promise<void> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

async function ask(conversation: string, text: string, id: string): Promise<number> {
  const from = performance.now();
  const response = await fetch(`${url}/api/v1/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ conversation, text, id }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`status ${response.status}`);
  return performance.now() - from;
}

/** `npm run bench -- server`: first and later starts, answers through POST /api/v1/chat, memory; embedded database, load on the same machine. */
export async function benchServer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  try {
    const first = await startServer(folder);
    console.log(`First start (makes the database, loads the catalogue): ${(first.time / 1000).toFixed(1)} s; memory ${memory(first.child)}`);
    await stopServer(first.child);
    const later = await startServer(folder);
    console.log(`Later start: ${(later.time / 1000).toFixed(1)} s; memory ${memory(later.child)}`);

    const texts = [...readCases('tune.tsv'), ...readCases('held.tsv')].map((test) => test.text);
    for (const [at, text] of texts.slice(0, 100).entries()) await ask(`warm${at}`, text, 'a');
    const one: number[] = [];
    for (const [at, text] of texts.slice(0, 600).entries()) one.push(await ask(`c${at}`, text, 'a'));
    console.log(`Reply, one after another: p50 ${percentile(one, 50)} ms, p95 ${percentile(one, 95)} ms`);
    const many: number[] = [];
    const from = performance.now();
    const worker = async (lane: number) => {
      for (let at = lane; at < 1200; at += 8) many.push(await ask(`d${at}`, texts[at % texts.length]!, 'b'));
    };
    await Promise.all(Array.from({ length: 8 }, (_, lane) => worker(lane)));
    console.log(
      `Reply, 8 at a time: p50 ${percentile(many, 50)} ms, p95 ${percentile(many, 95)} ms, ${Math.round(1200 / ((performance.now() - from) / 1000))} a second`,
    );
    console.log(`Memory after ${100 + 600 + 1200} messages: ${memory(later.child)}`);
    await stopServer(later.child);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
