import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, hasDiacritics, plainSpelling } from './fold.ts';

const vietnamese = fc.string({
  unit: fc.constantFrom(...'aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ '),
});

test('marks and case are taken off, đ becomes d', () => {
  expect(fold('Đăng Ký GIẤY CHỨNG NHẬN')).toBe('dang ky giay chung nhan');
});

test('old and new places of the tone mark meet', () => {
  for (const [old, modern] of [
    ['hoà giải', 'hòa giải'],
    ['uỷ quyền', 'ủy quyền'],
    ['thuỷ lợi', 'thủy lợi'],
    ['khoẻ', 'khỏe'],
  ])
    expect(fold(old as string)).toBe(fold(modern as string));
});

test('however it is written, folding gives the same, and letters without marks only', () => {
  fc.assert(
    fc.property(vietnamese, (text) => {
      const folded = fold(text);
      expect(folded).toMatch(/^[a-z ]*$/);
      expect(fold(text.normalize('NFD'))).toBe(folded);
      expect(fold(text.toUpperCase())).toBe(folded);
      expect(fold(folded)).toBe(folded);
      expect(folded).toHaveLength(text.length);
    }),
  );
});

test('diacritics are noticed in both normal forms, and đ alone is one', () => {
  expect(hasDiacritics('khai tử'.normalize('NFD'))).toBe(true);
  expect(hasDiacritics('khai tử')).toBe(true);
  expect(hasDiacritics('đi')).toBe(true);
  expect(hasDiacritics('Khai sinh 123 👍')).toBe(false);
});

test('y and i meet after a consonant, and only there', () => {
  for (const [y, i] of [
    ['ky', 'ki'],
    ['ly', 'li'],
    ['sy', 'si'],
    ['thy', 'thi'],
  ])
    expect(plainSpelling(y as string)).toBe(i);
  for (const word of ['y', 'tay', 'quy', 'thuy', 'uy']) expect(plainSpelling(word)).toBe(word);
});
