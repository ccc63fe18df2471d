import { flushCompileCache } from 'node:module';
import type { MessagePort } from 'node:worker_threads';
import { type LearnedLanguage, loadLearnedLanguage } from '#src/conversation/language.ts';
import { type Read, type Reading, readInSteps } from '#src/conversation/reading.ts';
import { AppError } from '#src/platform/errors.ts';
import { spareMemory } from '#src/platform/memory.ts';
import { inSlices } from '#src/platform/steps.ts';
import type { FindableCatalogue } from '#src/procedures/content.ts';

/** What the thread is asked. `reader` is the number of a reader, in the order in which they were asked for. */
export type Asked =
  | { ask: number; over: FindableCatalogue; reader: number; before: number | null }
  | { ask: number; text: string; topic: string | null; reader: number }
  | { letGo: number };

/** What it says to each `ask`. */
export type Said =
  | { ask: number; reading: Reading }
  | { ask: number; ready: true }
  | { ask: number; failed: string; params: AppError['params'] | null };

/** The number of the first reader, and how long after it the thread comes to rest: whoever starts is answered first. */
const FIRST = 1;
const SETTLE_MS = 50;

/** What only the preparing needed, some 10 MB, is given back; what was compiled is kept for the next start. */
function settleDown(): void {
  flushCompileCache();
  spareMemory();
}

/** The thread that reads: answers until its port is closed. An error is the answer to what caused it, and keeps nobody else waiting. */
export function serve(port: MessagePort): void {
  /** Where it cannot be read, whoever asks hears why. */
  let language: LearnedLanguage | { broken: unknown };
  try {
    language = loadLearnedLanguage();
  } catch (broken) {
    language = { broken };
  }
  const readers = new Map<number, Read>();
  const newest = () => [...readers.values()].at(-1);
  const say = (said: Said) => port.postMessage(said);

  async function prepare({ ask, over, reader, before }: Extract<Asked, { over: unknown }>): Promise<void> {
    if ('broken' in language) throw language.broken;
    const known = before === null ? undefined : readers.get(before);
    const read = await inSlices(readInSteps(over, language, known));
    readers.set(reader, read);
    // When nobody holds the words of the catalogue any more.
    if (reader === FIRST) setTimeout(settleDown, SETTLE_MS).unref();
    say({ ask, ready: true });
  }

  port.on('message', (asked: Asked) => {
    if ('letGo' in asked) return void readers.delete(asked.letGo);
    const refuse = (error: unknown) =>
      say({
        ask: asked.ask,
        failed: error instanceof Error ? error.message : String(error),
        params: error instanceof AppError ? error.params : null,
      });
    if ('over' in asked) return void prepare(asked).catch(refuse);
    try {
      const read = readers.get(asked.reader) ?? newest();
      if (!read) throw new Error('nothing to read by');
      say({ ask: asked.ask, reading: read(asked.text, asked.topic) });
    } catch (error) {
      refuse(error);
    }
  });
}
