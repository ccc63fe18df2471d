/**
 * The conversations that this process is at work on. Whoever looks for messages passes over them: on the embedded database, whose one
 * connection is the same for all, a lock would not keep two workers apart.
 */
export class Holding {
  readonly #held = new Set<string>();
  #looks: Promise<unknown> = Promise.resolve();

  /** Looks past what is held, one look after another, and holds the conversations that were found until they are let go. */
  look<Found extends { talks: Map<string, unknown> }>(look: (held: string[]) => Promise<Found>): Promise<Found> {
    const found = this.#looks.then(async () => {
      const seen = await look([...this.#held]);
      for (const talk of seen.talks.keys()) this.#held.add(talk);
      return seen;
    });
    this.#looks = found.catch(() => {});
    return found;
  }

  letGo(talks: Iterable<string>): void {
    for (const talk of talks) this.#held.delete(talk);
  }
}
