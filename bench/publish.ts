import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#src/platform/clock.ts';
import { type OpenDatabase, serverDatabase } from '#src/platform/database.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { loadCatalogue } from '#src/procedures/catalogue.ts';
import { publishEdit } from '#src/procedures/editing/commands/publish.ts';
import { saveWords, wordsMark } from '#src/procedures/editing/commands/words.ts';
import { saveEdit, submitEdit } from '#src/procedures/editing/commands/write.ts';
import { readEdit } from '#src/procedures/editing/edits.ts';
import { onFreshServer } from './freshServer.ts';
import { percentile } from './machine.ts';
import { FILL_PROCEDURES } from './staff.ts';

const CODE = '1.001193';
const PORTS = [3994, 3995];
const TIMES = 20;
/** From saving to the first answer with it on every instance, at most. */
const LIMIT_MS = 1000;
const pause = (time: number) => new Promise((done) => setTimeout(done, time));

async function ask(port: number, conversation: string, text: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/api/v1/chat`, {
    method: 'POST',
    // A connection that was kept may be closed by the other side just as it is used again.
    headers: { 'content-type': 'application/json', connection: 'close' },
    body: JSON.stringify({ conversation, text }),
  });
  return response.text();
}

/** Milliseconds until every instance answers with what it should, asked again and again from the moment of saving. */
async function untilAnswered(text: string, expected: string): Promise<number> {
  const from = performance.now();
  await Promise.all(
    PORTS.map(async (port, at) => {
      while (!(await ask(port, `bench-${at}`, text)).includes(expected)) await pause(5);
    }),
  );
  return performance.now() - from;
}

const desk = (database: OpenDatabase) => ({ database: database.prisma, clock: systemClock });
const writer = (id: string) => ({ id, may: () => true });

async function publishFee(database: OpenDatabase, at: number): Promise<number> {
  const fee = `${(at + 1) * 1000 + 234} đồng mỗi bản`;
  const edit = await readEdit(database.prisma, CODE);
  await saveEdit(desk(database), writer('an'), CODE, { ...edit.typed, 'fees.0.amount': fee, 'fee.flag': 'published' }, edit.revision);
  await submitEdit(desk(database), writer('an'), CODE, 'Bench');
  await publishEdit(desk(database), writer('binh'), CODE, { catalogue: await loadCatalogue(database.prisma) });
  return untilAnswered(`#p:${CODE}:fee`, fee);
}

/** A word that nobody says, and no slip of typing leads from to another. */
const strangeWord = (at: number): string =>
  createHash('md5')
    .update(`${at}`)
    .digest('hex')
    .slice(0, 8)
    .replace(/\d/g, (digit) => 'ghklmnpqrs'[Number(digit)]!);

async function teachAlias(database: OpenDatabase, at: number): Promise<number> {
  const catalogue = await loadCatalogue(database.prisma);
  const { words } = catalogue.procedures.get(CODE)!;
  // No word of it stands in an earlier one: those lead to the procedure by themselves.
  const alias = Array.from({ length: 4 }, (_, word) => strangeWord(at * 4 + word)).join(' ');
  const already = await Promise.all(PORTS.map((port) => ask(port, `before-${port}`, alias)));
  if (already.some((answer) => answer.includes(CODE))) throw new Error(`"${alias}" is answered before it is saved`);
  await saveWords(desk(database), writer('an'), CODE, { ...words, aliases: [...words.aliases, alias] }, { catalogue, mark: wordsMark(words) });
  return untilAnswered(alias, CODE);
}

async function measure(database: OpenDatabase, label: string): Promise<void> {
  for (const [what, save] of [
    ['a fee published', publishFee],
    ['an alias saved', teachAlias],
  ] as const) {
    const times: number[] = [];
    for (let at = 0; at < TIMES; at++) times.push(await save(database, at + (label === 'idle' ? 0 : TIMES)));
    const late = times.filter((time) => time > LIMIT_MS).length;
    const figures = `p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms, longest ${Math.max(...times).toFixed(0)} ms`;
    console.log(`${label}, ${what}: ${figures}; limit ${LIMIT_MS} ms, ${late} of ${times.length} later`);
  }
}

/** `npm run bench -- publish`: two instances on a server, 2,500 procedures: from saving to the first answer with it from both, idle and while citizens write. */
export async function benchPublish(): Promise<void> {
  await onFreshServer(async (url) => {
    const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
    const database = serverDatabase(url, 4);
    const children: ChildProcess[] = [];
    try {
      await prepareDatabase(database, systemClock.now(), () => {});
      const client = await database.pool.connect();
      for (const statement of FILL_PROCEDURES) await client.query(statement);
      client.release();
      for (const port of PORTS) {
        const env = { ...process.env, DATABASE_URL: url, DATA_DIR: folder, PORT: String(port), LOG_LEVEL: 'warn', CLOCK: '' };
        children.push(
          spawn(process.execPath, ['--max-semi-space-size=2', '--v8-pool-size=1', 'src/serve.ts'], { env, stdio: ['ignore', 'ignore', 'inherit'] }),
        );
      }
      for (const [at, port] of PORTS.entries())
        do {
          await pause(50);
          if (children[at]!.exitCode !== null) throw new Error(`the instance on port ${port} ended`);
        } while (!(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null))?.ok);
      await measure(database, 'idle');
      let writing = true;
      const citizens = Array.from({ length: 4 }, async (_, lane) => {
        for (let at = 0; writing; at++) {
          await ask(PORTS[lane % 2]!, `citizen-${lane}-${at}`, 'làm khai sinh cho con cần mang gì');
          await pause(20);
        }
      });
      const measured = measure(database, 'while four citizens write').finally(() => {
        writing = false;
      });
      await Promise.all([measured, ...citizens]);
    } finally {
      for (const child of children) child.kill('SIGTERM');
      await Promise.all(children.map((child) => new Promise((done) => (child.exitCode === null ? child.once('exit', done) : done(null)))));
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
