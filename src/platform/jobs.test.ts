import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { collect } from '#tests/support/collect.ts';
import { testDatabase } from '#tests/support/database.ts';
import type { OpenDatabase } from './database.ts';
import { jobStandings, nameJobs, startJobs } from './jobs.ts';
import { createLog } from './log.ts';

let database: OpenDatabase;
let lines = collect();
let stop: (() => Promise<void>)[];
const log = () => createLog('info', lines.stream);
const now = () => new Date('2026-11-22T02:00:00Z');
const EVERY_SECOND = '* * * * * *';

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  lines = collect();
  stop = [];
  await database.prisma.jobRun.deleteMany();
});
afterEach(async () => {
  for (const end of stop) await end();
});
afterAll(() => database.close());

function begin(run: () => Promise<void>, schedule = EVERY_SECOND) {
  const jobs = startJobs([{ name: 'count', schedule, run }], database.prisma, log(), now);
  stop.push(jobs.stop);
}

test('of two instances one runs a job, each time', async () => {
  let runs = 0;
  for (let instance = 0; instance < 2; instance++) begin(async () => void runs++);
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), { timeout: 15_000 });
  for (const end of stop.splice(0)) await end();
  const rows = await database.prisma.jobRun.findMany();
  expect(rows).toHaveLength(runs);
  expect(rows[0]).toMatchObject({ at: now(), instance: expect.stringContaining(`:${process.pid}`) });
  expect(rows[0]?.key).toContain('count');
});

test('a job that fails is in the log, without secrets, and runs again at its next time', async () => {
  let runs = 0;
  begin(async () => {
    runs++;
    throw new Error('connect postgresql://a:topsecret@db/x failed');
  });
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), { timeout: 15_000 });
  await vi.waitFor(() => expect(lines.text()).toContain('job failed'), { timeout: 15_000 });
  expect(lines.text()).not.toContain('topsecret');
});

test('after stop nothing runs any more, and a run that was begun has ended', async () => {
  let [begun, ended] = [0, 0];
  begin(async () => {
    begun++;
    await new Promise((done) => setTimeout(done, 200));
    ended++;
  });
  await vi.waitFor(() => expect(begun).toBe(1), { timeout: 15_000 });
  for (const end of stop.splice(0)) await end();
  expect(ended).toBe(begun);
});

test('each run leaves its heartbeat; a job that has not run for too long is named, also one that never ran', async () => {
  const minutes = (count: number) => new Date(now().getTime() + count * 60_000);
  const late = async (at: Date) => (await jobStandings(database.prisma, at)).filter((job) => job.late).map(({ name }) => name);
  const jobs = [
    { name: 'beat', lateAfter: 10, nextAt: minutes(1) },
    { name: 'other', nextAt: null },
  ];
  await nameJobs(database.prisma, jobs, now());
  expect([await late(minutes(9)), await late(minutes(11))]).toEqual([[], ['beat']]);
  await nameJobs(database.prisma, jobs, minutes(11));
  expect(await late(minutes(12))).toEqual(['beat']);
  await database.prisma.jobBeat.update({ where: { name: 'beat' }, data: { okAt: minutes(9) } });
  expect([await late(minutes(11)), await late(minutes(27 * 60))]).toEqual([[], ['beat', 'other']]);
  begin(async () => {});
  await vi.waitFor(async () => expect(await jobStandings(database.prisma, now())).toMatchObject([{ name: 'count', okAt: now() }]), 15_000);
  const [standing] = await jobStandings(database.prisma, now());
  expect(standing).toMatchObject({ late: false, reason: null, failedAt: null });
  expect(standing!.nextAt!.getTime()).toBeGreaterThanOrEqual(now().getTime());
});
