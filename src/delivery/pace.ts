/** Keeps the beginnings of something at least `apartMs` milliseconds apart; the first after a while begins at once. */
export class Pace {
  #last = Number.NEGATIVE_INFINITY;
  readonly #apartMs: number;

  constructor(apartMs: number) {
    this.#apartMs = apartMs;
  }

  /** Resolves when the next may begin; of several who ask at once each has a time of its own. */
  async turn(): Promise<void> {
    const now = performance.now();
    this.#last = Math.max(now, this.#last + this.#apartMs);
    if (this.#last > now) await new Promise((done) => setTimeout(done, this.#last - now));
  }
}
