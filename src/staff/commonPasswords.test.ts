import { expect, test } from 'vitest';
import { isCommon } from './commonPasswords.ts';

test.each(['1234567890', 'qwertyuiop', 'Password123!', 'p@ssw0rd2026', 'Mật khẩu 2026', 'MotCua@2026', '1qaz2wsx3edc'])(
  '"%s" is guessed first',
  async (password) => expect(await isCommon(password)).toBe(true),
);

test.each(['con đường làng', 'dòng sông nhỏ', 'một mật khẩu mới', 'Ba con vịt xòe', 'trạm bơm số 7 cũ'])('"%s" is not', async (password) =>
  expect(await isCommon(password)).toBe(false),
);
