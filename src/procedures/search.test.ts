import fc from 'fast-check';
import { expect, test } from 'vitest';
import { finish } from '#src/platform/steps.ts';
import type { Word } from '#src/text/analyse.ts';
import { type IndexedEntry, SearchIndex } from './search.ts';

const words = (texts: string[]): Word[] => texts.map((plain) => ({ plain, marked: null, clause: 0 }));

/** BM25 as it stands in the books, over words and pairs of neighbours: slow, and with nothing shared with the index. */
function naiveScores(entries: IndexedEntry[], query: string[]): number[] {
  const [k1, b, pairWeight] = [1.2, 0.4, 0.7];
  const pairs = (list: string[]) => list.slice(1).map((word, at) => `${list[at]} ${word}`);
  const termsOf = (list: string[]) => [...list, ...pairs(list)];
  const phrasesOf = (entry: IndexedEntry) => entry.phrases.map((phrase) => ({ ...phrase, list: phrase.words.map((word) => word.plain) }));
  const count = (entry: IndexedEntry, term: string) =>
    phrasesOf(entry).reduce((sum, { list, weight }) => sum + weight * termsOf(list).filter((other) => other === term).length, 0);
  const length = (entry: IndexedEntry) => phrasesOf(entry).reduce((sum, { list, weight }) => sum + weight * list.length, 0);
  const average = entries.reduce((sum, entry) => sum + length(entry), 0) / entries.length;
  return entries.map((entry) =>
    [...new Set(termsOf(query))].reduce((score, term) => {
      const holding = entries.filter((other) => count(other, term) > 0).length;
      if (count(entry, term) === 0) return score;
      const idf = Math.log(1 + (entries.length - holding + 0.5) / (holding + 0.5)) * (term.includes(' ') ? pairWeight : 1);
      return score + (idf * count(entry, term) * (k1 + 1)) / (count(entry, term) + k1 * (1 - b + (b * length(entry)) / average));
    }, 0),
  );
}

const syllable = fc.constantFrom('khai', 'sinh', 'tu', 'ket', 'hon', 'dat', 'giay');
const phrase = fc.record({ words: fc.array(syllable, { maxLength: 6 }).map(words), weight: fc.constantFrom(1, 1.5, 2) });
const entry = fc.record({ phrases: fc.array(phrase, { maxLength: 4 }) });

test('the index scores as the formula does, entry by entry', () => {
  const query = fc.array(fc.oneof(syllable, fc.constant('unknown')), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), query, (entries, asked) => {
      const scores = SearchIndex.of(entries).score(words(asked));
      for (const [at, expected] of naiveScores(entries, asked).entries()) expect(scores[at]).toBeCloseTo(expected, 3);
    }),
    { numRuns: 300 },
  );
});

test('it knows which words stand side by side, in that order, within a phrase', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), syllable, syllable, (entries, first, second) => {
      const stands = entries.some(({ phrases }) =>
        phrases.some(({ words: list }) => list.some(({ plain }, at) => plain === first && list[at + 1]?.plain === second)),
      );
      expect(SearchIndex.of(entries).hasPair(first, second)).toBe(stands);
    }),
  );
});

test('nothing asked, nothing known and nothing indexed score nothing', () => {
  const index = SearchIndex.of([{ phrases: [{ words: words(['khai', 'sinh']), weight: 1 }] }]);
  expect([...index.score([])]).toEqual([0]);
  expect([...index.score(words(['xyz']))]).toEqual([0]);
  expect([...SearchIndex.of([]).score(words(['khai']))]).toEqual([]);
  expect([...SearchIndex.of([{ phrases: [] }]).score(words(['khai']))]).toEqual([0]);
});

test('an index made from one before it is the same as one of the entries themselves, and leaves that one as it was', () => {
  const query = fc.array(syllable, { maxLength: 8 });
  const steps = fc.array(fc.array(fc.oneof(entry, fc.nat(5)), { maxLength: 6 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), steps, query, (first, changes, asked) => {
      let held = { entries: first, index: SearchIndex.of(first) };
      for (const change of changes) {
        const seen = [...held.index.score(words(asked))];
        // A number is an entry that stays, wherever it then stands; one twice, or one that there is not, is nothing.
        const next = change.filter((each, at) => typeof each !== 'number' || (each < held.entries.length && change.indexOf(each) === at));
        const entries = next.map((each) => (typeof each === 'number' ? held.entries[each]! : each));
        const [index, fresh] = [finish(SearchIndex.inSteps(next, held.index)), SearchIndex.of(entries)];
        expect([...index.score(words(asked))]).toEqual([...fresh.score(words(asked))]);
        for (const [at, word] of asked.entries()) {
          expect(index.count(word)).toBe(fresh.count(word));
          if (at > 0) expect(index.hasPair(asked[at - 1]!, word)).toBe(fresh.hasPair(asked[at - 1]!, word));
        }
        expect([...held.index.score(words(asked))]).toEqual(seen);
        held = { entries, index };
      }
    }),
  );
});
