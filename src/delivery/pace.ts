/** Keeps the beginnings of something at least `apartMs` milliseconds apart; the first after a while begins at once. */
export class Pace {
  #last = Number.NEGATIVE_INFINITY;
  readonly #apartMs: number;

  constructor(apartMs: number) {
    this.#apartMs = apartMs;
  }

  /** Resolves when the next may begin. */
  async turn(): Promise<void> {
    const wait = this.#last + this.#apartMs - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    this.#last = performance.now();
  }
}
