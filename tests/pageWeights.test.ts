import { get } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NAVIGATION } from '#src/web/staff/navigation.ts';
import { realFiles } from './support/assistant.ts';
import { account, member, PASSWORD, settableClock } from './support/staff.ts';
import { visitor } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

/** Bytes that travel: the first time with style sheets and scripts, later the page alone. */
const FIRST = 100_000;
const LATER = 30_000;
const BIRTH = '1.001193';
const clock = settableClock();
const PLACE = { agencyId: 'peoples-committee' };
let web: TestWeb;
let cookie: string;

beforeAll(async () => {
  const files = realFiles();
  // Enough for a full page of the list, with the longest among them.
  const size = ({ content }: (typeof files.procedures)[number]) => JSON.stringify(content).length;
  const procedures = files.procedures
    .toSorted((a, b) => Number(b.content.code === BIRTH) - Number(a.content.code === BIRTH) || size(b) - size(a))
    .slice(0, 60);
  web = await testWeb({ clock, files: { ...files, procedures, publications: [], succession: [] } });
  await account(
    { database: web.database.prisma, clock },
    'tatca',
    member('oneStopOfficer', { ...PLACE, unitId: 'one-stop' }),
    ...(['leader', 'editor', 'publisher', 'admin'] as const).map((role) => member(role, PLACE)),
  );
  await web.database.pool.query(`INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, "submittedAt",
    "acceptedAt", "clockStartedAt", "lastEventAt", "dueAt") SELECT 'H26.1-261101-' || lpad(g::text, 4, '0'), 'peoples-committee', 'one-stop', '${BIRTH}',
    'Đăng ký khai sinh kết hợp đăng ký nhận cha, mẹ, con', 'Hộ tịch', 'direct', 'processing', at, at, at, at, at + g * interval '1 day'
    FROM (SELECT g, timestamptz '2026-11-02 02:00Z' AS at FROM generate_series(1, 150) g) rows`);
  await web.database.pool.query(`INSERT INTO missed_question (key, text, unknown, "firstAt", "lastAt")
    SELECT md5(g::text), md5(g::text) || ' câu hỏi dài như người dân hay viết', g, now(), now() FROM generate_series(1, 80) g`);
  const person = visitor(web.url);
  await person.see('/dang-nhap');
  await person.send('/dang-nhap', { username: 'tatca', password: PASSWORD });
  cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
});
afterAll(() => web.close());

/** What an address sends, head included, as a browser asks for it; and its text. */
const load = (path: string): Promise<{ bytes: number; status: number; cache: string; raw: Buffer }> =>
  new Promise((done, refuse) => {
    get(`${web.url}${path}`, { headers: { cookie, accept: 'text/html', 'accept-encoding': 'gzip, deflate, br' } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const raw = Buffer.concat(parts);
        const head = response.rawHeaders.join('  ').length + 20;
        done({ bytes: raw.length + head, status: response.statusCode ?? 0, cache: response.headers['cache-control'] ?? '', raw });
      });
    }).on('error', refuse);
  });

const PAGES = [
  ...NAVIGATION.map(({ href }) => href),
  ...['', '/tu-ngu', '/lich-su'].map((part) => `/quan-tri/thu-tuc/${BIRTH}${part}`),
  '/can-bo/ho-so/H26.1-261101-0001',
  `/can-bo/ho-so/moi?thu-tuc=${BIRTH}`,
];

test.each(PAGES)('%s is light, and lighter the second time', async (path) => {
  const page = await load(path);
  expect(page.status).toBe(200);
  expect(page.bytes).toBeLessThanOrEqual(LATER);
  const html = await (await fetch(`${web.url}${path}`, { headers: { cookie, accept: 'text/html' } })).text();
  const parts = [...html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, address]) => address!);
  let first = page.bytes;
  for (const part of new Set(parts)) {
    const { bytes, cache } = await load(part);
    expect(cache).toContain('immutable');
    first += bytes;
  }
  expect(first).toBeLessThanOrEqual(FIRST);
});
