import { expect, test } from 'vitest';
import { screenOfStart } from '#src/conversation/startLink.ts';
import type { ChannelStatus } from '#src/delivery/delivery.ts';
import { newSlipToken } from '#src/dossiers/commands/receiveDossier.ts';
import { followToken, readFollowToken } from '#src/feedback/followToken.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { chatDoors, followDoor, telegramDoor, zaloDoor } from './chatDoors.ts';

const status = (channel: string, name: string | null, state: ChannelStatus['state'] = 'up') => ({ channel, name, state }) as ChannelStatus;

test('a slip leads into the bot with its token, within what Telegram takes; to the account\u2019s page on Zalo', () => {
  const doors = chatDoors([status('telegram', '@motcua_bot'), status('zalo-oa', 'UBND xã')], '4318000000000000000');
  const token = newSlipToken();
  const link = telegramDoor(doors, token)!;
  expect(link).toBe(`https://t.me/motcua_bot?start=d-${token}`);
  expect(new URL(link).searchParams.get('start')!.length).toBeLessThanOrEqual(64);
  expect(zaloDoor(doors)).toBe('https://zalo.me/4318000000000000000');
});

test('feedback is followed in the bot by a token that nobody can make and that says nothing of its code', () => {
  const { mark } = secretsFrom('a secret that only this test knows');
  const token = followToken(214_748_364, mark);
  const link = followDoor(chatDoors([status('telegram', '@motcua_bot')], undefined), token)!;
  expect(link).toBe(`https://t.me/motcua_bot?start=f-${token}`);
  expect(screenOfStart(new URL(link).searchParams.get('start')!)).toBe(`#w:${token}`);
  expect(readFollowToken(token, mark)).toBe(214_748_364);
  for (const forged of ['', '7', token.replace('2', '3'), followToken(7, secretsFrom('another').mark)])
    expect(readFollowToken(forged, mark)).toBeNull();
});

test('what is not known, or switched off, is no door', () => {
  for (const doors of [
    chatDoors([], '43'),
    chatDoors([status('telegram', null, 'starting'), status('zalo-oa', null)], undefined),
    chatDoors([status('telegram', '@x', 'off'), status('zalo-oa', 'x', 'off')], '43'),
  ])
    expect([telegramDoor(doors, newSlipToken()), followDoor(doors, '1-a'), zaloDoor(doors)]).toEqual([null, null, null]);
});
