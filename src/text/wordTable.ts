/** Lower case by UTF-16 unit, up to the last of the Latin letters; those that become two units stay as they are. */
export const LOWER = Uint16Array.from({ length: 0x1f00 }, (_, unit) => {
  const lower = String.fromCharCode(unit).toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : unit;
});
const lowerOf = (unit: number): number => (unit < LOWER.length ? LOWER[unit]! : unit);

/** The hash of a piece of a text, unit by unit from 0, whatever its case. */
export const withUnit = (hash: number, unit: number): number => (Math.imul(hash, 31) + lowerOf(unit)) | 0;

function hashOf(text: string, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = withUnit(hash, text.charCodeAt(at));
  return hash;
}

/** Whether the word, in lower case, stands there. */
function standsAt(word: string, text: string, from: number): boolean {
  for (let at = 0; at < word.length; at++) if (word.charCodeAt(at) !== lowerOf(text.charCodeAt(from + at))) return false;
  return true;
}

const PLACES = 2 ** 17;
/** Bounded, for anything can be typed; half of the places at most, so that a search is short. */
const MOST = 50_000;

/**
 * What is known of each word, found by where the word stands in a text: no string is made of a word met before, which is most of what
 * reading the whole catalogue would make.
 */
export class WordTable<T extends { word: string }> {
  readonly #places: (T | undefined)[] = new Array(PLACES);
  readonly #make: (word: string) => T;
  #size = 0;

  /** Takes what finds out all about a word that is met for the first time. */
  constructor(make: (word: string) => T) {
    this.#make = make;
  }

  /** What is known of the word that stands in the text from one place to another, in UTF-16 units, made of it in lower case; `hash` is that of the piece. */
  at(text: string, from: number, to: number, hash = hashOf(text, from, to)): T {
    const length = to - from;
    let place = Math.imul(hash, 0x9e3779b1) >>> 15;
    for (let held = this.#places[place]; held; held = this.#places[place]) {
      if (held.word.length === length && standsAt(held.word, text, from)) return held;
      place = (place + 1) % PLACES;
    }
    const made = this.#make(text.slice(from, to).toLowerCase());
    if (this.#size < MOST) {
      this.#size++;
      this.#places[place] = made;
    }
    return made;
  }

  of(word: string): T {
    return this.at(word, 0, word.length);
  }
}
