/**
 * The thread of the embedded database: bytes of PostgreSQL's protocol in, its answer out, one after another; null ends it.
 * Plain JavaScript: taking the types off would cost the thread some megabytes.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pgliteAnswer } from './pgliteAnswer.mjs';

/** Opened with fsync, which PGlite leaves out by default: a row that was acknowledged survives a power cut. */
const startParams = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');

/** @param {import('./embeddedThread.ts').Said} said */
const say = (said) => parentPort.postMessage(said, 'answer' in said ? [said.answer.buffer] : []);
const refuse = (error) => say({ failed: error instanceof Error ? error.message : String(error) });

try {
  // A new piece of the log, 16 MB, would be filled with zeros at once, while everybody waits for 60 ms; what is written to it later is kept as surely.
  const postgresqlconf = ['shared_buffers = 16MB', 'wal_init_zero = off'];
  const pglite = await PGlite.create({ dataDir: workerData, postgresqlconf, startParams });
  let last = Promise.resolve();
  parentPort.on('message', (bytes) => {
    const work = async () => {
      if (bytes) {
        const from = process.threadCpuUsage();
        const answer = await pgliteAnswer(pglite, bytes);
        const { user, system } = process.threadCpuUsage(from);
        return say({ answer, workedMs: (user + system) / 1000 });
      }
      await pglite.close();
      parentPort.close();
    };
    last = last.then(work).catch(refuse);
  });
  // The files of the database that were unpacked in memory: 10 MB.
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  say({ opened: true });
} catch (error) {
  refuse(error);
}
