import { expect, test } from 'vitest';
import { readEnvironment } from '#src/platform/environment.ts';
import { AppError } from '#src/platform/errors.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { zaloBotSettings } from './settings.ts';

const secrets = secretsFrom('x'.repeat(48));
const TOKEN = '700100:secret-secret';
const read = (source: Record<string, string>) => zaloBotSettings(readEnvironment(source), secrets);

test('without a token there is no channel', () => {
  expect(read({ ZALO_BOT_MODE: 'polling' })).toBeNull();
});

test('the webhook is the default, at the public address, with a secret of its own', () => {
  const settings = read({ ZALO_BOT_TOKEN: TOKEN, PUBLIC_URL: 'https://xa.example/' });
  expect(settings).toEqual({
    token: TOKEN,
    apiRoot: 'https://bot-api.zaloplatforms.com',
    mode: { kind: 'webhook', url: 'https://xa.example/webhooks/zalo-bot', secret: expect.stringMatching(/^[\w-]{43}$/) },
    perSecond: 10,
    perMonth: 3000,
  });
  expect(read({ ZALO_BOT_TOKEN: TOKEN, PUBLIC_URL: 'https://xa.example', ZALO_BOT_WEBHOOK_SECRET: 'my-secret' })?.mode).toMatchObject({
    secret: 'my-secret',
  });
});

test('the plan and the pace are settings', () => {
  const source = { ZALO_BOT_TOKEN: TOKEN, ZALO_BOT_MODE: 'polling', ZALO_BOT_MONTHLY_MESSAGES: '50000', ZALO_BOT_MESSAGES_PER_SECOND: '0.5' };
  expect(read(source)).toMatchObject({ mode: { kind: 'polling' }, perMonth: 50_000, perSecond: 0.5 });
});

test('a webhook needs a public https address; a fake platform may call plain http', () => {
  for (const source of [{ PUBLIC_URL: '' }, { PUBLIC_URL: 'http://xa.example' }])
    expect(() => read({ ZALO_BOT_TOKEN: TOKEN, ...source })).toThrow(new AppError('zaloBotNeedsPublicUrl'));
  const fake = { ZALO_BOT_TOKEN: TOKEN, PUBLIC_URL: 'http://localhost:3000', ZALO_BOT_API_ROOT: 'http://localhost:4000' };
  expect(read(fake)?.mode).toMatchObject({ url: 'http://localhost:3000/webhooks/zalo-bot' });
});
