import { afterAll, beforeAll, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { sayIn } from '#src/platform/texts.ts';
import { account, member } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const IMPORTS = '/can-bo/nhap-ho-so';
const HEADINGS = ['Mã hồ sơ', 'Tên thủ tục', 'Chủ hồ sơ', 'Ngày tiếp nhận', 'Ngày hẹn trả', 'Trạng thái', 'Thời hạn giải quyết'];
const row = (code: string, due = '16/11/2026 17:00'): Cell[] => [
  code,
  'Đăng ký kết hôn',
  'Nguyễn Văn Thử',
  '09/11/2026 08:30',
  due,
  'Đang xử lý',
  '5 ngày làm việc',
];
const csv = (rows: Cell[][], headings: Cell[] = HEADINGS) => formatCsv([headings, ...rows]);

let web: TestWeb;

async function signedIn(username: string) {
  const person = await signIn(web.url, username);
  await person.see(IMPORTS);
  return person;
}

beforeAll(async () => {
  web = await testWeb();
  const staff = { database: web.database.prisma, clock: { now: () => new Date('2026-11-22T09:00:00+07:00') } };
  await seedDirectory(web.database.prisma);
  await account(staff as never, 'motcua', member('oneStopOfficer', { agencyId: 'peoples-committee', unitId: 'one-stop' }));
  await account(staff as never, 'congan', member('oneStopOfficer', { agencyId: 'commune-police' }));
  await account(staff as never, 'chuyenvien', member('officer', { agencyId: 'peoples-committee', unitId: 'one-stop' }));
});
afterAll(() => web.close());

test('a file is checked first, then imported; the rows to correct come as a file, differences as a list', async () => {
  const officer = await signedIn('motcua');
  const bytes = csv([row('H00.1-261109-0001'), row('H00.1-261109-0002', '20/11/2026 17:00'), row('sai')]);
  const sent = await officer.sendFile(IMPORTS, { name: 'C:\\xuat\\ho so.csv', bytes });
  expect(sent.path).toMatch(/^\/can-bo\/nhap-ho-so\/\d+$/);
  expect(sent.text).toContain('ho so.csv');
  await web.imports.idle();
  const checked = await officer.see(sent.path);
  expect(checked.text).toContain(say('imports.checked'));
  expect(checked.text).toContain(say('dossierExchange.findings.codePattern', { given: 'sai' }).split(' ')[1]!);
  expect(checked.text).not.toContain('data-watch');
  expect(await web.database.prisma.dossier.count()).toBe(0);
  const refused = await officer.see(`${sent.path}/can-sua.xlsx`);
  expect(refused.headers.get('content-disposition')).toContain('can-sua');

  await officer.see(sent.path);
  await Promise.all([officer.send(`${sent.path}/nhap`), officer.send(`${sent.path}/nhap`)]);
  await web.imports.idle();
  const done = await officer.see(sent.path);
  expect(done.text).toContain(say('imports.done'));
  expect(await web.database.prisma.dossier.count()).toBe(2);
  expect(await web.database.prisma.importPart.count({ where: { kind: 'sent' } })).toBe(0);
  expect(await web.database.prisma.auditEvent.count({ where: { action: 'dossier.import' } })).toBe(1);

  const differences = await officer.see(`${IMPORTS}/khac-nhau`);
  expect(differences.text).toContain('H00.1-261109-0002');
  expect(differences.text).not.toContain('H00.1-261109-0001');
  const stranger = await signedIn('congan');
  expect((await stranger.see(`${IMPORTS}/khac-nhau`)).text).toContain(say('imports.differences.none'));
  expect((await stranger.see(sent.path)).status).toBe(404);
  expect((await (await signedIn('chuyenvien')).see(IMPORTS)).status).toBe(403);
});

test('headings that are not known are named by the person, and remembered under a name', async () => {
  const officer = await signedIn('motcua');
  const headings = ['A1', 'B2', 'C3', 'D4', 'E5', 'F6', 'G7'];
  const { path } = await officer.sendFile(IMPORTS, { name: 'la.csv', bytes: csv([row('H00.1-261109-0003')], headings) });
  await web.imports.idle();
  const failed = await officer.see(path);
  expect(failed.text).toContain(say('errors.importNoHeaderHere'));
  const fields = ['code', 'procedureName', 'owner', 'acceptedAt', 'dueAt', 'state', 'term'];
  const columns = Object.fromEntries(
    headings.flatMap((heading, at) => [
      [`heading-${at}`, heading],
      [`column-${at}`, fields[at]!],
    ]),
  );
  await officer.send(`${path}/kiem-tra`, { ...columns, mapping: 'tỉnh A' });
  await web.imports.idle();
  expect((await officer.see(path)).text).toContain(say('imports.checked'));
  await officer.send(`${path}/nhap`);
  await web.imports.idle();
  expect(await web.database.prisma.dossier.count({ where: { code: 'H00.1-261109-0003' } })).toBe(1);
  expect((await officer.see(IMPORTS)).text).toContain('tỉnh A');
  const again = await officer.sendFile(IMPORTS, { name: 'la.csv', bytes: csv([row('H00.1-261109-0003')], headings) }, { mapping: 'tỉnh A' });
  await web.imports.idle();
  expect((await officer.see(again.path)).text).toContain(say('imports.checked'));
});

test('a column that was wrongly left out is one to put right: what the others mean stays chosen', async () => {
  const officer = await signedIn('motcua');
  const { path } = await officer.sendFile(IMPORTS, { name: 'nham.csv', bytes: csv([row('H00.1-261109-0041')]) });
  await web.imports.idle();
  const fields = ['', 'procedureName', 'owner', 'acceptedAt', 'dueAt', 'state', 'term'];
  const chosen = Object.fromEntries(HEADINGS.flatMap((heading, at) => [[`heading-${at}`, heading], [`column-${at}`, fields[at]!]])); // biome-ignore format: one line
  await officer.send(`${path}/kiem-tra`, chosen);
  await web.imports.idle();
  const wrong = (await officer.see(path)).text;
  expect(wrong).toContain(say('errors.importNoHeaderHere'));
  expect([...wrong.matchAll(/<option value="(\w+)" selected/g)].map(([, field]) => field).sort()).toEqual(fields.slice(1).sort());
});

test('a file that cannot be read is said in words that fit the page: no gaps, no options of a command', async () => {
  const officer = await signedIn('motcua');
  const answerTo = async (name: string, bytes: string | Uint8Array) => {
    const { path } = await officer.sendFile(IMPORTS, { name, bytes });
    await web.imports.idle();
    const { text } = await officer.see(path);
    expect(text).not.toMatch(/\{\{|--map|central directory/);
    return { path, text };
  };
  expect((await answerTo('hong.xlsx', 'no workbook')).text).toContain(say('errors.importFileBroken'));
  expect((await answerTo('trong.csv', '')).text).toContain(say('errors.importNoRows'));
  const { path } = await answerTo('lon.csv', '');
  const id = Number(path.split('/').at(-1));
  await web.database.prisma.importRun.update({ where: { id }, data: { problem: 'importTooManyRows', problemParams: { limit: 500_000 } } });
  expect((await officer.see(path)).text).toContain(say('errors.importTooManyRows', { limit: 500_000 }));
  // Nothing in it can be imported: there is no button that would do nothing.
  const unsound = (await answerTo('sai.csv', csv([row('sai')]))).text;
  expect([unsound.includes(say('imports.nothingSound')), unsound.includes('/nhap"')]).toEqual([true, false]);
  const guessed = await answerTo('doan.csv', csv([row('H00.1-261109-0031')], [...HEADINGS.slice(0, 4), 'Hẹn trả kết quả', ...HEADINGS.slice(5)]));
  expect(guessed.text).toContain(say('imports.columnGuessed', { heading: 'Hẹn trả kết quả', field: 'Ngày hẹn trả' }));
});

test('what cannot be read is said in words: no file, another kind of file, one that is too large, a forged form', async () => {
  const officer = await signedIn('motcua');
  expect((await officer.sendFile(IMPORTS, null)).text).toContain(say('errors.fileMissing'));
  const kind = await officer.sendFile(IMPORTS, { name: 'a.exe', bytes: 'x' });
  expect([kind.status, kind.text.includes('.xlsx')]).toEqual([400, true]);
  const large = await officer.sendFile(IMPORTS, { name: 'a.csv', bytes: new Uint8Array(30_000_001) });
  expect([large.status, large.text.includes(say('errors.fileTooLarge', { limit: 30 }))]).toEqual([413, true]);
  await officer.see(IMPORTS);
  const forged = await officer.sendFile(IMPORTS, { name: 'a.csv', bytes: csv([row('H00.1-261109-0009')]) }, { form: 'x' });
  expect([forged.status, forged.text.includes(say('errors.formExpired'))]).toEqual([403, true]);
  await officer.see(IMPORTS);
  const broken = await officer.sendFile(IMPORTS, { name: 'a.xlsx', bytes: 'no workbook' });
  await web.imports.idle();
  expect((await officer.see(broken.path)).text).toContain('role="alert"');
});
