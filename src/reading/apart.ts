import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Reading } from '#src/conversation/reading.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Reader, Readers } from './reader.ts';
import type { Asked, Said } from './serve.ts';

/** Messages that the thread has at hand: enough that it need not wait for the next, so few that whoever comes first is read soon. */
const AT_HAND = 4;

interface Waiting {
  text: string;
  topic: string | null;
  reader: number;
  done: PromiseWithResolvers<Reading>;
}

/**
 * Readers in a thread of their own: to read is most of the work of an answer, and meanwhile this thread acknowledges, sends and keeps. A thread
 * that breaks ends the process, as an error of its own would.
 */
export function readersApart(): Readers {
  const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: { compiled: getCompileCacheDir() ?? null } });
  const urgent: Waiting[] = [];
  const others: Waiting[] = [];
  const asked = new Map<number, { resolve(said: Said): void; reject(error: Error): void }>();
  const numbers = new WeakMap<Reader, number>();
  let [asks, made, atHand] = [0, 0, 0];
  let stopped = false;

  const send = (question: Asked) => worker.postMessage(question);
  const ask = (question: (ask: number) => Asked): Promise<Said> => {
    if (stopped) return Promise.reject(new Error('the readers have stopped'));
    const answer = Promise.withResolvers<Said>();
    const number = ++asks;
    asked.set(number, answer);
    send(question(number));
    return answer.promise;
  };
  worker.on('message', (said: Said) => {
    const waiting = asked.get(said.ask);
    asked.delete(said.ask);
    if ('failed' in said) waiting?.reject(said.params ? new AppError(said.failed, { params: said.params }) : new Error(said.failed));
    else waiting?.resolve(said);
  });

  function next(): void {
    while (atHand < AT_HAND) {
      const waiting = urgent.shift() ?? others.shift();
      if (!waiting) return;
      const { text, topic, reader, done } = waiting;
      atHand++;
      ask((number) => ({ ask: number, text, topic, reader }))
        .then((said) => done.resolve((said as { reading: Reading }).reading), done.reject)
        .finally(() => {
          atHand--;
          next();
        });
    }
  }

  function readerOf(number: number): Reader {
    let [unread, gone] = [0, false];
    const leave = () => {
      if (gone && unread === 0) send({ letGo: number });
    };
    const reader: Reader = {
      read(text, topic, first = false) {
        const done = Promise.withResolvers<Reading>();
        unread++;
        (first ? urgent : others).push({ text, topic, reader: number, done });
        next();
        return done.promise.finally(() => {
          unread--;
          leave();
        });
      },
      letGo() {
        gone = true;
        leave();
      },
    };
    numbers.set(reader, number);
    return reader;
  }

  return {
    async over(catalogue, before) {
      const number = ++made;
      await ask((id) => ({ ask: id, over: catalogue, reader: number, before: (before && numbers.get(before)) ?? null }));
      return readerOf(number);
    },
    async stop() {
      stopped = true;
      await worker.terminate();
      const error = new Error('the readers have stopped');
      for (const { reject } of asked.values()) reject(error);
      for (const { done } of [...urgent.splice(0), ...others.splice(0)]) done.reject(error);
    },
  };
}
