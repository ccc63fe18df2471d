import { type ChildProcess, spawn } from 'node:child_process';
import { openDatabase } from '#src/platform/database.ts';
import { seededRandom } from '#src/text/random.ts';
import { type Accepted, startSink } from './sink.ts';

export interface ChaosOptions {
  messages: number;
  kills: number;
  instances: number;
  /** Folder for the embedded database, or of the secrets beside a server. */
  dataDir: string;
  databaseUrl?: string;
  seed: number;
  leaseMs: number;
  conversations: number;
  print?: (line: string) => void;
}

export interface ChaosReport {
  acknowledged: number;
  kills: number;
  /** Updates acknowledged without effect, or with more than one. */
  lost: number;
  doubled: number;
  /** Replies never accepted by the platform. */
  unanswered: number;
  /** Replies accepted twice although the first was heard of and nobody was killed then. */
  repeated: number;
  /** Accepted twice where that cannot be avoided: the sender never heard, or was killed. */
  repeatedAmbiguous: number;
  outOfOrder: number;
  /** Updates with a wrong secret, or replayed, that had an effect. */
  forged: number;
  seconds: number;
}

const AT_ONCE = 48;
/** After so long without a message the rest will never come. */
const STUCK_MS = 60_000;
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/**
 * Sends updates with duplicates, replays and wrong secrets to real server processes, kills them with -9 at random moments, and counts
 * what came of it: every acknowledged update must have taken effect once, every reply must have been accepted, in order.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { print = () => {} } = options;
  const random = seededRandom(options.seed);
  const sink = await startSink(random);
  const killedAt: number[] = [];
  const begun = Date.now();
  const ports: number[] = [];
  const running: ChildProcess[] = [];
  let ending = false;

  const startInstance = async (at: number): Promise<void> => {
    const { DATABASE_URL: _none, ...inherited } = process.env;
    const env = { ...inherited, PORT: '0', HOST: '127.0.0.1', DATA_DIR: options.dataDir, LOG_LEVEL: 'fatal', PROBE_SINK: sink.url };
    const own = { PROBE_LEASE_MS: String(options.leaseMs), SESSION_SECRET: 'a secret for the chaos run, of thirty-two' };
    const child = spawn(process.execPath, [new URL('instance.ts', import.meta.url).pathname], {
      env: { ...env, ...own, ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running[at] = child;
    await new Promise<void>((done, refuse) => {
      child.stdout?.on('data', (text) => {
        const said = /ready (\d+)/.exec(String(text));
        if (!said) return;
        ports[at] = Number(said[1]);
        done();
      });
      child.once('exit', (code, signal) => (signal === 'SIGKILL' ? done() : refuse(new Error(`an instance ended by itself: ${code}`))));
    });
  };

  // One after another: the first prepares the database.
  for (let at = 0; at < options.instances; at++) await startInstance(at);
  print(`${options.instances} instance(s) up after ${Date.now() - begun} ms`);

  const post = async (conversation: string, eventKey: string, text: string, secret = 'right'): Promise<number> => {
    const port = ports[Math.floor(random() * ports.length)];
    const response = await fetch(`http://127.0.0.1:${port}/webhooks/probe`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-secret': secret },
      body: JSON.stringify({ conversation, eventKey, content: { kind: 'text', text } }),
      signal: AbortSignal.timeout(5000),
    }).catch(() => null);
    await response?.arrayBuffer().catch(() => null);
    return response?.status ?? 0;
  };

  let acknowledged = 0;
  const perConversation = Math.ceil(options.messages / options.conversations);
  const sent = new Map<string, number>();
  const talk = async (conversation: string): Promise<void> => {
    for (let at = 1; at <= perConversation; at++) {
      // As a platform does: the next update of a chat waits until this one is acknowledged.
      while ((await post(conversation, `${conversation}:${at}`, `tin ${at}`)) !== 200) await pause(30 + random() * 100);
      acknowledged++;
      sent.set(conversation, at);
      if (random() < 0.04) void post(conversation, `${conversation}:${1 + Math.floor(random() * at)}`, 'gửi lại');
      if (random() < 0.01) void post(conversation, `${conversation}:forged${at}`, 'giả mạo', 'wrong');
    }
  };
  const names = Array.from({ length: options.conversations }, (_, at) => `c${at}`);
  const queue = [...names];
  const load = Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let name = queue.shift(); name; name = queue.shift()) await talk(name);
    }),
  );

  const killer = (async () => {
    for (let kill = 0; kill < options.kills && !ending; kill++) {
      const share = (kill + 1) / (options.kills + 1);
      while (acknowledged < share * options.messages * 0.95 && !ending) await pause(10);
      await pause(random() * 200);
      const at = Math.floor(random() * options.instances);
      killedAt.push(Date.now());
      running[at]?.kill('SIGKILL');
      await new Promise((done) => (running[at]?.exitCode !== null || running[at]?.signalCode ? done(null) : running[at]?.once('exit', done)));
      await startInstance(at);
      print(`kill ${kill + 1}: ${acknowledged} acknowledged after ${Math.round((Date.now() - begun) / 1000)} s`);
    }
  })();
  await Promise.all([load, killer]);
  ending = true;
  sink.calm();

  // Everything that is due goes out, however slow the machine; then nothing more may come for longer than a lease.
  const count = () => [...sink.accepted.values()].reduce((sum, list) => sum + list.length, 0);
  for (let [before, since] = [count(), Date.now()]; !complete(sink.accepted, sent) && Date.now() - since < STUCK_MS; await pause(100)) {
    if (count() === before) continue;
    [before, since] = [count(), Date.now()];
  }
  await pause(options.leaseMs + 2000);
  await Promise.all(running.map(end));

  const database = await openDatabase({ DATA_DIR: options.dataDir, ...(options.databaseUrl && { DATABASE_URL: options.databaseUrl }) });
  const states = await database.prisma.conversation.findMany({ select: { id: true, state: true } });
  const done = await database.prisma.$queryRaw<{ conversation: string; numbers: number[] }[]>`
    SELECT conversation, array_agg(number ORDER BY number) AS numbers FROM chaos_effect GROUP BY conversation`;
  const inDatabase = new Map(done.map(({ conversation, numbers }) => [conversation, numbers]));
  const effects = new Map(states.map(({ id, state }) => [id, (state as { count?: number }).count ?? 0]));
  await database.close();
  await sink.close();

  const report: ChaosReport = {
    acknowledged,
    kills: killedAt.length,
    lost: 0,
    doubled: 0,
    unanswered: 0,
    repeated: 0,
    repeatedAmbiguous: 0,
    outOfOrder: 0,
    forged: 0,
    seconds: 0,
  };
  for (const name of names) {
    const numbers = inDatabase.get(name) ?? [];
    const different = new Set(numbers).size;
    report.lost += Math.floor((sent.get(name) ?? 0) / 3) - different;
    report.doubled += numbers.length - different;
  }
  for (const name of names) judge(report, sent.get(name) ?? 0, effects.get(name) ?? 0, sink.accepted.get(name) ?? [], killedAt, options.leaseMs);
  report.seconds = Math.round((Date.now() - begun) / 1000);
  return report;
}

function end(child: ChildProcess): Promise<unknown> {
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  return ended;
}

const complete = (accepted: Map<string, Accepted[]>, sent: Map<string, number>) =>
  [...sent].every(([name, count]) => new Set(accepted.get(name)?.map((entry) => entry.text)).size >= count);

/** Adds what one conversation shows. A send counts as in flight at a kill when it was accepted at most a lease before, for so long its outcome may be unkept. Its answers read "<number> tin <number>": the same number twice in one of them is right. */
function judge(report: ChaosReport, sent: number, effects: number, accepted: Accepted[], killedAt: number[], leaseMs: number): void {
  report.lost += Math.max(0, sent - effects);
  report.doubled += Math.max(0, effects - sent);
  const first = new Map<number, number>();
  for (const [place, { text }] of accepted.entries()) {
    const match = /^(\d+) tin (\d+)$/.exec(text);
    if (!match || match[1] !== match[2]) {
      report.forged++;
      continue;
    }
    const number = Number(match[1]);
    const earlier = first.get(number);
    if (earlier === undefined) {
      if (number !== first.size + 1) report.outOfOrder++;
      first.set(number, place);
      continue;
    }
    const before = accepted.slice(0, place).filter((entry) => entry.text === text);
    const excused = before.every((entry) => entry.ambiguous || killedAt.some((kill) => kill >= entry.at - 50 && kill - entry.at <= leaseMs));
    if (excused) report.repeatedAmbiguous++;
    else report.repeated++;
  }
  report.unanswered += Math.max(0, sent - first.size);
}
