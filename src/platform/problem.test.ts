import { expect, test } from 'vitest';
import { EnvironmentError } from './environment.ts';
import { AppError, briefly } from './errors.ts';
import { describeProblem } from './problem.ts';

test('the operator reads a sentence that says what to do, with its values filled in', () => {
  const text = describeProblem(new AppError('dataFolderLocked', { params: { folder: '/srv/motcua' } }));
  expect(text).toContain('/srv/motcua');
  expect(text).not.toContain('{{');
  expect(text).not.toContain('errors.');
});

test('wrong settings are described as they are', () => {
  const error = new EnvironmentError(['PORT']);
  expect(describeProblem(error)).toBe(error.message);
});

test('what nobody foresaw is one line, without a stack and without secrets', () => {
  const text = describeProblem(new Error('connect postgresql://a:topsecret@db/x failed\n    at somewhere (file.ts:1:2)'));
  expect(text).toContain('connect');
  expect(text).not.toContain('topsecret');
  expect(text).not.toContain('file.ts');
  expect(describeProblem('just a word')).toContain('just a word');
  expect(describeProblem(undefined)).toContain('undefined');
});

test('a message is shortened to its first line and 300 letters', () => {
  expect(briefly(new Error(`${'x'.repeat(400)}\nmore`))).toBe('x'.repeat(300));
  expect(briefly(new Error('one\ntwo'))).toBe('one');
});
