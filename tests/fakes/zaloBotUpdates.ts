import { post } from './http.ts';

export type Update = { event_name: string; message: Record<string, unknown> };

/** How updates are handed out. Where the sources disagree on what Zalo does, it can be chosen. */
export class ZaloBotUpdates {
  url = '';
  secret = '';
  updatedAt = 0;
  /** The body as `{ok, result}` (the documents), bare (captured in production), or one after the other. */
  shape: 'wrapped' | 'flat' | 'both' = 'both';
  /** Of all updates, the share that is posted twice. */
  duplicates = 0;
  /** Further tries after an answer other than 200, or none: Zalo documents none. */
  retries = 0;
  retryMs = 100;
  /** Longest wait for the webhook's answer. */
  limitMs = 5000;
  /** Whether updates wait while nobody polls (one source), or are lost (another). */
  keepsUnpolled = true;
  readonly #waiting: Update[] = [];
  readonly #readers: ((update: Update | null) => void)[] = [];
  readonly #random: () => number;
  #flatNext = false;
  #closed = false;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** True when the webhook said 200, or a poll was handed the update or will be. */
  async deliver(update: Update): Promise<boolean> {
    if (this.url !== '') return this.#post(update);
    const reader = this.#readers.shift();
    if (reader) reader(update);
    else if (this.keepsUnpolled) this.#waiting.push(update);
    return reader !== undefined || this.keepsUnpolled;
  }

  /** What a poll gets: one update, which is then forgotten, or null after the hold. */
  take(holdMs: number): Promise<Update | null> {
    const next = this.#waiting.shift();
    if (next) return Promise.resolve(next);
    return new Promise((done) => {
      const answer = (update: Update | null) => {
        clearTimeout(timer);
        done(update);
      };
      const timer = setTimeout(() => {
        this.#readers.splice(this.#readers.indexOf(answer), 1);
        done(null);
      }, holdMs);
      this.#readers.push(answer);
    });
  }

  /** One request to the webhook, with whatever body and headers; null when no answer came. */
  try(body: string, headers: Record<string, string> = { 'X-Bot-Api-Secret-Token': this.secret }): Promise<number | null> {
    return post(this.url, body, headers, this.limitMs).catch(() => null);
  }

  close(): void {
    this.#closed = true;
    for (const answer of this.#readers.splice(0)) answer(null);
  }

  async #post(update: Update): Promise<boolean> {
    this.#flatNext = this.shape === 'both' ? !this.#flatNext : this.shape === 'flat';
    const body = JSON.stringify(this.#flatNext ? update : { ok: true, result: update });
    if (this.#random() < this.duplicates) void this.try(body);
    for (let left = this.retries; !this.#closed; left--) {
      if ((await this.try(body)) === 200) return true;
      if (left <= 0) return false;
      await new Promise((done) => setTimeout(done, this.retryMs));
    }
    return false;
  }
}
