import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { openEmbedded } from './platform/embedded.ts';
import { readEnvironment } from './platform/environment.ts';
import { spareMemory } from './platform/memory.ts';
import { exitWithProblem } from './platform/problem.ts';
import { sayIn } from './platform/texts.ts';
import { prepareApart } from './prepareApart.ts';

/** What was compiled is kept now, so that it is there even where the process is later killed; what only the start needed is given back. */
function beforeServing(): void {
  flushCompileCache();
  spareMemory();
}

// Two things spare a third of it: the embedded database opens in its thread while this one reads the rest of the program, and
// that is read from what an earlier start compiled, in the data folder, where there has been one.
try {
  const environment = readEnvironment(process.env);
  await prepareApart(environment);
  const embedded = environment.DATABASE_URL ? undefined : openEmbedded(environment.DATA_DIR);
  embedded?.catch(() => {}); // whoever takes it over hears of it
  await setImmediate(); // the folder is locked and the thread begins; what follows is read without a pause
  enableCompileCache(join(environment.DATA_DIR, 'compiled'));
  const { start } = await import('./main.ts');
  const starting = start(environment, console.log, {}, { embedded, beforeServing });
  // From here on, and not only once it is ready: a stop that comes early waits for the start and then stops in order.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      console.log(sayIn('vi')('start.stopping'));
      void starting.then((started) => started.stop()).then(() => process.exit(0), exitWithProblem);
    });
  }
  const { log } = await starting;
  process.on('unhandledRejection', (reason) => log.error({ err: reason }, 'unhandled rejection'));
} catch (error) {
  exitWithProblem(error);
}
