import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AppError } from '#src/platform/errors.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { FINDING_CODES, describe as inWords, type Remark } from './findings.ts';
import { mappingOf } from './mapping.ts';
import { procedureNames } from './procedureNames.ts';
import { type FileRow, readRows, scanFile } from './readFile.ts';
import { openFile } from './sources.ts';

const folder = mkdtempSync(join(tmpdir(), 'dossiers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const setting = {
  now: new Date('2026-11-23T09:00:00+07:00'),
  procedures: procedureNames([
    { code: '1.001193', name: 'Thủ tục đăng ký khai sinh' },
    { code: '1.000656', name: 'Thủ tục đăng ký khai tử' },
  ]),
};
const HEADINGS = [
  'Mã hồ sơ',
  'Mã thủ tục',
  'Chủ hồ sơ',
  'Số điện thoại',
  'Ngày tiếp nhận',
  'Ngày hẹn trả',
  'Trạng thái',
  'Ngày có kết quả',
  'Lý do',
  'Thời hạn giải quyết',
  'Lệ phí',
  'Hình thức nộp',
];
const SOUND: Cell[] = [
  'H26.1-260305-0012',
  '1.001193',
  'Nguyễn Văn A',
  '0912345678',
  '05/03/2026 08:30',
  '12/03/2026 17:00',
  'Đang xử lý',
  null,
  null,
  '5 ngày làm việc',
  '8.000 đ',
  'Trực tuyến',
];
const row = (change: Record<string, Cell>): Cell[] => SOUND.map((cell, at) => (HEADINGS[at]! in change ? change[HEADINGS[at]!]! : cell));

async function readBytes(name: string, bytes: Uint8Array | string, mapping = {}) {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const opened = await openFile(file);
  const named = mappingOf(mapping);
  const rows: FileRow[] = [];
  const remarks: Remark[] = [];
  for await (const event of readRows(opened, named, setting, await scanFile(opened, named))) {
    if (event.kind === 'remark') remarks.push(event.remark);
    if (event.kind === 'row') rows.push(event.row);
  }
  opened.close();
  const all = [...remarks, ...rows.flatMap((found) => found.remarks)];
  return { dossiers: rows.flatMap(({ dossier }) => dossier ?? []), codes: all.map(({ code }) => code), remarks: all };
}
const readTable = (rows: Cell[][], headings: Cell[] = HEADINGS) => readBytes('a.csv', formatCsv([headings, ...rows]));
const readOne = (change: Record<string, Cell>) => readTable([row(change)]);

const EXPECTED = {
  code: 'H26.1-260305-0012',
  procedureCode: '1.001193',
  owner: 'Nguyễn Văn A',
  phone: '0912345678',
  channel: 'online',
  state: 'processing',
  submittedAt: '2026-03-05T01:30:00.000Z',
  acceptedAt: '2026-03-05T01:30:00.000Z',
  dueAt: '2026-03-12T10:00:00.000Z',
  term: { text: '5 ngày làm việc', unit: 'workingDays', value: 5 },
  fee: 8000,
};

describe('a sound row', () => {
  test('of a CSV, a workbook and the payload of the one-stop software says the same', async () => {
    const csv = await readTable([SOUND]);
    expect(csv.dossiers).toEqual([EXPECTED]);
    expect(csv.codes).toEqual(['amountThousands']);
    const xlsx = await readBytes('a.xlsx', await formatXlsx([{ name: 'Hồ sơ', rows: [HEADINGS, SOUND] }], 1));
    expect(xlsx.dossiers).toEqual([EXPECTED]);
    const payload = {
      MaHoSo: 'H26.1-260305-0012',
      MaTTHC: '1.001193',
      ChuHoSo: 'Nguyễn Văn A',
      SoGiayToChuHoSo: '001099012345',
      SoDienThoai: '0912345678',
      KenhThucHien: '2',
      NgayTiepNhan: '20260305083000',
      NgayHenTra: '20260312170000',
      TrangThaiHoSo: '4',
      ThoiHanGiaiQuyet: '5 ngày làm việc',
      LePhi: '8.000 đ',
      TaiLieuNop: [{ TenTepDinhKem: 'x' }],
      TruongLa: 'gì đó',
    };
    const json = await readBytes('a.json', JSON.stringify({ status: 'ok', data: [payload] }));
    expect(json.dossiers).toEqual([EXPECTED]);
    expect(JSON.stringify(json.dossiers)).not.toContain('001099012345');
    expect(json.codes.sort()).toEqual(['amountThousands', 'columnDropped', 'columnUnknown']);
  });

  test('under a title, with headings in two rows and rows that part the list', async () => {
    const rows: Cell[][] = [
      ['UBND XÃ A'],
      ['DANH SÁCH HỒ SƠ', null, 'Từ ngày 01/03/2026'],
      [],
      ['Mã hồ sơ', 'Mã thủ tục', 'Thời gian', null, 'Trạng thái', 'Hình thức nộp'],
      [null, null, 'tiếp nhận', 'hẹn trả', null, null],
      ['I. Lĩnh vực hộ tịch'],
      ['H26.1-260305-0012', '1.001193', '05/03/2026', '12/03/2026', 'Đang xử lý', 'Trực tiếp'],
      [],
      ['Tổng cộng', 1],
    ];
    const { dossiers, codes } = await readBytes('title.xlsx', await formatXlsx([{ name: 'A', rows }], 0));
    expect(dossiers).toMatchObject([{ acceptedAt: '2026-03-04T17:00:00.000Z', dueAt: '2026-03-12T10:00:00.000Z' }]);
    expect(codes).toEqual(['rowSkipped', 'rowSkipped']);
  });

  test('with dates as Excel keeps them, a code typed badly, a phone that lost its zero', async () => {
    const cells = row({
      'Mã hồ sơ': ' h26.1 – 26O305 - 0012 ',
      'Ngày tiếp nhận': 46086.354166666664,
      'Ngày hẹn trả': 46093.708333333336,
      'Số điện thoại': 912345678,
      'Lệ phí': 8000,
    });
    const { dossiers, codes } = await readBytes('dates.xlsx', await formatXlsx([{ name: 'A', rows: [HEADINGS, cells] }], 1));
    expect(dossiers).toEqual([EXPECTED]);
    expect(codes).toEqual(['phoneZero']);
  });

  test.each([
    ['UTF-8 without a mark', (text: string) => Buffer.from(text.replace('\ufeff', ''))],
    ['UTF-16', (text: string) => Buffer.from(text, 'utf16le')],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text.replace('\ufeff', ''), 'utf16le')],
  ])('in %s', async (_name, encode) => {
    expect((await readBytes('b.csv', encode(formatCsv([HEADINGS, SOUND])))).dossiers).toEqual([EXPECTED]);
  });

  test('in Windows-1258, whose vowels are letters and marks', async () => {
    const encode = (text: string) => {
      const table = new Map(Array.from({ length: 256 }, (_, byte) => [new TextDecoder('windows-1258').decode(new Uint8Array([byte])), byte]));
      const composed = [...text.replace('\ufeff', '').normalize('NFC')].flatMap((sign) => {
        if (table.has(sign)) return [table.get(sign)!];
        const [base = '', ...rest] = [...sign.normalize('NFD')];
        const tone = rest.find((mark) => /[\u0300\u0301\u0303\u0309\u0323]/.test(mark)) ?? '';
        const letter = (base + rest.filter((mark) => mark !== tone).join('')).normalize('NFC');
        return [table.get(letter)!, table.get(tone)!];
      });
      return Buffer.from(composed);
    };
    expect((await readBytes('c.csv', encode(formatCsv([HEADINGS, SOUND])))).dossiers).toEqual([EXPECTED]);
  });
});

describe('bad input', () => {
  test.each<[Record<string, Cell>, string]>([
    [{ 'Mã hồ sơ': null }, 'codeMissing'],
    [{ 'Mã hồ sơ': 'hồ sơ số 5' }, 'codePattern'],
    [{ 'Trạng thái': null }, 'stateMissing'],
    [{ 'Trạng thái': 'Đang bay' }, 'stateUnknown'],
    [{ 'Trạng thái': 'Quá hạn' }, 'stateUnknown'],
    [{ 'Trạng thái': '11' }, 'stateUnknown'],
    [{ 'Ngày hẹn trả': '04/03/2026' }, 'dueBeforeReceipt'],
    [{ 'Ngày hẹn trả': '05/03/2026 08:00' }, 'dueBeforeReceipt'],
    [{ 'Ngày hẹn trả': '31/02/2026' }, 'momentInvalid'],
    [{ 'Ngày hẹn trả': '03/25/2026' }, 'momentMonthFirst'],
    [{ 'Ngày tiếp nhận': '05/03/2027' }, 'inFuture'],
    [{ 'Ngày tiếp nhận': null }, 'receiptMissing'],
    [{ 'Ngày tiếp nhận': '#REF!' }, 'cellError'],
    [{ 'Ngày tiếp nhận': '#FORMULA!' }, 'cellError'],
    [{ 'Mã thủ tục': null }, 'procedureMissing'],
    [{ 'Trạng thái': 'Từ chối tiếp nhận' }, 'reasonMissing'],
    [{ 'Trạng thái': 'Dừng xử lý' }, 'reasonMissing'],
    [{ 'Trạng thái': 'Yêu cầu bổ sung' }, 'reasonMissing'],
    [{ 'Trạng thái': 'Từ chối giải quyết', 'Ngày có kết quả': '09/03/2026' }, 'reasonMissing'],
    [{ 'Trạng thái': 'Đã xử lý xong' }, 'resolvedMissing'],
    [{ 'Trạng thái': 'Đã xử lý xong', 'Ngày có kết quả': '04/03/2026' }, 'resolvedBeforeReceipt'],
    [{ 'Chủ hồ sơ': 'NguyÔn V¨n A' }, 'legacyFont'],
    [{ 'Chủ hồ sơ': 'Traàn Vaên A' }, 'legacyFont'],
  ])('%j is refused: %s', async (change, code) => {
    const { dossiers, remarks } = await readOne(change);
    expect(dossiers).toEqual([]);
    expect(remarks).toContainEqual(expect.objectContaining({ row: 2, code }));
  });

  test.each<[Record<string, Cell>, string, object]>([
    [{ 'Thời hạn giải quyết': '15 HOUR' }, 'termReview', { term: { text: '15 HOUR', unit: 'text' } }],
    [{ 'Thời hạn giải quyết': '15' }, 'termUnclear', { term: { text: '15', unit: 'text' } }],
    [{ 'Mã thủ tục': '9.999999' }, 'procedureUnknown', { procedureCode: '9.999999' }],
    [{ 'Mã thủ tục': '1.001193.000.00.00.H07' }, 'procedureSuffix', { procedureCode: '1.001193' }],
    [{ 'Mã hồ sơ': 'BK/2026/00123' }, 'codeUnusual', { code: 'BK/2026/00123' }],
    [{ 'Số điện thoại': '12' }, 'phoneInvalid', {}],
    [{ 'Lệ phí': '7,678' }, 'amountUnclear', {}],
    [{ 'Hình thức nộp': 'Bồ câu' }, 'choiceUnknown', {}],
    [{ 'Ngày hẹn trả': null }, 'dueMissing', {}],
    [{ 'Ngày có kết quả': '09/03/2026' }, 'resolvedWhileOpen', { state: 'processing' }],
  ])('%j is taken and remarked on: %s', async (change, code, expected) => {
    const { dossiers, codes } = await readOne(change);
    expect(dossiers).toMatchObject([expected]);
    expect(codes).toContain(code);
  });

  test('a code twice with different content refuses both rows, the same row twice counts once', async () => {
    const other = row({ 'Mã hồ sơ': 'H26.1-260305-0013' });
    const { dossiers, remarks } = await readTable([SOUND, other, row({ 'Trạng thái': 'Được tiếp nhận' }), other]);
    expect(dossiers.map(({ code }) => code)).toEqual(['H26.1-260305-0013']);
    expect(remarks.filter(({ code }) => code.startsWith('duplicate')).map(({ row: at, code, params }) => [at, code, params?.['rows']])).toEqual([
      [2, 'duplicateDiffers', '4'],
      [4, 'duplicateDiffers', '2'],
      [5, 'duplicateSame', 3],
    ]);
  });

  test('a formula is only a text here, and nowhere a formula again', async () => {
    const { dossiers } = await readOne({ 'Chủ hồ sơ': '=HYPERLINK("http://x")' });
    expect(dossiers).toMatchObject([{ owner: '=HYPERLINK("http://x")' }]);
  });

  test.each([
    ['no-heading.csv', 'a,b,c\n1,2,3\n', 'importNoHeader'],
    ['tcvn3.csv', Buffer.from('M\xb7 h\xe5 s\xac,Ng\xb5y ti\xd5p nh\xcbn\n', 'latin1'), 'importLegacyFont'],
    ['eight-bit.csv', Buffer.from([0x61, 0x2c, 0xff, 0xfe, 0xd0, 0x61]), 'importEncoding'],
    ['not.json', '{"MaHoSo":', 'importFileBroken'],
    ['text.json', '"x"', 'importFileBroken'],
    ['not.xlsx', 'Mã hồ sơ', 'importFileBroken'],
    ['a.xls', '', 'exchangeFormat'],
  ])('%s is refused as a whole', async (name, bytes, code) => {
    await expect(readBytes(name, bytes)).rejects.toMatchObject({ code });
    await expect(readBytes(name, bytes)).rejects.toBeInstanceOf(AppError);
  });

  test('entries of JSON that are none are told by their number', async () => {
    const { remarks } = await readBytes('mixed.json', JSON.stringify([5, { MaHoSo: 'H26.1-260305-0012' }]));
    expect(remarks).toContainEqual({ row: 1, code: 'notAnEntry' });
  });
});

test('a mapping names strange headings', async () => {
  const headings = HEADINGS.map((heading) => `X ${heading.length} ${heading.charCodeAt(1)}`);
  await expect(readTable([SOUND], headings)).rejects.toMatchObject({ code: 'importNoHeader' });
  const mapping = Object.fromEntries(
    headings.map((heading, at) => [heading, { 0: 'code', 1: 'procedureCode', 4: 'acceptedAt', 5: 'dueAt', 6: 'state' }[at] ?? null]),
  );
  const { dossiers } = await readBytes('strange.csv', formatCsv([headings, SOUND]), mapping);
  expect(dossiers).toMatchObject([{ code: EXPECTED.code, state: 'processing' }]);
});

test('every finding has a sentence in both languages that says what to do', () => {
  for (const code of FINDING_CODES)
    for (const locale of ['vi', 'en'] as const) {
      const { message } = inWords(
        { row: 1, field: 'dueAt', code, params: { given: 'x', heading: 'x', value: 'x', rows: 'x', font: 'x' } },
        sayIn(locale),
      );
      expect(message).not.toContain('dossierExchange');
      expect(message).not.toContain('{{');
    }
});
