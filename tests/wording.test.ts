import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Patterns that read texts of the sources, and a name of the field; no person reads them. */
const ALLOWED: Record<string, RegExp> = {
  'src/text/analyse.ts': /'nước', 'ngoài'/,
  'src/text/fold.ts': /đĐ|'đ'/,
  'src/text/phrases.ts': /'đ'/,
  'src/web/staff/directory/agencyFields.ts': /\(nghỉ\|closed\)/,
  'src/web/staff/directory/workbook.ts': /0|không|no/,
  'src/conversation/aboutProcedure.ts': /replace\(\/\^Thủ tục/,
  'src/procedures/present.ts': /replace\(\/\^Thủ tục|\/hội đồng nhân dân\/i|công an\|quân sự/,
  'src/directory/directory.ts': /id: 'one-stop', name:/,
  'src/platform/sheets/csv.ts': /aăâeêioôơuưy/,
  'src/platform/sheets/legacyFonts.ts': /^const (TCVN3|VNI) =/,
  'src/platform/sheets/moments.ts': /giờ|tháng/,
  'src/procedures/exchange/portal.ts': /\|đ\|/,
  'src/procedures/facts.ts': /Miễn phí\|0 đồng|lưu ý\|ghi chú|trường hợp\|nếu|tờ khai\|đơn/,
};

const VIETNAMESE = /[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]/;
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|[\s;{}(),])\/\/.*$/gm;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name.replaceAll('\\', '/')}`)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.startsWith('src/generated/'));

/** Lines of code, comments taken out, that hold Vietnamese letters. */
const vietnameseLines = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .replace(COMMENTS, '')
    .split('\n')
    .filter((line) => VIETNAMESE.test(line.normalize('NFC')));

test('no sentence that a person reads stands in code: it is in locales/ or in data', () => {
  expect(files.length).toBeGreaterThan(40);
  const found = files.flatMap((file) => vietnameseLines(file).map((line) => ({ file, line: line.trim() })));
  expect(found.filter(({ file, line }) => !ALLOWED[file]?.test(line))).toEqual([]);
});

test('what is allowed is still there', () => {
  for (const [file, pattern] of Object.entries(ALLOWED))
    expect(
      vietnameseLines(file).some((line) => pattern.test(line)),
      file,
    ).toBe(true);
});
