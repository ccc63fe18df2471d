import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '#src/platform/database.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { FAKE_TELEGRAM_TOKEN, FakeTelegram } from '#tests/fakes/telegram.ts';
import { kindOfReason } from './channels.ts';
import { examine } from './doctor.ts';

let folder: string;
let telegram: FakeTelegram;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'motcua-doctor-'));
  telegram = await FakeTelegram.start();
  const environment = readEnvironment({ DATA_DIR: folder });
  const database = await openDatabase(environment);
  await prepareDatabase(database, environment.CLOCK.now(), () => {});
  await database.close();
}, 120_000);
afterAll(async () => {
  await telegram.close();
  rmSync(folder, { recursive: true, force: true });
});

const settings = (more: Record<string, string> = {}) => ({
  DATA_DIR: folder,
  TELEGRAM_API_ROOT: telegram.url,
  CLOCK: '2026-05-04T09:00:00+07:00',
  ...more,
});
const texts = async (source: Record<string, string>, level: 'ok' | 'note' | 'fix') =>
  (await examine(source)).filter((finding) => finding.level === level).map(({ text }) => text);

test('a wrong setting is all that is said', async () => {
  expect(await examine({ PORT: 'abc' })).toEqual([{ level: 'fix', text: expect.stringContaining('PORT') }]);
});

test('an installation in order needs nothing; that no backup is known is said', async () => {
  const source = settings({ TELEGRAM_BOT_TOKEN: FAKE_TELEGRAM_TOKEN });
  expect(await texts(source, 'fix')).toEqual([]);
  expect((await texts(source, 'note')).join()).toContain('Sao lưu');
  expect((await texts(source, 'ok')).join()).toContain('Telegram: hoạt động (@motcua_bot)');
}, 60_000);

test('a token that the platform refuses is told from a platform that is not there', async () => {
  const wrong = `987654321:${'x'.repeat(35)}`;
  const [refused] = await texts(settings({ TELEGRAM_BOT_TOKEN: wrong }), 'fix');
  expect(refused).toContain('không nhận mã truy cập');
  expect(refused).not.toContain('x'.repeat(35));
  const [gone] = await texts(settings({ TELEGRAM_BOT_TOKEN: wrong, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }), 'fix');
  expect(gone).toContain('không liên lạc được');
}, 60_000);

test('in November the days off of the next year are asked for', async () => {
  expect((await texts(settings({ CLOCK: '2026-11-28T09:00:00+07:00' }), 'fix')).join()).toContain('2027');
}, 60_000);

test('while the server holds the folder it is asked instead', async () => {
  const holder = await openDatabase({ DATA_DIR: folder });
  const server = createServer((_, response) => {
    const channels = [{ channel: 'telegram', state: 'down', reason: 'network' }];
    response.end(JSON.stringify({ status: 'ready', catalogue: { procedures: 763, revision: 1 }, channels, lateJobs: ['reminders'] }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  try {
    const wrong = [expect.stringContaining('không liên lạc được'), expect.stringContaining('Nhắc việc cán bộ')];
    expect(await texts(settings({ PORT: String(port) }), 'fix')).toEqual(wrong);
    expect((await texts(settings({ PORT: String(port) }), 'ok')).join()).toContain('763');
  } finally {
    server.close();
    await holder.close();
  }
  const silent = await openDatabase({ DATA_DIR: folder });
  expect(await texts(settings({ PORT: '9' }), 'fix')).toEqual([expect.stringContaining('không trả lời')]);
  await silent.close();
}, 60_000);

test.each([
  ['401: Unauthorized', 'token'],
  ['webhook.err.conn', 'webhook'],
  ['network', 'unreachable'],
  ['something new', 'other'],
] as const)('%s is %s', (reason, kind) => expect(kindOfReason(reason)).toBe(kind));

test('scheduled work: what has not run, what failed; a stopped product is no fault', async () => {
  const beat = async (beats: Record<string, { okAt: string; reason?: string }>) => {
    const database = await openDatabase(readEnvironment({ DATA_DIR: folder }));
    await database.prisma.jobBeat.deleteMany();
    for (const [name, { okAt, reason = null }] of Object.entries(beats))
      await database.prisma.jobBeat.create({
        data: { name, lateAfter: name === 'reminders' ? 10 : 1560, okAt: new Date(`${okAt}:00+07:00`), reason },
      });
    await database.close();
  };
  const source = settings({ TELEGRAM_BOT_TOKEN: FAKE_TELEGRAM_TOKEN });
  await beat({ reminders: { okAt: '2026-05-04T08:59' }, retention: { okAt: '2026-05-04T03:17' } });
  expect((await texts(source, 'ok')).join()).toContain('Việc định kỳ: 2 việc');
  await beat({
    reminders: { okAt: '2026-05-04T08:40' },
    lanes: { okAt: '2026-05-04T08:59', reason: 'hết chỗ' },
    retention: { okAt: '2026-05-02T03:17' },
  });
  const wrong = await texts(source, 'fix');
  expect(wrong).toHaveLength(3);
  expect(wrong.join()).toMatch(/Rà hàng đợi tin nhắn.*hết chỗ.*Nhắc việc cán bộ.*08:40.*Xóa dữ liệu hết thời hạn/);
  await beat({ reminders: { okAt: '2026-05-03T20:00' } });
  expect(await texts(source, 'fix')).toEqual([]);
  expect((await texts(source, 'note')).join()).toContain('đang tắt');
}, 60_000);
