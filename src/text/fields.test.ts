import { afterEach, expect, test } from 'vitest';
import { CATALOGUE_FOLDER, readCatalogueFiles } from '#src/procedures/files.ts';
import { fieldKey, fieldShown, knowFields, oneSpelling, spellingsOf } from './fields.ts';

afterEach(() => knowFields([]));

const published = readCatalogueFiles(CATALOGUE_FOLDER).procedures.map(({ content }) => content.field);

test('the spellings of a published field are one field, and no two fields become one', () => {
  const groups = [...Map.groupBy(new Set(published), fieldKey).values()].filter((spellings) => spellings.length > 1);
  expect(groups.map((spellings) => spellings.sort())).toMatchInlineSnapshot(`
    [
      [
        "Xuất Bản, In và Phát hành",
        "Xuất bản, in và phát hành",
      ],
      [
        "Giáo dục và Đào tạo",
        "Giáo dục và đào tạo",
      ],
      [
        "Thi đua - khen thưởng",
        "Thi đua, khen thưởng",
      ],
      [
        "Lao động - Tiền lương",
        "Lao động, tiền lương",
      ],
      [
        "An toàn đập, hồ chứa thuỷ điện",
        "An toàn đập, hồ chứa thủy điện",
      ],
    ]
  `);
});

test('one spelling is shown: the most frequent, else the first', () => {
  expect([...oneSpelling(['Thuỷ sản', 'Thủy sản', 'Đất đai', 'Thủy sản']).values()]).toEqual(['Thủy sản', 'Đất đai']);
  expect([...oneSpelling(['Lao động, tiền lương', 'Lao động - Tiền lương']).values()]).toEqual(['Lao động, tiền lương']);
});

test('rows may hold each spelling that was ever published; decomposed letters are the same', () => {
  knowFields(['Thủy sản', 'Thủy sản'], ['Thuỷ sản']);
  expect(fieldShown('Thuỷ sản')).toBe('Thủy sản');
  expect(fieldShown('Không có')).toBe('Không có');
  expect(spellingsOf('Thuỷ sản').sort()).toEqual(['Thuỷ sản', 'Thủy sản'].sort());
  expect(fieldKey('Thủy sản'.normalize('NFD'))).toBe(fieldKey('Thuỷ sản'));
});
