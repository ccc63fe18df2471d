import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OpenDatabase } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { testDatabase } from '#tests/support/database.ts';
import { at, EVERYBODY, publishTestProcedure, RECEIPT, type TestDesk, testDesk } from '#tests/support/dossiers.ts';
import { approveApology, proposeApology } from '../commands/apologies.ts';
import { renewSlipToken } from '../commands/chats.ts';
import { receiveDossier, returnDossier } from '../commands/receiveDossier.ts';
import { asDossier } from '../model.ts';
import { watchList } from '../watch.ts';
import { changeForm } from './agencyForms.ts';
import { SLIP_FIELDS } from './fields.ts';
import { formOn, readForms } from './forms.ts';
import { readSlipLink, slipLink } from './link.ts';
import { makeSlip, readSlip, SLIP_KINDS, slipFileName, slipsFor } from './makeSlip.ts';
import { slipPdf } from './pdf.ts';
import { type Slip, slipOf } from './slip.ts';

let database: OpenDatabase;
let desk: TestDesk;
const LINKS = { publicUrl: 'https://motcua.example' };

beforeAll(async () => {
  database = await testDatabase();
  await publishTestProcedure(database, '9.000005');
  const agencies = [
    { id: 'xa', name: 'Ủy ban nhân dân xã Thử Nghiệm', codes: [{ value: 'H26.1' }], phone: '0200 000 0001' },
    { id: 'mot-cua', name: 'Bộ phận Một cửa xã Thử Nghiệm', partOf: 'xa' },
  ];
  await database.prisma.agency.createMany({ data: agencies.map((content) => ({ id: content.id, content, origin: 'admin' })) });
  await database.prisma.person.create({ data: { id: 'officer', name: 'Trần Thị Thử', createdAt: at('01-01 08:00') } });
  desk = testDesk(database);
});
afterAll(() => database.close());

const read = async (pdf: Uint8Array) => {
  const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true });
  return { text: text.replace(/\s+/g, ' '), totalPages };
};
const linesOf = (slip: Slip) => slip.blocks.flatMap((block) => ('runs' in block ? [block.runs.map(({ text }) => text).join('')] : []));

describe('a form', () => {
  const forms = readForms();
  test('is chosen by kind and by the day, whatever its number was', () => {
    const label = (kind: Parameters<typeof formOn>[1], day: string) => formOn(forms, kind, new Date(`${day}T08:00:00+07:00`)).form.label;
    expect([label('controlSlip', '2025-09-14'), label('controlSlip', '2025-09-15')]).toEqual(['Mẫu số 05', 'Mẫu số 06']);
    expect([label('registerEntry', '2024-01-02'), label('registerEntry', '2026-01-02')]).toEqual(['Mẫu số 06', 'Mẫu số 07']);
    expect(label('stopNotice', '2020-01-02')).toBe('Mẫu số 05');
    expect(formOn(forms, 'apologyLetter', at('03-09 08:00')).form.title).toContain('VĂN BẢN XIN LỖI');
    expect(formOn(forms, 'apologyLetter', new Date('2020-01-02')).form.title).toContain('PHIẾU XIN LỖI');
  });
  test('says what is missing, and leaves out what may be', () => {
    const { form } = formOn(forms, 'receiptSlip', at('03-09 08:00'));
    const facts = { fields: { code: 'H26.1-260309-0001' }, tables: {}, placeAndDay: '', link: null, demo: false };
    const slip = slipOf(form, forms.national, facts, { missing: '(chưa có)', demo: '' });
    expect(linesOf(slip)).toContain('Địa chỉ: (chưa có)');
    expect(linesOf(slip).some((line) => line.startsWith('Thư điện tử'))).toBe(false);
    expect(slip.missing).toEqual(expect.arrayContaining(['owner', 'fees', 'promisedAt']));
    expect(slip.qr).toBeNull();
  });
  test('names only fields that there are', () => {
    const { form } = formOn(forms, 'receiptSlip', at('03-09 08:00'));
    expect(() =>
      readForms(
        JSON.stringify({
          national: ['a', 'b'],
          circulars: [{ id: 'x', name: 'x', validFrom: '2026-01-01', forms: { receiptSlip: { ...form, title: '{secret}' } } }],
        }),
      ),
    ).toThrow(/names a field/);
  });
});

test('every Vietnamese letter comes out of the PDF as it went in', async () => {
  const letters = [...'aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵdđ'].flatMap((letter) => [
    letter,
    letter.toLocaleUpperCase('vi'),
  ]);
  const words = `${letters.join('')} “phí” – 8.000 đồng…`;
  const forms = readForms();
  const { form } = formOn(forms, 'controlSlip', at('03-09 08:00'));
  const fields = { ...Object.fromEntries(SLIP_FIELDS.map((field) => [field, words])), code: 'H26.1-260309-0001' };
  const rows = Array.from({ length: 60 }, (_, row) => ({
    number: String(row + 1),
    from: 'nguyen.thi.rat.dai@thu-nghiem.example',
    to: 'Phòng Kinh tế',
    result: 'Đúng hạn',
  }));
  const slip = slipOf(
    form,
    forms.national,
    { fields, tables: { handOvers: rows }, placeAndDay: words, link: 'https://motcua.example/ho-so?k=x', demo: true },
    { missing: '', demo: 'DỮ LIỆU MINH HỌA' },
  );
  const { text, totalPages } = await read(await slipPdf({ slip, at: at('03-09 08:00'), page: 'Trang {page}/{of}' }));
  expect(text.normalize('NFC').replaceAll(' ', '')).toContain(words.replaceAll(' ', ''));
  for (const said of [
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
    'Độc lập - Tự do - Hạnh phúc',
    'PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ',
    'DỮ LIỆU MINH HỌA',
    'Đúng hạn',
    `Trang ${totalPages}/${totalPages}`,
  ])
    expect(text).toContain(said);
  expect(totalPages).toBeGreaterThan(2);
});

test('a line or two that would stand on a second small sheet are drawn closer; a paper that is longer stays as it is', async () => {
  const forms = readForms();
  const { form } = formOn(forms, 'receiptSlip', at('03-09 08:00'));
  const unit = 'Bộ phận Một cửa (Trung tâm Phục vụ hành chính công) xã Minh Họa';
  const fields = {
    ...{ code: 'H00.1-261125-0001', unit, agency: 'Ủy ban nhân dân xã Minh Họa', owner: 'Người Minh Họa 05', address: 'thôn Năm, xã Minh Họa' },
    ...{ phone: '0200 000 0105', procedure: 'Chuyển đổi cơ cấu cây trồng, vật nuôi trên đất trồng lúa', procedureCode: '1.008004', setCount: '1' },
    ...{ term: '5 ngày làm việc', acceptedAt: '09 giờ 00 phút, ngày 25/11/2026', promisedAt: '17 giờ 00 phút, ngày 02/12/2026' },
    provisional: '(Ngày trả kết quả là tạm tính, vì lịch nghỉ chính thức của thời gian này chưa được công bố.)',
    ...{ returnWay: 'tại Bộ phận Một cửa', registerYear: '2026', registerNumber: '15', contact: '0200 000 0001' },
  };
  const pagesOf = async (papers: number) => {
    const rows = Array.from({ length: papers }, (_, row) => ({ number: String(row + 1), name: 'Tờ khai', originals: '1', copies: '0' }));
    const slip = slipOf(
      form,
      forms.national,
      { fields, tables: { papers: rows }, placeAndDay: '', link: 'https://a.example/k', demo: true },
      { missing: '', demo: 'DỮ LIỆU MINH HỌA' },
    );
    return (await read(await slipPdf({ slip, at: at('03-09 08:00'), page: '{page}/{of}' }))).totalPages;
  };
  expect([await pagesOf(1), await pagesOf(30)]).toEqual([1, 2]);
});

test('papers of one dossier are files of different names', () => {
  expect(slipFileName('H26.1-260309-0001', 'receiptSlip')).toBe('H26.1-260309-0001-giay-tiep-nhan-ho-so-va-hen-tra-ket-qua.pdf');
  expect(new Set(SLIP_KINDS.map((kind) => slipFileName('H26', kind))).size).toBe(SLIP_KINDS.length);
});

describe('the papers of a dossier', () => {
  test('a receipt slip is made once and printed again with the same token, until a new one is asked for', async () => {
    const { code, id, slipToken } = await receiveDossier(desk, EVERYBODY, RECEIPT);
    const watching = { database: desk.database, calendar: desk.calendar, now: desk.clock.now() };
    const waiting = async () => (await watchList(watching, 'acceptedWithoutSlip')).rows.map(({ dossier }) => dossier.code);
    expect(await waiting()).toContain(code);
    const { slip, pdf } = await makeSlip(desk, EVERYBODY, { code }, 'receiptSlip', LINKS);
    expect(await waiting()).not.toContain(code);
    expect(slip.qr).toBe(`https://motcua.example/ho-so?k=${slipToken}`);
    const { text } = await read(pdf);
    for (const said of [
      code,
      'ỦY BAN NHÂN DÂN XÃ THỬ NGHIỆM',
      'Nguyễn Văn Thử',
      'Tờ khai',
      '5 ngày làm việc',
      '09 giờ 15 phút, ngày 09/03/2026',
      '17 giờ 00 phút, ngày 16/03/2026',
      'Trần Thị Thử',
      'Phí, lệ phí: (chưa có thông tin)',
      '0200 000 0001',
    ])
      expect(text).toContain(said);
    desk.set('03-10 08:00');
    expect((await makeSlip(desk, EVERYBODY, { code }, 'receiptSlip', LINKS)).slip.qr).toBe(slip.qr);
    const row = await desk.database.dossier.findUniqueOrThrow({ where: { id } });
    expect(row.slipAt).toEqual(at('03-09 09:15'));
    expect(await desk.database.dossierEvent.count({ where: { dossierId: id, kind: 'slipMade' } })).toBe(2);
    await renewSlipToken(desk, EVERYBODY, { code });
    const renewed = asDossier(await desk.database.dossier.findUniqueOrThrow({ where: { id } }));
    expect((await readSlip(desk.database, renewed, 'receiptSlip', { now: desk.clock.now(), links: LINKS })).qr).not.toBe(slip.qr);
  });

  test('there is only what has happened, for whoever may see it', async () => {
    const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
    expect(await slipsFor(desk.database, dossier)).toEqual(['receiptSlip', 'controlSlip']);
    await expect(makeSlip(desk, EVERYBODY, dossier, 'refusalSlip', LINKS)).rejects.toMatchObject({ code: 'dossierSlipNotYet' });
    await expect(makeSlip(desk, { actor: 'person:x', may: () => false }, dossier, 'receiptSlip', LINKS)).rejects.toBeInstanceOf(AppError);
    await expect(makeSlip(desk, EVERYBODY, { code: 'H26.1-260309-9999' }, 'receiptSlip', LINKS)).rejects.toMatchObject({ code: 'dossierNotFound' });
  });

  test('a request for supplements, then a refusal with its reason and legal basis', async () => {
    const asked = { items: [{ name: 'Bản sao giấy khai sinh', copies: 1, note: 'bản đã nộp bị mờ' }], reason: 'Thiếu giấy tờ' };
    const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT, asked);
    const making = { now: desk.clock.now(), links: LINKS };
    const slip = await readSlip(desk.database, dossier, 'supplementSlip', making);
    expect(slip.blocks).toContainEqual(
      expect.objectContaining({ kind: 'table', rows: [['1', 'Bản sao giấy khai sinh', '', '1', 'bản đã nộp bị mờ']] }),
    );
    expect(linesOf(slip)).toEqual(expect.arrayContaining(['Lý do: Thiếu giấy tờ']));
    const returned = await returnDossier(
      desk,
      EVERYBODY,
      { code: dossier.code },
      { reason: 'Không thuộc thẩm quyền', legalBasis: 'Điều 17 Nghị định 118/2025/NĐ-CP' },
    );
    const refusal = linesOf(await readSlip(desk.database, returned, 'refusalSlip', making));
    expect(refusal).toEqual(expect.arrayContaining(['Lý do: Không thuộc thẩm quyền', 'Căn cứ pháp lý: Điều 17 Nghị định 118/2025/NĐ-CP']));
  });

  test('after an apology the receipt slip keeps its promise, and the letter tells both dates', async () => {
    const { code } = await receiveDossier(desk, EVERYBODY, RECEIPT);
    await proposeApology(desk, EVERYBODY, { code }, { reason: 'Chờ ý kiến', newDueAt: at('03-20 17:00') });
    const dossier = await approveApology(desk, EVERYBODY, { code });
    const making = { now: desk.clock.now(), links: LINKS };
    const letter = linesOf(await readSlip(desk.database, dossier, 'apologyLetter', making)).join('\n');
    expect(letter).toMatch(/đã hẹn: 17 giờ 00 phút, ngày 17\/03\/2026[\s\S]*hẹn trả kết quả vào: 17 giờ 00 phút, ngày 20\/03\/2026/);
    expect(linesOf(await readSlip(desk.database, dossier, 'receiptSlip', making))).toContain(
      'Thời gian trả kết quả: 17 giờ 00 phút, ngày 17/03/2026',
    );
  });

  test('an agency puts its own text in the place of a form, and a wrong one is refused by name', async () => {
    const { form } = formOn(readForms(), 'receiptSlip', desk.clock.now());
    const place = { agencyId: 'xa', unitId: 'mot-cua', circular: 'tt-03-2025', kind: 'receiptSlip' as const };
    const dossier = await receiveDossier(desk, EVERYBODY, RECEIPT);
    const title = async () => (await readSlip(desk.database, dossier, 'receiptSlip', { now: desk.clock.now(), links: LINKS })).title;
    await expect(changeForm(desk, EVERYBODY, { ...place, form: { ...form, blocks: ['{nobody}'] } })).rejects.toMatchObject({
      code: 'dossierInputInvalid',
    });
    await changeForm(desk, EVERYBODY, { ...place, form: { ...form, title: 'GIẤY HẸN CỦA XÃ' } });
    expect(await title()).toBe('GIẤY HẸN CỦA XÃ');
    await changeForm(desk, EVERYBODY, { ...place, form: null });
    expect(await title()).toBe(form.title);
  });
});

describe('the link in the QR', () => {
  const token = 'Abc_-0123456789abcdefg';
  test.each([
    [{ publicUrl: 'https://motcua.example' }, `https://motcua.example/ho-so?k=${token}`],
    [{ publicUrl: undefined, telegram: 'motcua_bot' }, `https://t.me/motcua_bot?start=d-${token}`],
    [{ publicUrl: undefined }, `d-${token}`],
  ])('leads somewhere and is read again: %o', (links, link) => {
    expect(slipLink(links, token)).toBe(link);
    expect(readSlipLink(link)).toBe(`d-${token}`);
  });
  test.each([
    'https://evil.example/pay?k=1',
    'https://motcua.example/ho-so?k=<script>',
    'd-',
    `s-${token}`,
    'WIFI:S:x;P:y;;',
    '',
    `https://t.me/b?start=s-${token}`,
    'x'.repeat(5000),
  ])('of something else is none of ours: %s', (text) => expect(readSlipLink(text)).toBeNull());
});

test('all kinds have a form', () => expect(Object.keys(readForms().circulars[0]!.forms)).toEqual(expect.arrayContaining([...SLIP_KINDS])));
