/** Places of an entry: first, second, its number and one (0 is a free entry), and one unused, so that an entry lies in one cache line. */
const WIDTH = 4;

/**
 * A number for each ordered pair of small numbers, in one typed array (open addressing): a third of the memory and of the time of Maps
 * of Maps, for the hundreds of thousands of neighbouring words of a catalogue.
 */
export class PairTable {
  #size = 0;
  #mask = 2 ** 12 - 1;
  #table = new Uint32Array((this.#mask + 1) * WIDTH);

  #place(first: number, second: number): number {
    const table = this.#table;
    let at = Math.imul(Math.imul(first, 0x9e3779b1) ^ second, 0x85ebca6b);
    at = (at ^ (at >>> 15)) & this.#mask;
    while (table[at * WIDTH + 2] !== 0 && (table[at * WIDTH] !== first || table[at * WIDTH + 1] !== second)) at = (at + 1) & this.#mask;
    return at * WIDTH;
  }

  get(first: number, second: number): number | undefined {
    const value = this.#table[this.#place(first, second) + 2]!;
    return value === 0 ? undefined : value - 1;
  }

  /** The pair's number; a new pair gets `value`. */
  getOrAdd(first: number, second: number, value: number): number {
    const at = this.#place(first, second);
    const held = this.#table[at + 2]!;
    if (held !== 0) return held - 1;
    this.#put(at, first, second, value + 1);
    if (++this.#size * 2 > this.#mask) this.#grow();
    return value;
  }

  #put(at: number, first: number, second: number, value: number): void {
    this.#table[at] = first;
    this.#table[at + 1] = second;
    this.#table[at + 2] = value;
  }

  #grow(): void {
    const old = this.#table;
    this.#mask = this.#mask * 2 + 1;
    this.#table = new Uint32Array((this.#mask + 1) * WIDTH);
    for (let from = 0; from < old.length; from += WIDTH) {
      if (old[from + 2] !== 0) this.#put(this.#place(old[from]!, old[from + 1]!), old[from]!, old[from + 1]!, old[from + 2]!);
    }
  }
}
