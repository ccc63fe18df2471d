import { expect, test } from 'vitest';
import type { ZaloBotError } from './errors.ts';
import { pollUpdates } from './poll.ts';
import { answering, testServer } from './testServer.ts';

const update = (text: string) => ({ event_name: 'message.text.received', message: { message_id: text, chat: { id: 'c' }, text } });
const EMPTY = { ok: false, error_code: 408, description: 'Request timeout' };
const pause = { firstMs: 1, longestMs: 4 };

test('events come one poll after another; empty polls, refusals and pages of a gateway are survived', async () => {
  const answers: [object | string, number?][] = [
    [{ ok: true, result: update('1') }],
    [EMPTY],
    [EMPTY, 408],
    ['<html>502</html>', 502],
    [{ ok: true }],
    [{ ok: true, result: [update('2'), update('3')] }],
    [{ ok: false, error_code: 401 }],
    [{ ok: true, result: update('4') }],
  ];
  const asked: unknown[] = [];
  await using server = await testServer((call, response) => {
    asked.push(call.params);
    const [body, status] = answers.shift() ?? [EMPTY];
    answering(body, status)(call, response);
  });
  const stop = new AbortController();
  const errors: string[] = [];
  let answered = 0;
  const onError = (error: ZaloBotError) => errors.push(error.code);
  const heard: string[] = [];
  for await (const events of pollUpdates(server.bot, { signal: stop.signal, seconds: 5, pause, onError, onAnswer: () => answered++ })) {
    heard.push(...events.map((event) => (event.kind === 'text' ? event.text : event.kind)));
    if (heard.length === 4) stop.abort();
  }
  expect(heard).toEqual(['1', '2', '3', '4']);
  expect(errors).toEqual(['server', 'unauthorized']);
  expect(answered).toBe(6);
  expect(asked[0]).toEqual({ timeout: 5 });
});

test('stopping ends a poll that waits', async () => {
  const stop = new AbortController();
  await using server = await testServer(() => stop.abort());
  for await (const _events of pollUpdates(server.bot, { signal: stop.signal })) expect.unreachable();
  expect(stop.signal.aborted).toBe(true);
});

test('an error in the loop is the loop’s own, and ends the polling', async () => {
  await using server = await testServer(answering({ ok: true, result: update('1') }));
  const loop = async () => {
    for await (const _events of pollUpdates(server.bot, { signal: new AbortController().signal })) throw new Error('database gone');
  };
  await expect(loop()).rejects.toThrow('database gone');
});
