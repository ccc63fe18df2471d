import { readSlipLink } from '#src/dossiers/slips/link.ts';
import { runApart } from '#src/platform/apart.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Channel, Inbound, InboundContent } from '../channel.ts';

/** A photo waits so long to be looked at; then it is answered as it is, whatever became of the look. */
export const PHOTO_WAIT_MS = 20_000;
const MOST_BYTES = 10 * 1_048_576;
const READ = { timeMs: 12_000, memoryMb: 192 };
/** Photos looked at side by side: each may take a thread and its picture's memory. */
const AT_ONCE = 2;
/** Photos that wait for that; those beyond are answered as they are. */
const MOST_WAITING = 20;

export interface LookDeps {
  database: Database;
  clock: Clock;
  log: Pick<Log, 'debug'>;
  /** Called when a photo was looked at, so that it is answered at once. */
  woken(): void;
  /** Ends every look: what waits is answered as it is. */
  stopping: AbortSignal;
  /** Reads a QR's text from a picture; tests give their own. */
  read?(bytes: Uint8Array): Promise<string | null>;
}

export interface Looks {
  /** Whether this event is worth a look: then it waits in the inbox, and those behind it in its conversation wait too. */
  wants(channel: Channel, content: InboundContent): boolean;
  /** Looks at a photo that is in the inbox. Never throws. */
  look(channel: Channel, event: Inbound): void;
  idle(): Promise<void>;
}

const readApart = (bytes: Uint8Array) => runApart<string | null>(new URL('./readQrWorker.ts', import.meta.url), bytes, READ);

/**
 * Photos of slips: the picture is fetched and its QR read outside any transaction and off the event loop. A slip's QR makes the photo the
 * same as opening the slip's link. A photo is kept with a due time in the near future; being looked at makes it due at once. So a crash, a
 * platform that is slow and a picture without a QR all end in the present polite answer, and a conversation's order is never changed.
 */
export function createLooks({ database, clock, log, woken, stopping, read = readApart }: LookDeps): Looks {
  let running = 0;
  const waiting: (() => Promise<void>)[] = [];
  let ended: (() => void) | null = null;

  const next = (): void => {
    while (running < AT_ONCE && waiting.length > 0) {
      running++;
      void waiting.shift()!().finally(() => {
        running--;
        if (running === 0 && waiting.length === 0) ended?.();
        next();
      });
    }
  };

  const lookAt = async (channel: Channel, { eventKey, content }: Inbound): Promise<void> => {
    if (content.kind !== 'photo') return;
    const given = AbortSignal.any([stopping, AbortSignal.timeout(PHOTO_WAIT_MS)]);
    const gaveUp = new Promise<null>((done) => given.addEventListener('abort', () => done(null), { once: true }));
    const payload = await Promise.race([payloadOf(channel, content.file, read), gaveUp]).catch((error: unknown) => {
      log.debug({ channel: channel.id, error: briefly(error) }, 'a photo could not be looked at');
      return null;
    });
    const seen: InboundContent | null = payload === null ? null : { kind: 'start', payload };
    const now = clock.now();
    // Only while it waits for this: what was answered in the meantime stays answered.
    await database.$executeRaw`
      UPDATE inbox SET content = COALESCE(${seen && JSON.stringify(seen)}::jsonb, content), "dueAt" = ${now}
      WHERE channel = ${channel.id} AND "eventKey" = ${eventKey.slice(0, 128)} AND state = 'new' AND attempts = 0 AND "dueAt" > ${now}`;
    woken();
  };

  return {
    wants: (channel, content) => content.kind === 'photo' && channel.fetchFile !== undefined && waiting.length < MOST_WAITING,
    look(channel, event) {
      waiting.push(() =>
        lookAt(channel, event).catch((error: unknown) => log.debug({ channel: channel.id, error: briefly(error) }, 'photo not kept')),
      );
      next();
    },
    idle: () => (running === 0 && waiting.length === 0 ? Promise.resolve() : new Promise<void>((done) => (ended = done))),
  };
}

/** What a photo of a slip's QR opens, "d-…"; null when it shows none. */
async function payloadOf(channel: Channel, file: string, read: (bytes: Uint8Array) => Promise<string | null>): Promise<string | null> {
  const bytes = await channel.fetchFile?.(file, MOST_BYTES);
  const text = bytes && (await read(bytes));
  return text ? readSlipLink(text) : null;
}
