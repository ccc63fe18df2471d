import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { run } from '#tests/support/spawn.ts';

const CLI = fileURLToPath(new URL('../../src/dueCli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'due-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function due(...args: string[]) {
  const child = run(CLI, { DATA_DIR: join(folder, 'none') }, { args });
  return { code: await child.ended, out: child.stdout(), err: child.stderr() };
}
const vectors = (name: string, content: unknown) => {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return due('--vectors', file);
};

test('says when it is due and how that was counted', async () => {
  const { code, out } = await due('--received', '2026-08-21T10:00', '--term', '7', '--unit', 'workingDays');
  expect(code).toBe(0);
  expect(out.split('\n')[0]).toBe('Hạn trả kết quả: 17:00 thứ Năm, 03/09/2026.');
  expect(out).toContain('Có tính thứ Bảy, 22/08/2026: Làm bù cho 31/08/2026, theo Thông báo 9441/TB-BNV.');
  expect(out).toContain('23/08/2026, 29/08/2026–30/08/2026 (nghỉ hằng tuần)');
  expect(out).toContain('chậm nhất thứ Sáu, 28/08/2026');
});

test('as data too, with interruptions', async () => {
  const { out } = await due(
    ...['--received', '2026-03-09T09:00', '--term', '10', '--unit', 'workingDays', '--json'],
    ...['--pause', '2026-03-12T10:00/2026-03-18T09:00'],
  );
  expect(JSON.parse(out)).toMatchObject({
    due: '2026-03-27T10:00:00.000Z',
    dueOn: '2026-03-27',
    dayZero: '2026-03-18',
    interruptions: [{ effect: 'pause', ignored: false, used: 3, left: 7 }],
    provisional: [],
  });
});

const example = { received: '2026-03-09T09:15:00+07:00', processing: { value: 5, unit: 'workingDays' } };

test('a file of examples: those that differ, how many agree, exit code', async () => {
  const good = { ...example, id: 'a', due: '2026-03-16T17:00:00+07:00' };
  expect(await vectors('good.json', { vectors: [good] })).toMatchObject({ code: 0, out: '1 of 1 agree\n' });
  const bad = { ...example, id: 'b', due: '2026-03-17T17:00:00+07:00' };
  const late = { id: 'c', due: '2026-03-16T17:00:00+07:00', apologyBy: '2026-03-12' };
  const { code, out } = await vectors('bad.json', { vectors: [good, bad], apologyVectors: [late] });
  expect([code, out.trim().split('\n')]).toEqual([
    1,
    ['b: due 2026-03-16T17:00:00+07:00 ≠ 2026-03-17T17:00:00+07:00', 'c: apologyBy 2026-03-13 ≠ 2026-03-12', '1 of 3 agree'],
  ]);
});

test('a file brings the calendar and the hours that its examples rest on', async () => {
  const { code, out } = await vectors('own.json', {
    meta: { policy: { sessions: [['08:00', '12:00']], weeklyRest: ['sunday'] } },
    calendar: { daysOff: { '2026-03-12': { name: 'x', kind: 'holiday' } } },
    vectors: [{ ...example, id: 'a', due: '2026-03-16T12:00:00+07:00' }],
  });
  expect([code, out]).toEqual([0, '1 of 1 agree\n']);
});

test.each([
  [[], 'npm run -s due'],
  [['--received', '2026-03-09T09:15', '--term', '5', '--unit', 'weeks'], 'workingDays'],
  [['--received', '2026-03-09', '--term', '5', '--unit', 'days'], '2026-03-09T09:15'],
  [['--received', '2026-02-30T09:15', '--term', '5', '--unit', 'days'], '2026-02-30'],
  [['--received', '2026-03-09T09:15', '--term=-5', '--unit', 'days'], '-5'],
  [['--received', '2026-03-09T09:15', '--term', '1.5', '--unit', 'months'], '1.5'],
  [['--received', '2026-03-09T09:15', '--term', '5', '--unit', 'days', '--pause', 'x'], 'x'],
  [['--vectors', 'not-there.json'], 'not-there.json'],
])('%j says what is wrong', async (args, said) => {
  const { code, out, err } = await due(...(args as string[]));
  expect([code, out]).toEqual([1, '']);
  expect(err).toContain(said);
  expect(err).not.toMatch(/\n\s+at /);
});

test('a file that is none is said to be so', async () => {
  expect(await vectors('text.json', 'không phải JSON')).toMatchObject({ code: 1, err: expect.stringContaining('text.json') });
  expect(await vectors('empty.json', {})).toMatchObject({ code: 1, err: expect.stringContaining('vectors') });
});
