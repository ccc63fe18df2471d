import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Exchange } from './embeddedStream.ts';
import { databaseWorked } from './worked.ts';

/** What the thread says: that it is ready, an answer with what it cost, or why there is none. */
export type Said = { opened: true } | { failed: string } | { answer: Uint8Array; workedMs: number };

export interface EmbeddedThread {
  exchange: Exchange;
  close(): Promise<void>;
}

/**
 * Opens the embedded database under `dataDir` in a thread of its own: a statement takes a millisecond or many, and meanwhile this thread
 * answers. Messages are answered in the order in which they are given. Throws what the database says when it cannot be opened.
 */
export async function openEmbeddedThread(dataDir: string): Promise<EmbeddedThread> {
  const worker = new Worker(new URL('./embeddedWorker.mjs', import.meta.url), { workerData: dataDir });
  const waiting: PromiseWithResolvers<Uint8Array>[] = [];
  const [opened] = (await once(worker, 'message')) as [Said];
  if ('failed' in opened) throw new Error(opened.failed);
  let gone: Error | null = null;
  let closing = false;
  const end = (error: Error) => {
    gone = error;
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  worker.on('error', end).on('exit', () => end(new Error('the database has ended')));
  worker.on('message', (said: Said) => {
    const next = waiting.shift();
    if (waiting.length === 0 && !closing) worker.unref();
    if ('answer' in said) {
      databaseWorked(said.workedMs);
      next?.resolve(said.answer);
    } else next?.reject(new Error('failed' in said ? said.failed : 'no answer'));
  });
  worker.unref();
  return {
    exchange: (bytes) => {
      if (gone) return Promise.reject(gone);
      const answer = Promise.withResolvers<Uint8Array>();
      waiting.push(answer);
      worker.ref(); // an answer that is waited for keeps the process alive
      worker.postMessage(bytes);
      return answer.promise;
    },
    close: async () => {
      if (gone) return;
      closing = true;
      worker.ref();
      worker.postMessage(null);
      await once(worker, 'exit');
    },
  };
}
