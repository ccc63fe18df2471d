/** The row of each feature's number, by open addressing in sixteen bytes a feature: a Map of such numbers takes fifty. */
export class FeatureTable {
  readonly size: number;
  readonly #mask: number;
  readonly #keys: Uint32Array;
  /** By place: the row and one; 0 where nothing is. */
  readonly #rows: Uint32Array;

  /** Takes the features in the order of their rows, each once. */
  constructor(features: Iterable<number>) {
    const given = features instanceof Uint32Array ? features : Uint32Array.from(features);
    this.size = given.length;
    const places = 2 ** Math.ceil(Math.log2(given.length * 1.5 + 1));
    this.#mask = places - 1;
    this.#keys = new Uint32Array(places);
    this.#rows = new Uint32Array(places);
    for (let row = 0; row < given.length; row++) {
      const place = this.#place(given[row]!);
      this.#keys[place] = given[row]!;
      this.#rows[place] = row + 1;
    }
  }

  /** Where the feature is, or would be. */
  #place(feature: number): number {
    const mixed = Math.imul(feature, 0x9e3779b1);
    let at = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (this.#rows[at] !== 0 && this.#keys[at] !== feature) at = (at + 1) & this.#mask;
    return at;
  }

  get(feature: number): number | undefined {
    const row = this.#rows[this.#place(feature)]!;
    return row === 0 ? undefined : row - 1;
  }

  has(feature: number): boolean {
    return this.get(feature) !== undefined;
  }

  /** The features in the order of their rows. */
  keys(): Uint32Array {
    const features = new Uint32Array(this.size);
    for (const [at, row] of this.#rows.entries()) if (row > 0) features[row - 1] = this.#keys[at]!;
    return features;
  }
}
