import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import { followToken } from '#src/feedback/followToken.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { createLog } from '#src/platform/log.ts';
import { createMetrics } from '#src/platform/metrics.ts';
import { secretsFrom } from '#src/platform/secrets.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { realAssistantBy, realCalendar } from '#tests/support/assistant.ts';
import { testDatabase } from '#tests/support/database.ts';
import { settableClock } from '#tests/support/staff.ts';
import { createExchange } from './exchange.ts';
import { turnsOf } from './turn.ts';

const clock = settableClock(new Date('2026-11-23T09:00:00+07:00'));
const said = sayIn('vi');
let database: OpenDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database.close());

test('a link of the page follows another’s feedback without its code, in nothing that the chat is sent; only what one follows is shown by its number', async () => {
  const assistant = realAssistantBy(clock);
  const { mark } = secretsFrom('a secret that only this test knows');
  const takeTurn = turnsOf({ current: () => assistant, clock, log: createLog('silent'), mark });
  const exchange = createExchange({ database: database.prisma, clock, metrics: createMetrics(), takeTurn });
  const replies: string[] = [];
  const ask = async (text: string, conversation = 'follower') => {
    const got = await exchange({ channel: 'web', conversation, id: null, text, locale: 'vi' });
    replies.push(JSON.stringify(got));
    return got.map((reply) => renderPlain(reply, 'Nguồn')).join('\n');
  };
  const place = {
    agencyId: 'xa',
    unitId: 'mot-cua',
    channel: 'page',
    locale: 'vi',
    topic: 'site' as const,
    text: 'Cống nghẹt trước chợ',
    place: null,
  };
  const rest = { latitude: null, longitude: null, dossierCode: null, contact: null, chat: null, pictures: [], files: [] };
  const { id, code } = await database.prisma.$transaction((tx) => receiveFeedback(tx, { ...place, ...rest }, realCalendar(), clock.now()));

  expect(await ask(`#w:${id}-${'a'.repeat(22)}`)).toContain(said('errors.feedbackNotFound'));
  expect(await ask(`#i:${id}`)).toContain(said('errors.feedbackNotFound'));
  expect(await ask(`#w:${followToken(id, mark)}`)).toContain(said('feedback.told.followed'));
  expect(await database.prisma.feedbackFollower.findMany({ select: { conversationId: true, own: true } })).toEqual([
    { conversationId: 'follower', own: false },
  ]);
  expect(await ask('#i:')).toContain(said('feedback.topic.site'));
  expect(replies.at(-1)).toContain(`"#i:${id}"`);
  expect(await ask('1')).toContain(said('feedback.state.received'));
  expect(await ask(`#i:${id}`, 'stranger')).toContain(said('errors.feedbackNotFound'));
  expect(replies.join()).not.toContain(code);
});
