import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecrets, secretsFrom } from './secrets.ts';

let place: string;
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'motcua-secrets-'));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const SECRET = 'a-secret-of-at-least-thirty-two-characters';

test('a secret is made once, kept whole, and readable by this account alone', () => {
  const folder = join(place, 'new', 'data');
  const first = openSecrets({ DATA_DIR: folder });
  expect(openSecrets({ DATA_DIR: folder }).key('session')).toEqual(first.key('session'));
  expect(readdirSync(folder)).toEqual(['secret']);
  if (process.platform !== 'win32') expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
});

test('another folder has another secret, and the setting goes before the file', () => {
  const [one, two] = [join(place, 'one'), join(place, 'two')];
  expect(openSecrets({ DATA_DIR: one }).key('session')).not.toEqual(openSecrets({ DATA_DIR: two }).key('session'));
  expect(openSecrets({ DATA_DIR: one, SESSION_SECRET: SECRET }).key('session')).toEqual(secretsFrom(SECRET).key('session'));
});

test('a secret that was cut short is said instead of used', () => {
  const file = join(place, 'secret');
  writeFileSync(file, 'short');
  expect(() => openSecrets({ DATA_DIR: place })).toThrow(expect.objectContaining({ code: 'secretBroken', params: { file } }));
  expect(readFileSync(file, 'utf8')).toBe('short');
});

test('a folder that cannot be used is said', () => {
  const file = join(place, 'file');
  writeFileSync(file, '');
  expect(() => openSecrets({ DATA_DIR: file })).toThrow(expect.objectContaining({ code: 'dataFolderUnusable' }));
});

test('keys of different purposes differ', () => {
  const secrets = secretsFrom(SECRET);
  expect(secrets.key('session')).toHaveLength(32);
  expect(secrets.key('session')).not.toEqual(secrets.key('zalo-oa'));
});

test('what is sealed is opened by the same secret for the same purpose, and by nothing else', () => {
  const secrets = secretsFrom(SECRET);
  fc.assert(
    fc.property(fc.string(), (text) => {
      const sealed = secrets.seal('zalo-oa', text);
      expect(secrets.open('zalo-oa', sealed)).toBe(text);
      expect(secrets.open('session', sealed)).toBeNull();
      expect(secretsFrom(`${SECRET}!`).open('zalo-oa', sealed)).toBeNull();
      expect(secrets.seal('zalo-oa', text)).not.toBe(sealed);
    }),
  );
});

test('what was altered, cut or never sealed is not opened', () => {
  const secrets = secretsFrom(SECRET);
  const bytes = Buffer.from(secrets.seal('zalo-oa', 'refresh-token'), 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const altered = Buffer.from(bytes);
    altered[at] = altered[at]! ^ 1;
    expect(secrets.open('zalo-oa', altered.toString('base64url'))).toBeNull();
    expect(secrets.open('zalo-oa', bytes.subarray(0, at).toString('base64url'))).toBeNull();
  }
  expect(secrets.open('zalo-oa', 'không phải')).toBeNull();
});
