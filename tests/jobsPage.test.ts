import { globSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { account, member, NOW, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock();
let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ clock });
});
afterAll(() => web.close());

test('every job has a name and says what it does', () => {
  const source = globSync('src/**/*.ts').map((file) => readFileSync(file, 'utf8'));
  const names = source.flatMap((text) => [...text.matchAll(/name: '([a-z-]+)',\s+schedule: /g)].map(([, name]) => name!));
  expect(names.length).toBeGreaterThan(10);
  for (const locale of LOCALES)
    for (const key of names.flatMap((name) => [`jobs.name.${name}`, `jobs.about.${name}`])) expect(sayIn(locale)(key)).not.toBe(key);
});

test('an admin sees what has not run first, then what failed, in plain words; nobody else does', async () => {
  const { prisma } = web.database;
  const minutes = (count: number) => new Date(NOW.getTime() + count * 60_000);
  await prisma.jobBeat.createMany({
    data: [
      { name: 'lanes', lateAfter: 1560, okAt: minutes(-20), tookMs: 4200, nextAt: minutes(40) },
      { name: 'channels', lateAfter: 1560, okAt: minutes(-90), failedAt: minutes(-30), reason: 'ECONNREFUSED', tookMs: 12 },
      { name: 'reminders', lateAfter: 10, okAt: minutes(-30) },
      { name: 'retention', lateAfter: 1560, since: minutes(-30) },
    ],
  });
  const staff = { database: prisma, clock };
  await account(staff, 'admin', member('admin'));
  await account(staff, 'leader', member('leader'));
  const signedIn = async (username: string) => {
    const person = visitor(web.url);
    await person.see('/dang-nhap');
    await person.send('/dang-nhap', { username, password: PASSWORD });
    return person;
  };
  expect((await (await signedIn('leader')).see('/quan-tri/cong-viec')).status).toBe(403);
  const { text } = await (await signedIn('admin')).see('/quan-tri/cong-viec');
  const order = ['reminders', 'channels', 'retention', 'lanes'].map((name) => text.indexOf(`>${say(`jobs.name.${name}`)}<`));
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(order[0]).toBeGreaterThan(0);
  for (const words of [say('jobs.wrong', { count: 2 }), 'ECONNREFUSED', say('jobs.took.seconds', { seconds: '4' }), '22/11/2026 09:40'])
    expect(text).toContain(words);
});
