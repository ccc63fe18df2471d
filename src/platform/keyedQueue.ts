/**
 * Runs tasks of the same key one after another, in order, and those of different keys side by side.
 * A key takes at most `limit` waiting tasks; `run` returns null when it is full, and the task is not started.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, { tail: Promise<unknown>; waiting: number }>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  run<T>(key: string, task: () => Promise<T>): Promise<T> | null {
    const entry = this.#tails.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
    if (entry.waiting >= this.#limit) return null;
    entry.waiting++;
    const result = entry.tail.then(task, task);
    entry.tail = result
      .catch(() => {})
      .then(() => {
        if (--entry.waiting === 0) this.#tails.delete(key);
      });
    this.#tails.set(key, entry);
    return result;
  }

  /** Resolves when everything that was started has ended. */
  async idle(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all([...this.#tails.values()].map((entry) => entry.tail));
  }
}
