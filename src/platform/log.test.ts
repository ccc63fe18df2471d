import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collect } from '#tests/support/collect.ts';
import { createLog, type Log, redactText } from './log.ts';

/** What a log writes when something is done with it. */
function written(use: (log: Log) => void, level = 'trace'): string {
  const lines = collect();
  use(createLog(level, lines.stream));
  return lines.text();
}

const BOT_TOKEN = '7712345678:AAE9mX3kq_0Zc-vQwErTyUiOpAsDfGhJkL';
const DATABASE_URL = 'postgresql://motcua:matkhau-that@db.example:5432/motcua';

test('a line is JSON with its time, message and fields', () => {
  expect(JSON.parse(written((log) => log.info({ job: 'retention', rows: 3 }, 'job done')))).toMatchObject({
    level: 30,
    time: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
    msg: 'job done',
    job: 'retention',
    rows: 3,
  });
});

test('nothing below the level is written', () => {
  expect(written((log) => log.info('quiet'), 'warn')).toBe('');
});

test.each([
  ['token', { token: 'very-secret' }],
  ['an environment variable', { TELEGRAM_BOT_TOKEN: 'very-secret' }],
  ['one level down', { request: { authorization: 'very-secret' } }],
  ['three levels down', { a: { b: { c: { password: 'very-secret' } } } }],
  ['in a list', { chats: [{ phone: 'very-secret' }] }],
  ['in other letter case', { headers: { Authorization: 'very-secret', Cookie: 'very-secret' } }],
  ['what somebody wrote', { message: { text: 'very-secret', conversation: 'very-secret' } }],
  ['an object as the secret', { secret: { inner: 'very-secret' } }],
])('a secret under its name is masked: %s', (_name, fields) => {
  const line = written((log) => log.info(fields, 'seen'));
  expect(line).toContain('***');
  expect(line).not.toContain('very-secret');
});

test.each([
  ['message', (log: Log, secret: string) => log.error(`connect ${secret} failed`)],
  ['message with a placeholder', (log: Log, secret: string) => log.error('connect %s failed', secret)],
  ['object in a placeholder', (log: Log, secret: string) => log.error('connect %o failed', { at: secret })],
  ['field', (log: Log, secret: string) => log.error({ error: `connect ${secret} failed` }, 'request failed')],
  ['nested field', (log: Log, secret: string) => log.error({ a: { b: [`connect ${secret} failed`] } }, 'request failed')],
  ['error', (log: Log, secret: string) => log.error(new Error(`connect ${secret} failed`))],
  ['error with a message', (log: Log, secret: string) => log.error(new Error(`connect ${secret} failed`), 'request failed')],
  ['error under a name', (log: Log, secret: string) => log.error({ err: new Error(`connect ${secret} failed`) }, 'request failed')],
  ['error under another name', (log: Log, secret: string) => log.error({ cause: new Error(`connect ${secret} failed`) }, 'request failed')],
])('a token or a connection string inside a sentence is masked: %s', (_name, use) => {
  for (const secret of [BOT_TOKEN, `https://api.telegram.org/bot${BOT_TOKEN}/getMe`, DATABASE_URL, `Bearer ${'k'.repeat(24)}`]) {
    const line = written((log) => use(log, secret));
    expect(line).toContain('***');
    for (const part of ['AAE9mX3kq', 'matkhau-that', 'kkkkkkkk']) expect(line).not.toContain(part);
  }
});

test('an error keeps its kind, the first line of its message and where it happened', () => {
  const line = JSON.parse(written((log) => log.error({ err: new TypeError('bad thing\nof many lines') }, 'request failed')));
  expect(line).toMatchObject({ msg: 'request failed', err: { type: 'TypeError', message: 'bad thing' } });
  expect(line.err.stack).toContain('log.test.ts');
});

test('what refers to itself is cut off instead of never ending', () => {
  const loop: Record<string, unknown> = { at: 1 };
  loop['self'] = loop;
  expect(written((log) => log.info({ loop }, 'seen'))).toContain('"at":1');
});

test('a password never survives, whatever is in it', () => {
  const password = fc.stringMatching(/^[^\s]{3,30}$/).map((text) => `§${text}§`);
  fc.assert(
    fc.property(password, (secret) => {
      expect(redactText(`connect to postgresql://motcua:${secret}@db.example:5432/x now`)).not.toContain(secret);
    }),
  );
});

test('ordinary sentences stay as they are', () => {
  for (const text of ['see https://dichvucong.gov.vn for more', 'database migrated', '12:30 and 1.001193', 'http://localhost:3000/readyz'])
    expect(redactText(text)).toBe(text);
});
