import { briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';

/** Something done again and again: at once while there is work, else when woken or after a pause. */
export class Loop {
  #woken = false;
  #wake: (() => void) | null = null;
  #stopped = false;
  readonly #pauseMs: number;
  readonly #ended: Promise<void>;

  /** `work` returns how much it did; 0 means that there is nothing now. An error is logged, and work goes on after a pause. */
  constructor(name: string, work: (loop: Loop) => Promise<number>, pauseMs: number, log: Log) {
    this.#pauseMs = pauseMs;
    this.#ended = this.#run(name, work, log);
  }

  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Wakes it after so many milliseconds, when that is sooner than its own pause ends. */
  wakeIn(ms: number): void {
    if (ms <= 0) this.wake();
    else if (ms < this.#pauseMs) setTimeout(() => this.wake(), ms).unref();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#ended;
  }

  async #run(name: string, work: (loop: Loop) => Promise<number>, log: Log): Promise<void> {
    await Promise.resolve(); // so that whoever made the loop holds it before the work begins
    let failures = 0;
    while (!this.#stopped) {
      this.#woken = false;
      let done = 0;
      try {
        done = await work(this);
        failures = 0;
      } catch (error) {
        failures++;
        log.error({ loop: name, error: briefly(error) }, 'work failed; it goes on after a pause');
      }
      if (done === 0 && !this.#woken && !this.#stopped)
        await this.#pause(failures > 0 ? Math.min(this.#pauseMs * 2 ** failures, 30_000) : this.#pauseMs);
    }
  }

  async #pause(ms: number): Promise<void> {
    await new Promise<void>((done) => {
      const timer = setTimeout(done, ms);
      this.#wake = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.#wake = null;
  }
}
