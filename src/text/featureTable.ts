/** The row of each feature's number, by open addressing in sixteen bytes a feature: a Map of such numbers takes fifty. */
export class FeatureTable {
  readonly size: number;
  readonly #mask: number;
  /** By place: the feature, then its row and one, 0 where nothing is. Side by side, so that a look-up waits for memory once. */
  readonly #places: Uint32Array;

  /** Takes the features in the order of their rows, each once. */
  constructor(features: Iterable<number>) {
    const given = features instanceof Uint32Array ? features : Uint32Array.from(features);
    this.size = given.length;
    const places = 2 ** Math.ceil(Math.log2(given.length * 1.5 + 1));
    this.#mask = places - 1;
    this.#places = new Uint32Array(2 * places);
    for (let row = 0; row < given.length; row++) {
      const place = this.#place(given[row]!);
      this.#places[place] = given[row]!;
      this.#places[place + 1] = row + 1;
    }
  }

  /** Where the feature is, or would be. */
  #place(feature: number): number {
    const mixed = Math.imul(feature, 0x9e3779b1);
    let at = (mixed ^ (mixed >>> 15)) & this.#mask;
    while (this.#places[2 * at + 1] !== 0 && this.#places[2 * at] !== feature) at = (at + 1) & this.#mask;
    return 2 * at;
  }

  get(feature: number): number | undefined {
    const row = this.#places[this.#place(feature) + 1]!;
    return row === 0 ? undefined : row - 1;
  }

  has(feature: number): boolean {
    return this.get(feature) !== undefined;
  }

  /** The features in the order of their rows. */
  keys(): Uint32Array {
    const features = new Uint32Array(this.size);
    for (let at = 0; at < this.#places.length; at += 2) if (this.#places[at + 1]! > 0) features[this.#places[at + 1]! - 1] = this.#places[at]!;
    return features;
  }
}
