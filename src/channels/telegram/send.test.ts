import { GrammyError, HttpError } from 'grammy';
import { describe, expect, test } from 'vitest';
import { FAKE_TELEGRAM_TOKEN } from '#tests/fakes/telegram.ts';
import { NoAnswer, NotTelegram } from './api.ts';
import { faultOf } from './fault.ts';
import { outcomeOf } from './send.ts';

const refused = (error_code: number, description: string, parameters = {}) =>
  new GrammyError('Call failed', { ok: false, error_code, description, parameters }, 'sendMessage', {});
const broken = (inner: unknown) => new HttpError('Network request failed', inner);

describe('what a fault means for a message', () => {
  test.each([
    ['a page of a gateway that reached nobody', broken(new NotTelegram(502)), 'retry'],
    ['a page that blocks the way', broken(new NotTelegram(403)), 'retry'],
    ['a redirection', broken(new NotTelegram(302)), 'retry'],
    ['a gateway that waited in vain', broken(new NotTelegram(504)), 'unknown'],
    ['a page that says all is well', broken(new NotTelegram(200)), 'unknown'],
    ['no connection', broken(new NoAnswer('ENOTFOUND', false)), 'retry'],
    ['a connection that broke', broken(new NoAnswer('ECONNRESET', true)), 'unknown'],
    ['half a JSON', broken(new SyntaxError('Unexpected end of JSON input')), 'unknown'],
    ['another process that polls', refused(409, 'Conflict: terminated by other getUpdates request'), 'retry'],
    ['something that is no error', 'odd', 'unknown'],
  ])('%s', (_, error, kind) => {
    expect(outcomeOf(faultOf(error)).kind).toBe(kind);
  });

  test('a flood without a time is waited for a second', () => {
    expect(outcomeOf(faultOf(refused(429, 'Too Many Requests')))).toMatchObject({ afterMs: 1000, wholeChannel: true });
  });

  test('no reason tells the token or an address', () => {
    const said = refused(500, `Internal error in /bot${FAKE_TELEGRAM_TOKEN}/sendMessage`);
    const network = broken(new TypeError(`request to https://api.telegram.org/bot${FAKE_TELEGRAM_TOKEN}/sendMessage failed`));
    for (const error of [said, network]) expect(JSON.stringify(outcomeOf(faultOf(error)))).not.toContain(FAKE_TELEGRAM_TOKEN.split(':')[1]);
  });
});
