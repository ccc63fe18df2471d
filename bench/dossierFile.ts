import { zipSync } from 'fflate';
import { seededRandom } from '#src/text/random.ts';

/** Headings of a provincial export: 24 columns. */
const HEADINGS = [
  'STT',
  'Mã hồ sơ',
  'Mã thủ tục',
  'Tên thủ tục',
  'Lĩnh vực',
  'Hình thức nộp',
  'Chủ hồ sơ',
  'Số giấy tờ',
  'Loại đối tượng',
  'Số điện thoại',
  'Email',
  'Địa chỉ',
  'Trích yếu',
  'Ngày nộp',
  'Ngày tiếp nhận',
  'Ngày hẹn trả',
  'Trạng thái',
  'Ngày có kết quả',
  'Ngày trả kết quả',
  'Hình thức nhận kết quả',
  'Đơn vị xử lý',
  'Lý do',
  'Thời hạn giải quyết',
  'Lệ phí',
];
const FAMILY = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi', 'Lò', 'Vàng', 'Y', 'H’'];
const MIDDLE = ['Văn', 'Thị', 'Hữu', 'Đức', 'Minh', 'Ngọc'];
const GIVEN = ['An', 'Bình', 'Cường', 'Dũng', 'Giang', 'Hạnh', 'Khánh', 'Lượng', 'Mỹ', 'Nghĩa', 'Phượng', 'Quỳnh'];
const STATES = ['Đang xử lý', 'Được tiếp nhận', 'Đã xử lý xong', 'Đã trả kết quả', 'Yêu cầu bổ sung'];

type Value = string | number | null;
const EXCEL_ZERO = Date.UTC(1899, 11, 30);
/** A moment as Excel keeps it. */
const serial = (milliseconds: number) => Math.round(((milliseconds - EXCEL_ZERO) / 86_400_000) * 86_400) / 86_400;

/** Rows of an invented export: no two alike, nobody real. `change` makes another state of the same dossiers. */
export function* dossierRows(count: number, procedures: readonly { code: string; name: string }[], change = 0): Generator<Value[]> {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  yield HEADINGS;
  for (let at = 0; at < count; at++) {
    const day = Date.UTC(2026, 0, 5) + (at % 280) * 86_400_000;
    const received = day + (8 + random() * 8) * 3_600_000;
    const state = STATES[(Math.floor(random() * STATES.length) + change) % STATES.length]!;
    const procedure = pick(procedures);
    const done = state.startsWith('Đã') ? received + 4 * 86_400_000 : null;
    const code = `H26.${1 + (at % 9)}-${new Date(day).toISOString().slice(2, 10).replaceAll('-', '')}-${String(1 + Math.floor(at / 280)).padStart(4, '0')}`;
    yield [
      at + 1,
      code,
      procedure.code,
      procedure.name,
      'Hộ tịch',
      pick(['Trực tiếp', 'Trực tuyến', 'Bưu chính công ích']),
      `${pick(FAMILY)} ${pick(MIDDLE)} ${pick(GIVEN)} ${at}`,
      String(1_000_000_000 + at).padStart(12, '0'),
      pick(['Cá nhân', 'Tổ chức']),
      `09${String(10_000_000 + at).slice(-8)}`,
      `nguoi.dan.${at}@example.vn`,
      `Số ${1 + (at % 200)}, thôn ${1 + (at % 30)}, xã Thử Nghiệm`,
      `Đề nghị giải quyết việc số ${at} của gia đình tại thôn ${1 + (at % 30)}`,
      serial(received - 3_600_000),
      serial(received),
      serial(received + 6 * 86_400_000),
      state,
      done === null ? null : serial(done),
      state === 'Đã trả kết quả' && done !== null ? serial(done + 3_600_000) : null,
      pick(['Trực tiếp', 'Bưu chính']),
      pick(['Văn phòng', 'Phòng Kinh tế', 'Công an xã']),
      state === 'Yêu cầu bổ sung' ? 'Thiếu giấy xác nhận tình trạng cư trú' : null,
      '5 ngày làm việc',
      at % 3 === 0 ? '8.000 đ' : null,
    ];
  }
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
function letters(at: number): string {
  return at < 26 ? String.fromCharCode(65 + at) : letters(Math.floor(at / 26) - 1) + letters(at % 26);
}

/** The rows as a workbook the way Excel writes one: texts shared, dates as numbers, styles apart. */
export function workbookOf(rows: Iterable<Value[]>): Uint8Array {
  const encoder = new TextEncoder();
  const shared = new Map<string, number>();
  const sheet: Uint8Array[] = [encoder.encode('<worksheet><sheetData>')];
  let number = 0;
  let piece = '';
  const flush = () => {
    sheet.push(encoder.encode(piece));
    piece = '';
  };
  for (const row of rows) {
    number++;
    piece += `<row r="${number}" spans="1:${row.length}" x14ac:dyDescent="0.25">`;
    for (const [at, value] of row.entries()) {
      const place = `r="${letters(at)}${number}"`;
      if (value === null) piece += `<c ${place} s="1"/>`;
      else if (typeof value === 'number') piece += `<c ${place} s="2"><v>${value}</v></c>`;
      else {
        const index = shared.get(value) ?? shared.size;
        shared.set(value, index);
        piece += `<c ${place} s="1" t="s"><v>${index}</v></c>`;
      }
    }
    piece += '</row>';
    if (piece.length > 500_000) flush();
  }
  piece += '</sheetData></worksheet>';
  flush();
  const texts = `<sst>${[...shared.keys()].map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`;
  return zipSync(
    {
      'xl/workbook.xml': encoder.encode('<workbook xmlns:r="r"><sheets><sheet name="Hồ sơ" r:id="a"/></sheets></workbook>'),
      'xl/_rels/workbook.xml.rels': encoder.encode('<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'),
      'xl/worksheets/sheet1.xml': Buffer.concat(sheet),
      'xl/sharedStrings.xml': encoder.encode(texts),
    },
    { level: 6 },
  );
}
