import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
const TOKEN = 'slip-token-0123456789ab';
const CODE = 'H26.1-261116-0007';

beforeAll(async () => {
  web = await testWeb();
  const at = new Date('2026-11-16T09:00:00+07:00');
  const due = new Date('2026-11-23T17:00:00+07:00');
  const who = { agencyId: 'x', unitId: 'x', procedureCode: '1.001193', procedureName: 'Đăng ký khai sinh', field: 'Hộ tịch', channel: 'direct' };
  const when = { submittedAt: at, acceptedAt: at, lastEventAt: at, promisedDueAt: due, originalDueAt: due, dueAt: due };
  const applicant = { create: { name: 'Nguyễn Văn Kín' } };
  await web.database.prisma.dossier.create({ data: { ...who, ...when, code: CODE, slipToken: TOKEN, state: 'processing', applicant } });
});
afterAll(() => web.close());

const get = (path: string) => fetch(web.url + path, { headers: { accept: 'text/html' } });
const read = async (path: string) => (await get(path)).text();

test('the code alone shows how far the dossier is, and nothing else', async () => {
  const page = await read(`/ho-so?ma=${CODE.toLowerCase()}`);
  expect(page).toContain('Tình trạng: Đang giải quyết');
  expect(page).not.toMatch(/Đăng ký khai sinh|Nguyễn Văn Kín|phieu\.pdf|\{\{|(?:>|")lookUp\./);
  expect(await read(`/ho-so?ma=${CODE}&lang=en`)).toContain('Where is my dossier');
});

test('what does not exist and what a wrong token asks for are told in the same words', async () => {
  const nothing = 'Không có thông tin để hiển thị';
  for (const query of ['ma=H26.1-261116-9999', 'k=slip-token-9999999999', 'ma=<script>alert(1)</script>', `ma=${'9'.repeat(5000)}`]) {
    const page = await read(`/ho-so?${query}`);
    expect(page, query).toContain(nothing);
    expect(page).not.toContain('<script>alert');
  }
});

test('the slip’s link shows the details and its papers, which nobody keeps or passes on', async () => {
  const response = await get(`/ho-so?k=${TOKEN}`);
  const page = await response.text();
  expect(page).toContain('23/11/2026 17:00');
  expect(page).toContain('Giấy tiếp nhận hồ sơ và hẹn trả kết quả (PDF)');
  expect(page).not.toContain('Phiếu kiểm soát');
  const headers = (of: Response) => ['cache-control', 'x-robots-tag', 'referrer-policy'].map((name) => of.headers.get(name));
  expect(headers(response)).toEqual(['no-store', 'noindex, nofollow', 'no-referrer']);

  const paper = await get(`/ho-so/phieu.pdf?k=${TOKEN}`);
  expect([paper.status, paper.headers.get('content-type'), ...headers(paper)]).toEqual([
    200,
    'application/pdf',
    'no-store',
    'noindex, nofollow',
    'no-referrer',
  ]);
  expect(
    Buffer.from(await paper.arrayBuffer())
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-');
});

test.each(['', 'k=slip-token-9999999999', `k=${TOKEN}&form=controlSlip`, `k=${TOKEN}&form=stopNotice`, `ma=${CODE}`])(
  'there is no paper for %s',
  async (query) => {
    const response = await get(`/ho-so/phieu.pdf?${query}`);
    expect([response.status, response.headers.get('cache-control')]).toEqual([404, 'no-store']);
    expect(await response.text()).toContain('Không có giấy tờ nào để hiển thị');
  },
);

test('whoever guesses is slowed down; the log says so, without a code or a token', async () => {
  let last = await get('/ho-so?ma=H26.1-261116-8000');
  for (let tries = 1; tries < 30 && last.status !== 429; tries++) last = await get(`/ho-so?ma=H26.1-261116-80${tries}0`);
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await get(`/ho-so?ma=${CODE}`)).status).toBe(429);
  expect(web.logged()).toContain('slowed down');
  expect(web.logged()).not.toMatch(/261116|slip-token/);
});
