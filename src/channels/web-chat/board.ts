import type { Database } from '#src/platform/database.ts';
import type { Reply } from '#src/text/reply.ts';

/** Something that was said to a web conversation of its own accord. `id` grows within a conversation. */
export interface Posted {
  id: string;
  reply: Reply;
}

/** Rows of the newest numbers are looked at again: of two commits at once the lower number may be seen later. */
const LOOK_BACK = 50n;
const MOST = 50;

/** What the pages that listen to conversations hear. Rows are kept, so that a page that was away hears them when it comes back. */
export class WebBoard {
  readonly #database: Database;
  readonly #waiting = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  readonly #lookMs: number | null;

  /** `lookMs`: how often rows that another instance wrote are looked for while somebody listens; null when there is no other instance. */
  constructor(database: Database, lookMs: number | null) {
    this.#database = database;
    this.#lookMs = lookMs;
  }

  /** What was said after the number `after` in a conversation, the oldest first. */
  async since(conversation: string, after: bigint, seen: ReadonlySet<string> = new Set()): Promise<Posted[]> {
    const from = seen.size > 0 ? after - LOOK_BACK : after;
    const rows = await this.#database.webMessage.findMany({
      where: { conversationId: conversation, id: { gt: from } },
      orderBy: { id: 'asc' },
      take: MOST,
    });
    return rows.map(({ id, reply }) => ({ id: String(id), reply: reply as unknown as Reply })).filter(({ id }) => !seen.has(id));
  }

  /** Resolves when something may have been said, or when `signal` aborts. */
  change(signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        if (this.#waiting.size === 0 && this.#timer) {
          clearInterval(this.#timer);
          this.#timer = null;
        }
        done();
      };
      if (signal.aborted) return done();
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake);
      if (this.#lookMs !== null) this.#timer ??= setInterval(() => this.wake(), this.#lookMs).unref();
    });
  }

  wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
