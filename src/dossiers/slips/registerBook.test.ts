import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { parseXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { testDatabase } from '#tests/support/database.ts';
import { EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { recordSlip } from '../commands/decisions.ts';
import { receiveDossier } from '../commands/receiveDossier.ts';
import { bookLines, bookPdf, bookXlsx, MOST_PRINTED, readBook } from './registerBook.ts';

let database: OpenDatabase;
let desk: TestDesk;
const say = sayIn('vi');
const YEAR = { agencyId: 'xa', from: '2026-01-01', to: '2026-12-31' };

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  const unit = { id: 'mot-cua', name: 'Bộ phận Một cửa xã Thử Nghiệm' };
  await database.prisma.agency.create({ data: { id: unit.id, content: unit, origin: 'admin' } });
  desk = testDesk(database);
  const whole = await receiveDossier(desk, EVERYBODY, RECEIPT);
  await recordSlip(desk, EVERYBODY, whole);
  await receiveDossier(desk, EVERYBODY, { ...RECEIPT, applicant: { kind: 'person', name: '=HYPERLINK("x")' }, papers: [] });
});
afterAll(() => database.close());

const book = () => readBook(desk.database, YEAR, desk.clock.now(), say);

test('the book has the columns of its form, and beside it what is wrong, by row and by unit', async () => {
  const [register, faults, units] = await parseXlsx(await bookXlsx(await book(), say));
  expect(register!.rows[0]).toEqual(expect.arrayContaining(['STT', 'Mã hồ sơ', 'Hẹn trả kết quả', 'Phương thức nhận']));
  expect(register!.rows.map((row) => row[4])).toEqual(['Tên tổ chức, cá nhân', 'Nguyễn Văn Thử', '=HYPERLINK("x")']);
  expect(faults!.rows[1]!.slice(1, 3)).toEqual([2, 'Bộ phận Một cửa xã Thử Nghiệm']);
  expect(String(faults!.rows[1]![3]).split('\n')).toEqual(
    ['contactMissing', 'papersMissing', 'slipMissing'].map((name) => say(`dossier.fault.${name}`)),
  );
  expect(units!.rows.slice(1).map((row) => row[2])).toEqual([1, 1, 1]);
  expect(bookLines(await book(), say)[0]).toBe('Sổ theo dõi: 2 dòng, 1 dòng có lỗi.');
});

test('on paper all columns are within the page, and a book that is too long is refused', async () => {
  const read = await book();
  const document = await getDocumentProxy(new Uint8Array(await bookPdf(desk.database, read, desk.clock.now(), say)));
  const { text } = await extractText(document, { mergePages: true });
  for (const said of ['SỔ THEO DÕI HỒ SƠ', 'Mẫu số 07', '01/01/2026', 'Nguyễn Văn Thử', 'NGƯỜI LẬP SỔ']) expect(text).toContain(said);
  const page = await document.getPage(1);
  const { items } = await page.getTextContent();
  const ends = items.map((item) => ('transform' in item ? item.transform[4] + item.width : 0));
  expect(Math.max(...ends)).toBeLessThan(page.getViewport({ scale: 1 }).width - 20);
  const long = { ...read, rows: Array.from({ length: MOST_PRINTED + 1 }, () => read.rows[0]!) };
  await expect(bookPdf(desk.database, long, desk.clock.now(), say)).rejects.toMatchObject({ code: 'registerTooLong' });
});
