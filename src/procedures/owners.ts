/**
 * Whose each of many large numbers is, in two typed arrays (open addressing): a third of the memory of a Map, in which each is an object of its
 * own, and nothing for the collector to look through.
 */
export class Owners {
  readonly #keys: Float64Array;
  /** The owner and one; 0 is a free place, -1 a number of several. */
  readonly #owners: Int32Array;

  /** @param most how many numbers there can be. */
  constructor(most: number) {
    const length = 2 ** Math.ceil(Math.log2(most * 1.5 + 2));
    this.#keys = new Float64Array(length);
    this.#owners = new Int32Array(length);
  }

  #place(key: number): number {
    const [keys, owners] = [this.#keys, this.#owners];
    const mask = keys.length - 1;
    let at = Math.imul((key % 2 ** 32) ^ (key / 2 ** 32), 0x9e3779b1);
    at = (at ^ (at >>> 15)) & mask;
    while (owners[at] !== 0 && keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  add(key: number, owner: number): void {
    const at = this.#place(key);
    const known = this.#owners[at]!;
    this.#keys[at] = key;
    this.#owners[at] = known === 0 || known === owner + 1 ? owner + 1 : -1;
  }

  /** The owner of a number, -1 where it has none or several. */
  of(key: number): number {
    return Math.max(this.#owners[this.#place(key)]!, 0) - 1;
  }
}
