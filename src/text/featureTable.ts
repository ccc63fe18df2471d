const ROWS = 2 ** 20;

/** The row of each feature's number, in eight bytes a feature: a Map of such numbers takes fifty. */
export class FeatureTable {
  readonly #keys: Uint32Array;
  readonly #rows: Uint32Array;

  /** Takes the features in the order of their rows, at most a million, each once. */
  constructor(features: Iterable<number>) {
    const order = Float64Array.from(features, (feature, row) => feature * ROWS + row).sort();
    this.#keys = Uint32Array.from(order, (entry) => Math.floor(entry / ROWS));
    this.#rows = Uint32Array.from(order, (entry) => entry % ROWS);
  }

  get size(): number {
    return this.#keys.length;
  }

  get(feature: number): number | undefined {
    let low = 0;
    let high = this.#keys.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const key = this.#keys[middle]!;
      if (key === feature) return this.#rows[middle];
      if (key < feature) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  has(feature: number): boolean {
    return this.get(feature) !== undefined;
  }

  /** The features in the order of their rows. */
  keys(): Uint32Array {
    const features = new Uint32Array(this.size);
    for (const [at, row] of this.#rows.entries()) features[row] = this.#keys[at]!;
    return features;
  }
}
