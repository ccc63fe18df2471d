import { expect, test } from 'vitest';
import { WordTable } from './wordTable.ts';

test('a word is found by its place in any text, and made once', () => {
  const made: string[] = [];
  const table = new WordTable((word) => {
    made.push(word);
    return { word };
  });
  expect(table.at('giấy phép', 0, 4).word).toBe('giấy');
  expect(table.at('xin giấy', 4, 8)).toBe(table.of('giấy'));
  expect(table.at('Xin GIẤY', 4, 8)).toBe(table.of('giấy'));
  expect(table.of('giấ').word).toBe('giấ');
  expect(made).toEqual(['giấy', 'giấ']);
});

test('more words than it holds are still told apart', () => {
  const table = new WordTable((word) => ({ word }));
  for (let at = 0; at < 60_000; at++) expect(table.of(`w${at}`).word).toBe(`w${at}`);
  expect(table.of('w7')).toBe(table.of('w7'));
  expect(table.of('w59999').word).toBe('w59999');
});
