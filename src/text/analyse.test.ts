import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createAnalyser, type Lexicon } from './analyse.ts';

const lexicon: Lexicon = {
  words: { ko: 'không', dk: 'đăng ký', đk: 'đăng ký', đẻ: 'sinh', rứa: 'vậy', nhiêu: 'bao nhiêu', hông: 'không' },
  phrases: { 'ở mô': 'ở đâu', 'giấy tờ chi': 'giấy tờ gì', giấy: 'giấy', 'giấy tờ': 'giấy tờ', 'em bé': 'trẻ em con' },
  abroad: { before: ['chồng', 'người', 'lấy'], places: ['mỹ', 'hàn', 'hàn quốc', 'lào', 'cam pu chia'] },
};
const analyse = createAnalyser(lexicon);
const plain = (text: string) =>
  analyse(text)
    .words.map((word) => word.plain)
    .join(' ');

test('words are folded, in lower case, with one spelling for y and i', () => {
  expect(plain('ĐĂNG KÝ kí Giấy')).toBe('dang ki ki giay');
});

test('abbreviations, teencode and regional words stand for what they mean', () => {
  expect(plain('dk ks ko')).toBe('dang ki ks khong');
  expect(plain('mới đẻ hông')).toBe('moi sinh khong');
});

test('a regional word with diacritics is not meant by the same letters without', () => {
  expect(plain('để de rua')).toBe('de de rua');
});

test('several words together come before one, the longest first, with or without diacritics', () => {
  expect(plain('nộp ở mô rứa')).toBe('nop o dau vay');
  expect(plain('nop o mo')).toBe('nop o dau');
  expect(plain('giấy tờ chi')).toBe('giay to gi');
});

test('a phrase does not reach over the end of a clause', () => {
  expect(plain('con ở. mô hình')).toBe('con o mo hinh');
});

test('"bao nhiêu" is not doubled, and "nhiêu" alone is filled up', () => {
  expect(plain('phí bao nhiêu')).toBe('phi bao nhieu');
  expect(plain('phí nhiêu')).toBe('phi bao nhieu');
  expect(plain('phi bao nhieu')).toBe(plain('phí bao nhiêu'));
});

test('a country after a person or a way means abroad', () => {
  for (const text of ['chồng Hàn', 'chong han', 'Chồng Hàn Quốc', 'người Mĩ', 'lấy Mỹ', 'người Cam Pu Chia'])
    expect(plain(text), text).toMatch(/nuoc ngoai$/);
  expect(plain('đi Hàn')).toBe('di han');
});

test('a word that differs from the country by its diacritics does not', () => {
  expect(plain('người lao động')).toBe('nguoi lao dong');
  expect(plain('chồng hẳn đồng ý')).toBe('chong han dong y');
});

test('clauses are told apart by punctuation, line breaks, dashes and quotes', () => {
  expect(analyse('Chào em. Chị hỏi: khai sinh? Nộp ở đâu\nvậy – gấp').clauses).toBe(6);
  expect(analyse('nộp 12.000 đồng, mã 1.001193').words.map((word) => `${word.plain}/${word.clause}`)).toEqual([
    'nop/0',
    '12.000/0',
    'dong/0',
    'ma/1',
    '1.001193/1',
  ]);
});

test('the marks of a word are kept only where the writer uses any', () => {
  expect(analyse('tra hồ sơ').words.map((word) => word.marked)).toEqual(['tra', 'hồ', 'sơ']);
  expect(analyse('tra ho so').words.map((word) => word.marked)).toEqual([null, null, null]);
});

test('NFD, capitals, invisible characters and emoji change nothing', () => {
  const words = analyse('đăng ký khai sinh ở mô').words;
  for (const text of ['đăng ký khai sinh ở mô'.normalize('NFD'), 'ĐĂNG KÝ KHAI SINH Ở MÔ', 'đăng\u200b ký khai si\u200dnh\u00a0ở mô 😀😀'])
    expect(analyse(text).words, text).toEqual(words);
});

test('nothing to read gives no words', () => {
  for (const text of ['', '   ', '😀🙏', '?!...', '\u200b', '—']) expect(analyse(text)).toMatchObject({ words: [], clauses: 0 });
});

test('whatever is typed, every word is folded and lies in one of the clauses, in order', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
      const { words, clauses } = analyse(text);
      for (const [at, word] of words.entries()) {
        expect(word.plain).not.toMatch(/\s/);
        expect(word.clause).toBeGreaterThanOrEqual(words[at - 1]?.clause ?? 0);
        expect(word.clause).toBeLessThan(clauses);
      }
    }),
  );
});

test('a message that many look at is read once, and forgotten as soon as that is over', async () => {
  const message = 'xin giấy khai sinh';
  const first = analyse(message);
  expect(analyse(message)).toBe(first);
  analyse('another');
  expect(analyse(message)).not.toBe(first);
  const last = analyse(message);
  await Promise.resolve();
  expect(analyse(message)).not.toBe(last);
  expect(analyse(message)).toEqual(last);
});

test('the words alone are those of the analysis, in any case and script, and the same things for the same word', () => {
  const piece = fc.constantFrom(
    'Đăng',
    'ĐK',
    'ko',
    'ở',
    'MÔ',
    'người',
    'Lào',
    '1.001193',
    '5x',
    'ж',
    'İ',
    '. ',
    ' ',
    ' ',
    ' - ',
    '-',
    '"',
    '\n',
    '…',
    ',',
  );
  const words = (text: string) => analyse.plain(text).map((word) => word.plain);
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      expect(words(text)).toEqual(analyse(text).words.map((word) => word.plain));
      // Letters that are not Latin have all the text read another way.
      const rest = analyse(text.replaceAll(/[жİ]/g, 'x'));
      const other = analyse(`${text.replaceAll(/[жİ]/g, 'x')} ж`);
      expect(other.words.slice(0, -1).map((word) => word.clause)).toEqual(rest.words.map((word) => word.clause));
    }),
  );
  expect(analyse.plain('Giấy')[0]).toBe(analyse.plain('giấy tờ')[0]);
});
