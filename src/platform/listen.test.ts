import { EventEmitter } from 'node:events';
import type pg from 'pg';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OpenDatabase } from './database.ts';
import { listenFor } from './listen.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const connection = () => Object.assign(new EventEmitter(), { query: vi.fn(async () => ({ rows: [] })), release: vi.fn() });

/** A server whose connections are answered for by the test; what was reported and heard. */
function server() {
  const asked: PromiseWithResolvers<unknown>[] = [];
  const connect = () => {
    const answer = Promise.withResolvers<unknown>();
    asked.push(answer);
    return answer.promise;
  };
  const database = { kind: 'server', pool: { connect } as unknown as pg.Pool } as OpenDatabase;
  const [heard, report] = [vi.fn(), vi.fn()];
  return { asked, heard, report, database, stop: listenFor(database, 'catalogue', heard, report) };
}

test('a connection that breaks is reported, and another one is asked for a second later', async () => {
  const { asked, heard, report, stop } = server();
  const [first, second] = [connection(), connection()];
  asked[0]!.resolve(first);
  await vi.advanceTimersByTimeAsync(1);
  first.emit('error', new Error('gone'));
  expect([report.mock.calls.length, first.release.mock.calls]).toEqual([1, [[true]]]);
  await vi.advanceTimersByTimeAsync(1000);
  asked[1]!.resolve(second);
  await vi.advanceTimersByTimeAsync(1);
  second.emit('notification', { channel: 'catalogue' });
  expect(heard).toHaveBeenCalledTimes(3);
  await stop();
  expect(second.release.mock.calls).toEqual([[true]]);
});

test('whoever stops waits for the connection that is being asked for, whichever it is, and nothing is reported or asked for after that', async () => {
  const { asked, heard, report, stop } = server();
  asked[0]!.reject(new Error('refused'));
  await vi.advanceTimersByTimeAsync(1000);
  expect([asked.length, report.mock.calls.length]).toEqual([2, 1]);
  let ended = false;
  const stopping = stop().then(() => {
    ended = true;
  });
  await vi.advanceTimersByTimeAsync(1);
  expect(ended).toBe(false);
  asked[1]!.reject(new Error('refused'));
  await stopping;
  await vi.advanceTimersByTimeAsync(5000);
  expect([asked.length, report.mock.calls.length, heard.mock.calls.length]).toEqual([2, 1, 0]);
});

test('all who listen share one connection, each hears its own channel, and the last one to stop gives it back', async () => {
  const { asked, heard, database, stop } = server();
  const first = connection();
  const [calendar, later] = [vi.fn(), vi.fn()];
  const stopCalendar = listenFor(database, 'calendar', calendar, vi.fn());
  asked[0]!.resolve(first);
  await vi.advanceTimersByTimeAsync(1);
  const stopLater = listenFor(database, 'calendar', later, vi.fn());
  await vi.advanceTimersByTimeAsync(1);
  expect([asked.length, heard.mock.calls.length, calendar.mock.calls.length, later.mock.calls.length]).toEqual([1, 1, 1, 1]);
  expect(first.query.mock.calls).toEqual([['LISTEN "catalogue"'], ['LISTEN "calendar"'], ['LISTEN "calendar"']]);
  first.emit('notification', { channel: 'calendar' });
  await stop();
  await stopCalendar();
  first.emit('notification', { channel: 'calendar' });
  expect([heard.mock.calls.length, calendar.mock.calls.length, later.mock.calls.length]).toEqual([1, 2, 3]);
  expect(first.release).not.toHaveBeenCalled();
  await stopLater();
  expect(first.release.mock.calls).toEqual([[true]]);
});
