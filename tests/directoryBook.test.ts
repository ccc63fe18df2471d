import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { seedDirectory } from '#src/directory/directory.ts';
import { readWhole } from '#src/directory/editing/rows.ts';
import type { Cell, Table } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx, parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { formOf } from './support/formOf.ts';
import { account, member, settableClock } from './support/staff.ts';
import { signIn } from './support/visitor.ts';
import { type TestWeb, testWeb } from './support/web.ts';

const say = sayIn('vi');
const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const BOOK = '/quan-tri/danh-ba/bang-tinh';
const label = (name: string) => say(`directoryPage.field.${name}`);

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb({ clock });
  const staff = { database: web.database.prisma, clock };
  await account(staff, 'quantri', member('admin'));
  await account(staff, 'lanhdao', member('leader', { agencyId: 'commune-police' }));
});
beforeEach(async () => {
  const { prisma } = web.database;
  for (const table of ['directory_change', 'agency', 'admin_unit', 'unit_succession']) await prisma.$executeRawUnsafe(`DELETE FROM ${table}`);
  await seedDirectory(prisma);
});
afterAll(() => web.close());

async function signedIn(username: string) {
  const person = await signIn(web.url, username);
  await person.see(BOOK);
  return person;
}
type Person = Awaited<ReturnType<typeof signedIn>>;

/** The workbook as the page gives it. */
async function download(person: Person): Promise<Table[]> {
  const cookie = [...person.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${web.url}${BOOK}/danh-ba.xlsx`, { headers: { cookie } });
  return parseXlsx(Buffer.from(await answer.arrayBuffer()));
}

/** The cell of an entry, by its id and the heading. */
function put(tables: Table[], id: string, heading: string, value: Cell): void {
  const [heads = [], ...rows] = tables[0]!.rows;
  rows.find((row) => row[0] === id)![heads.indexOf(heading)] = value;
}
const send = async (person: Person, tables: Table[], name = 'danh-ba.xlsx') => {
  const answer = await person.sendFile(BOOK, { name, bytes: await formatXlsx(tables, 1) });
  return { ...answer, text: answer.text.replaceAll('&lt;', '<').replaceAll('&quot;', '"') };
};
/** The directory's agencies in a fixed order. */
const agencies = async () => (await readWhole(web.database.prisma)).agencies.toSorted((a, b) => a.id.localeCompare(b.id));
const entriesIn = (text: string) => /name="entries" value="([^"]*)"/.exec(text)?.[1]?.replaceAll('&quot;', '"').replaceAll('&amp;', '&') ?? '';

describe('the directory as a workbook', () => {
  test('what was taken out and sent back changes nothing', async () => {
    const admin = await signedIn('quantri');
    const before = await agencies();
    const tried = await send(admin, await download(admin));
    expect(tried.text).toContain(say('directoryPage.book.summary', { added: 0, changed: 0, same: before.length, faults: 0 }));
    expect(tried.text).toContain(say('directoryPage.book.nothing'));
    expect(await agencies()).toEqual(before);
  });

  test('a telephone, hours, a counter and a new agency are shown first, then saved together, and undone together', async () => {
    const admin = await signedIn('quantri');
    const before = await agencies();
    const tables = await download(admin);
    put(tables, 'one-stop', label('phone'), '0200 999 8888');
    put(tables, 'one-stop', say('day.6'), '7h30 - 11h30');
    const { rows } = tables[0]!;
    rows.push(rows[0]!.map((head) => (head === label('name') ? 'Thư viện xã' : head === label('kind') ? say('directoryPage.kind.other') : null)));
    tables[3]!.rows.push(['one-stop', 'Quầy 9', null, null, say('group.justice')]);
    const tried = await admin.sendFile(BOOK, { name: 'danh-ba.xlsx', bytes: await formatXlsx(tables, 1) });
    expect(tried.text).toContain(say('directoryPage.book.summary', { added: 1, changed: 1, same: before.length - 1, faults: 0 }));
    expect(tried.text).toContain('0200 999 8888');
    expect(await agencies()).toEqual(before);

    const saved = await admin.send(`${BOOK}/luu`, { entries: entriesIn(tried.text) });
    expect(saved.status).toBe(200);
    const after = await agencies();
    expect(after.find(({ id }) => id === 'one-stop')).toMatchObject({ phone: '0200 999 8888', hours: { 6: ['07:30-11:30'] } });
    expect(after.find(({ id }) => id === 'one-stop')?.counters.at(-1)).toEqual({ name: 'Quầy 9', fields: ['justice'] });
    expect(after.find(({ id }) => id === 'thu-vien-xa')).toMatchObject({ name: 'Thư viện xã', kind: 'other' });

    const page = await admin.see('/quan-tri/danh-ba/one-stop');
    const act = /name="act" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    await admin.send('/quan-tri/danh-ba/lay-lai', { act });
    expect(await agencies()).toEqual(before);
  });

  test('wrong rows are named by sheet, row and column, and the others can still be saved', async () => {
    const admin = await signedIn('quantri');
    const tables = await download(admin);
    put(tables, 'one-stop', say('day.1'), 'sáng sớm');
    put(tables, 'commune-police', label('phone'), '0200 113 1130');
    tables[0]!.rows.push(['khong-co', 'Nơi không có']);
    tables[1]!.rows.push(['khong-co', '2026-12-01', null, null, 'Nghỉ']);
    const { text } = await send(admin, tables);
    expect(text).toContain(`${say('day.1')}: ${say('staff.fault.sessions')}`);
    expect(text).toContain(say('directoryPage.book.fault.idUnknown'));
    expect(text).toContain(say('directoryPage.book.fault.ownerUnknown'));
    expect(text).toContain(say('exchange.placeInSheet', { sheet: say('directoryPage.book.sheet.specialDays'), row: tables[1]!.rows.length }));
    expect(text).toContain(say('directoryPage.book.save', { count: 1 }));
  });

  test('what somebody else changed meanwhile is not written over', async () => {
    const admin = await signedIn('quantri');
    const tables = await download(admin);
    put(tables, 'one-stop', label('phone'), '0200 999 8888');
    const tried = await admin.sendFile(BOOK, { name: 'danh-ba.xlsx', bytes: await formatXlsx(tables, 1) });
    const other = await signedIn('quantri');
    const { form: _code, ...fields } = formOf((await other.see('/quan-tri/danh-ba/one-stop')).text, 'agency');
    await other.send('/quan-tri/danh-ba/one-stop', { ...fields, phone: '0200 777 6666', do: 'save' });
    const refused = await admin.send(`${BOOK}/luu`, { entries: entriesIn(tried.text) });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(say('errors.directoryBookMeanwhile'));
    expect((await agencies()).find(({ id }) => id === 'one-stop')?.phone).toBe('0200 777 6666');
  });

  test('whoever edits one agency takes out and changes that one alone', async () => {
    const admin = await signedIn('quantri');
    const leader = await signedIn('lanhdao');
    const own = await download(leader);
    expect(own[0]!.rows.slice(1).map(([id]) => id)).toEqual(['commune-police']);
    const all = await download(admin);
    put(all, 'one-stop', label('phone'), '0200 999 8888');
    await leader.see(BOOK);
    const tried = await send(leader, all);
    expect(tried.text).toContain(say('directoryPage.book.fault.notYours'));
    expect(tried.text).not.toContain('name="entries"');
    const [stolen] = (await agencies()).filter(({ id }) => id === 'one-stop');
    const forged = await leader.send(`${BOOK}/luu`, { entries: JSON.stringify([{ content: { ...stolen, phone: '0200 999 8888' }, seen: 0 }]) });
    expect(forged.status).toBe(403);
  });

  test('a CSV of some columns changes those alone; a file of something else is refused with what to do', async () => {
    const admin = await signedIn('quantri');
    const csv = formatCsv([
      [say('directoryPage.book.id'), label('name'), label('kind'), label('email')],
      ['one-stop', 'Bộ phận Một cửa', say('directoryPage.kind.oneStop'), 'motcua@xa.example'],
    ]);
    const tried = await admin.sendFile(BOOK, { name: 'danh-ba.csv', bytes: csv });
    expect(tried.text).toContain(say('directoryPage.book.summary', { added: 0, changed: 1, same: 0, faults: 0 }));
    await admin.send(`${BOOK}/luu`, { entries: entriesIn(tried.text) });
    expect((await agencies()).find(({ id }) => id === 'one-stop')).toMatchObject({ name: 'Bộ phận Một cửa', email: 'motcua@xa.example' });
    await admin.see(BOOK);
    for (const [name, bytes, code] of [
      ['khac.csv', formatCsv([['Cột', 'Khác']]), 'directoryBookColumns'],
      ['anh.xlsx', 'not a workbook', 'importFileBroken'],
      ['anh.png', 'x', 'exchangeFormat'],
    ] as const) {
      const refused = await admin.sendFile(BOOK, { name, bytes });
      expect(refused.status, name).toBe(422);
      expect(refused.text).toContain(say(`errors.${code}`, { file: name, known: '.xlsx, .csv', detail: '' }).split(':')[0]!.slice(0, 20));
      await admin.see(BOOK);
    }
    expect((await admin.sendFile(BOOK, null)).status).toBe(422);
  });
});
