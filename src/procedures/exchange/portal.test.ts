import { describe, expect, test } from 'vitest';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { madeUp, madeUpContent } from '#tests/support/procedure.ts';
import { readTables } from './fromTables.ts';
import { type Current, planImport } from './plan.ts';
import { PORTAL_NAMES, portalTerm } from './portal.ts';

const inForce = (content: Parameters<typeof madeUpContent>[0]): [string, Current] => {
  const made = madeUpContent(content);
  return [made.code, { group: 'justice', content: made, words: madeUp({}).words, origin: 'files', wordsOrigin: null }];
};
const current = new Map([
  inForce({ code: '1.000001', field: 'Hộ tịch', documents: [{ name: 'Tờ khai', originals: 1, form: 'Mẫu 1' }] }),
  inForce({ code: '1.000002', field: 'Hộ tịch', level: 'district', agency: 'UBND cấp huyện', term: { text: '15 ngày', basis: 'page' } }),
]);
const plan = (row: Record<string, Cell>) =>
  planImport(readTables([{ name: 'Sheet1', rows: [Object.keys(row), Object.values(row)] }], ['justice']), {
    current,
    source: 'tệp a.xlsx',
    zeroWords: ['miễn phí'],
  });

test('a new procedure is taken with the file as its source, in the group of its field', () => {
  const values = [
    '1.000003.000.00.00.H07',
    'Đăng ký khai tử',
    'Cấp Xã',
    'Hộ tịch',
    'Ủy ban nhân dân cấp xã',
    '3 Ngày làm việc',
    '0 đồng',
    'Tờ khai\nBản sao',
    'Nộp\nNhận',
    '123/2015/NĐ-CP',
    'Công dân',
    'Trích lục',
    '1/QĐ-BTP',
  ];
  const { items, remarks } = plan(Object.fromEntries(PORTAL_NAMES.map((name, at) => [name, values[at]!])));
  expect(remarks.map(({ code }) => code)).toEqual(['codeSuffix']);
  expect(items).toMatchObject([
    {
      status: 'new',
      group: 'justice',
      content: {
        code: '1.000003',
        name: 'Đăng ký khai tử',
        level: 'commune',
        levelNow: 'commune',
        agency: 'Ủy ban nhân dân cấp xã',
        term: { text: '3 Ngày làm việc', value: 3, unit: 'workingDays', basis: 'portal' },
        fee: { text: '0 đồng', flag: 'portal-zero' },
        documents: [{ name: 'Tờ khai' }, { name: 'Bản sao' }],
        steps: ['Nộp', 'Nhận'],
        legalBasis: ['123/2015/NĐ-CP'],
        applicants: 'Công dân',
        results: ['Trích lục'],
        decision: '1/QĐ-BTP',
        sources: ['tệp a.xlsx'],
        confidence: 'medium',
      },
    },
  ]);
});

test('what the portal does not say stays, and a paper that is known keeps its numbers', () => {
  const { items } = plan({ ma_tthc: '1.000001', doi_tuong: 'Công dân', phi_le_phi: null, thanh_phan_ho_so: 'Tờ khai\nẢnh' });
  expect(items).toMatchObject([{ status: 'changed', fields: expect.arrayContaining(['applicants', 'documents']) }]);
  expect(items[0]?.fields).toHaveLength(2);
  expect(items[0]?.content.documents).toEqual([{ name: 'Tờ khai', originals: 1, form: 'Mẫu 1' }, { name: 'Ảnh' }]);
});

test('of a procedure of the district era it says how things are today, and what was published stays', () => {
  const { items } = plan({ ma_tthc: '1.000002', cap_thuc_hien: 'Cấp Xã', co_quan_thuc_hien: 'UBND cấp xã', thoi_han: '10 ngày' });
  expect(items[0]?.content).toMatchObject({
    level: 'district',
    levelNow: 'commune',
    agency: 'UBND cấp huyện',
    agencyNow: 'UBND cấp xã',
    term: { text: '15 ngày' },
    termNow: { text: '10 ngày', value: 10, unit: 'days' },
  });
});

test('an unknown level, an unknown field and a column that we do not know are said', () => {
  const { remarks, items } = plan({ ma_tthc: '1.000004', ten_tthc: 'A', cap_thuc_hien: 'Cấp thôn', linh_vuc: 'Thiên văn', muc_do: '4' });
  expect(remarks.map(({ code }) => code).sort()).toEqual(['fieldMissing', 'groupMissing', 'levelUnknown', 'unknownColumn']);
  expect(items).toEqual([]);
});

describe('a term', () => {
  test.each([
    ['5 ngày', { value: 5, unit: 'days' }],
    ['05 Ngày làm việc.', { value: 5, unit: 'workingDays' }],
    ['Không quá 5 ngày', {}],
    ['5 ngày; 10 ngày nếu phải xác minh', {}],
    ['5', {}],
  ])('%s', (text, expected) => expect(portalTerm(text)).toEqual({ text, basis: 'portal', ...expected }));
});
