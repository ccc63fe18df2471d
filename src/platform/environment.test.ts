import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EnvironmentError, environmentFields, readEnvironment } from './environment.ts';
import { sayIn } from './texts.ts';

function refusal(source: Record<string, string>): EnvironmentError {
  try {
    readEnvironment(source);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

describe('a wrong value is named with what is expected, never with the value', () => {
  test.each([
    ['PORT', '70000-nope'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '30.5'],
    ['PUBLIC_URL', 'motcua.xa.example'],
    ['PUBLIC_URL', 'ftp://motcua.xa.example'],
    ['DATABASE_URL', 'mysql://someone:topsecret@host/db'],
    ['DATABASE_URL', 'host=topsecret'],
    ['LOG_LEVEL', 'loudest'],
    ['AUTHORITY_NAME', 'x'.repeat(121)],
    ['METRICS_TOKEN', 'shortsecret'],
    ['STAFF_SNOOZES', '-1'],
    ['STAFF_UNDO_MINUTES', '99'],
    ['SESSION_SECRET', 'thirty-one-characters-are-short'],
    ['ZALO_BOT_TOKEN', 'no-colon-topsecret'],
    ['ZALO_BOT_TOKEN', '12345:top/secret-part'],
    ['ZALO_BOT_API_ROOT', 'bot-api.zalo.example'],
    ['ZALO_BOT_MODE', 'pollhook'],
    ['ZALO_BOT_WEBHOOK_SECRET', 'ngắn quá'],
    ['ZALO_BOT_MONTHLY_MESSAGES', '3000.5'],
    ['ZALO_BOT_MESSAGES_PER_SECOND', '-0.5'],
    ['TELEGRAM_BOT_TOKEN', 'bot-of-the-commune'],
    ['TELEGRAM_API_ROOT', 'api.telegram.example'],
    ['TELEGRAM_MODE', 'pulling'],
    ['TELEGRAM_WEBHOOK_SECRET', 'mật-khẩu-của-xã-ta'],
    ['CLOCK', 'tomorrow-ish'],
    ['CLOCK', 'hello 5'],
    ['CLOCK', '2026-02-31'],
  ])('%s=%s', (field, value) => {
    const error = refusal({ [field]: value });
    expect(error.fields).toEqual([field]);
    expect(error.message).toContain(`• ${field}: ${sayIn('vi')(`environment.fields.${field}`)}`);
    expect(error.message).not.toContain(value);
  });
});

describe('Zalo OA', () => {
  const whole = { ZALO_OA_APP_ID: '111222333', ZALO_OA_APP_SECRET: 'app-secret', ZALO_OA_REFRESH_TOKEN: 'refresh-token' };

  test('once a part of it is set, what is missing is named', () => {
    expect(refusal({ ZALO_OA_APP_ID: '111222333' }).fields).toEqual(['ZALO_OA_APP_SECRET', 'ZALO_OA_REFRESH_TOKEN']);
    expect(refusal({ ...whole, ZALO_OA_MAC_ID: 'oa' }).fields).toEqual(['ZALO_OA_ID']);
    expect(refusal({ ...whole, ZALO_OA_APP_SECRET: ' ', PORT: 'x' }).fields).toEqual(['PORT', 'ZALO_OA_APP_SECRET']);
    expect(readEnvironment(whole)).toMatchObject(whole);
  });

  test.each([
    ['ZALO_OA_APP_ID', 'my-app'],
    ['ZALO_OA_APP_SECRET', 'short'],
    ['ZALO_OA_SECRET_KEY', 'short'],
    ['ZALO_OA_ID', '98-76'],
    ['ZALO_OA_API_ROOT', 'openapi.zalo.me'],
    ['ZALO_OA_OAUTH_ROOT', 'ftp://oauth.zaloapp.com'],
    ['ZALO_OA_MAC_ID', 'both'],
    ['ZALO_OA_FRESH_HOURS', '1'],
    ['ZALO_OA_BUTTONS', 'many'],
    ['ZALO_OA_CHARGED_NOTICES', 'maybe'],
    ['ZALO_OA_CALLS_PER_MINUTE', '0'],
    ['ZALO_OA_TEMPLATES', '{not json'],
    ['ZALO_OA_TEMPLATES', '{"dossier.ready": {"id": 100001}}'],
    ['ZALO_OA_TEMPLATES', '{"dossier.ready": {"id": "100001", "value": {}}}'],
  ])('%s=%s', (field, value) => {
    expect(refusal({ ...whole, [field]: value }).fields).toEqual([field]);
  });

  test('templates are read from JSON', () => {
    const read = readEnvironment({
      ...whole,
      ZALO_OA_TEMPLATES: '{"dossier.ready": {"id": "100001", "values": {"code": "ma_ho_so"}}, "x": {"id": "2"}}',
    });
    expect(read.ZALO_OA_TEMPLATES).toEqual({ 'dossier.ready': { id: '100001', values: { code: 'ma_ho_so' } }, x: { id: '2', values: {} } });
  });
});

test('all that is wrong is said at once', () => {
  const error = refusal({ PORT: 'x', LOG_LEVEL: 'y', METRICS_TOKEN: 'z', DATA_DIR: '/tmp/fine' });
  expect(error.fields).toEqual(['LOG_LEVEL', 'METRICS_TOKEN', 'PORT']);
  expect(error.message.split('\n')).toHaveLength(4);
});

test('a value that is empty or blank counts as not set', () => {
  const blank = Object.fromEntries(environmentFields.map((field, at) => [field, at % 2 ? '' : '  ']));
  const { CLOCK: _clock, ...unset } = readEnvironment({});
  expect(readEnvironment(blank)).toMatchObject(unset);
  expect(unset).toEqual({
    PORT: 3000,
    HOST: '',
    DATA_DIR: './data',
    LOG_LEVEL: 'info',
    TWO_FACTOR_ROLES: [],
    STAFF_SNOOZES: 2,
    STAFF_UNDO_MINUTES: 3,
    TELEGRAM_API_ROOT: 'https://api.telegram.org',
    TELEGRAM_MODE: 'polling',
  });
});

test('an address for links loses its trailing slashes', () => {
  expect(readEnvironment({ PUBLIC_URL: 'https://motcua.xa.example/hoi//' }).PUBLIC_URL).toBe('https://motcua.xa.example/hoi');
});

test('every setting has a sentence of its own in each language', () => {
  for (const locale of ['vi', 'en'] as const)
    for (const field of environmentFields) expect(sayIn(locale)(`environment.fields.${field}`)).not.toBe(`environment.fields.${field}`);
});

test('every port is taken, and nothing else is', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 200_000 }), (port) => {
      if (port >= 0 && port <= 65535) expect(readEnvironment({ PORT: String(port) }).PORT).toBe(port);
      else expect(refusal({ PORT: String(port) }).fields).toEqual(['PORT']);
    }),
  );
});

test('whatever is set, it is accepted or refused by name, and no value is repeated', () => {
  const value = fc.string({ minLength: 12 }).map((text) => `§${text}`);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...environmentFields), value, { minKeys: 1 }), (source) => {
      try {
        readEnvironment(source);
      } catch (error) {
        expect(error).toBeInstanceOf(EnvironmentError);
        expect((error as Error).message).not.toContain('§');
      }
    }),
  );
});
