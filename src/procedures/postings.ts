/** What stands where in an index: the postings of a term are the places starts[term] to starts[term + 1], each an entry and how much the term weighs there. */
export interface Postings {
  starts: Uint32Array;
  ids: Uint32Array;
  counts: Float32Array;
}

// Plain loops over numbers, each on its own: within a function that pauses they would run several times as long.

/** Adds to `sizes[term + 1]` how many postings of each of the terms stay: those whose entry has a new place, which is not -1. */
export function countKept({ starts, ids }: Postings, places: Int32Array, from: number, to: number, sizes: Uint32Array): void {
  for (let term = from; term < to; term++) {
    let kept = 0;
    for (let at = starts[term]!, end = starts[term + 1]!; at < end; at++) if (places[ids[at]!]! >= 0) kept++;
    sizes[term + 1]! += kept;
  }
}

/** Moves those postings to where `next` says that each of the terms goes on, and `next` with them. */
export function moveKept({ starts, ids, counts }: Postings, places: Int32Array, from: number, to: number, next: Uint32Array, into: Postings): void {
  for (let term = from; term < to; term++) {
    let place = next[term]!;
    for (let at = starts[term]!, end = starts[term + 1]!; at < end; at++) {
      const entry = places[ids[at]!]!;
      if (entry < 0) continue;
      into.ids[place] = entry;
      into.counts[place++] = counts[at]!;
    }
    next[term] = place;
  }
}

/** Sizes, each behind a first place that is nothing, become starts. */
export function sumUp(sizes: Uint32Array): void {
  for (let term = 1; term < sizes.length; term++) sizes[term]! += sizes[term - 1]!;
}
