import { Pace } from './pace.ts';

/**
 * Group commit: what is handed in while one flush is under way, or within `apartMs` milliseconds of its beginning, goes out together in the
 * next. Alone it is as fast as a single write; under load many writes share one commit. Each caller hears the fate of the flush that held
 * their item.
 */
export class Batcher<Item, Result> {
  #waiting: { item: Item; done: (result: Result) => void; refuse: (error: unknown) => void }[] = [];
  #running: Promise<void> | null = null;
  #last: Promise<unknown> = Promise.resolve();
  readonly #flush: (items: Item[]) => Promise<Result[]>;
  readonly #most: number;
  readonly #apart: Pace;
  readonly #ready: () => Promise<unknown> | null;

  /** `flush` returns a result for each item, in their order. `ready`: where a flush would have to wait by itself, so that what comes meanwhile goes along. */
  constructor(
    flush: (items: Item[]) => Promise<Result[]>,
    { most = 256, apartMs = 0, ready = () => null }: { most?: number; apartMs?: number; ready?: () => Promise<unknown> | null } = {},
  ) {
    this.#flush = flush;
    this.#most = most;
    this.#ready = ready;
    this.#apart = new Pace(apartMs);
  }

  add(item: Item): Promise<Result> {
    const result = new Promise<Result>((done, refuse) => this.#waiting.push({ item, done, refuse }));
    this.#running ??= this.#run();
    this.#last = result.catch(() => {});
    return result;
  }

  /** What has been handed in and not gone out yet, so that others can give way to it; null when there is nothing. */
  underWay(): Promise<unknown> | null {
    return this.#running && this.#last;
  }

  /** Resolves when nothing waits and nothing is under way. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Whatever else is handed in at once shares the first flush; a turn of the event loop would wait behind everybody else's work.
    await null;
    while (this.#waiting.length > 0) {
      if (this.#waiting.length < this.#most) await this.#apart.turn();
      await this.#ready();
      const batch = this.#waiting.splice(0, this.#most);
      try {
        const results = await this.#flush(batch.map((entry) => entry.item));
        for (const [at, entry] of batch.entries()) entry.done(results[at] as Result);
      } catch (error) {
        for (const entry of batch) entry.refuse(error);
      }
    }
    this.#running = null;
  }
}
