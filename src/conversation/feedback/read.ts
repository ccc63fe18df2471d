import { findDossierCode } from '#src/dossiers/dossierCode.ts';
import { createRudeReader } from '#src/feedback/abuse/rudeWords.ts';
import type { Topic } from '#src/feedback/model.ts';
import type { Analyser } from '#src/text/analyse.ts';
import { fold } from '#src/text/fold.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import { createPickReader, type PickCues } from './picks.ts';

/** Turns of speech by topic, and words around a place; see prisma/language/feedback.yaml. */
export interface FeedbackCues {
  topics: Record<Exclude<Topic, 'other'>, string[]>;
  praise: string[];
  /** How one says that it is feedback, and nothing else. */
  says: string[];
  /** Words that staff are warned of; nothing is refused for them. */
  rude: string[];
  picks: PickCues;
  place: { kinds: string[]; before: string[]; ends: string[]; none: string[]; notAfter: string[] };
}

export interface Guess {
  topic: Topic;
  /** In the citizen's own words; null when none was found. */
  place: string | null;
  dossierCode: string | null;
  /** Whether the words say what is wrong, rather than that one wishes to say something. */
  telling: boolean;
  /** That it is feedback is said in so many words. */
  saysFeedback: boolean;
  /** Rude words are in it. */
  rude: boolean;
  rudeWords: string[];
  /** Choices of the dialogue's questions that the message may mean, when it is nothing but that. */
  picks: string[];
}

export type ReadFeedback = (text: string) => Guess;

/** Said in so many words, something is told. */
const TELLING_WORDS = 9;
/** Words that a place has at most. */
const LONGEST_PLACE = 9;

/** Prepares the words once; the result guesses what feedback is about and where. It is only a guess: the citizen is asked. */
export function createReadFeedback({ topics, praise, says, rude, picks, place }: FeedbackCues, analyse: Analyser): ReadFeedback {
  const cues = new PhraseSet<Topic>(
    Object.entries(topics).flatMap(([topic, texts]) => texts.map((text): [string, Topic] => [text, topic as Topic])),
    analyse,
  );
  const praises = new PhraseSet<true>(
    praise.map((text): [string, true] => [text, true]),
    analyse,
  );
  const saying = new PhraseSet<true>(
    says.map((text): [string, true] => [text, true]),
    analyse,
  );
  const rudeIn = createRudeReader(rude, analyse);
  const findPlace = createPlaceFinder(place);
  const readPicks = createPickReader(picks, analyse);
  return (text) => {
    const { words } = analyse(text);
    const dossierCode = findDossierCode(text);
    const counts = new Map<Topic, number>();
    for (const { value, from, to } of cues.find(words)) counts.set(value, (counts.get(value) ?? 0) + to - from);
    if (dossierCode) counts.set('dossier', (counts.get('dossier') ?? 0) + 3);
    const [best] = [...counts].sort(([, a], [, b]) => b - a);
    const topic = praises.has(words) ? 'other' : (best?.[0] ?? 'other');
    const rudeWords = rudeIn(words);
    const telling = counts.size > 0 || words.length >= TELLING_WORDS;
    return {
      ...{ topic, place: findPlace(text), dossierCode, telling, saysFeedback: saying.has(words), rude: rudeWords.length > 0, rudeWords },
      picks: readPicks(words),
    };
  };
}

function createPlaceFinder({ kinds, before, ends, none, notAfter }: FeedbackCues['place']): (text: string) => string | null {
  const folded = (texts: string[]) => new Set(texts.map(fold));
  const [kind, lead, end, no, not] = [folded(kinds), folded(before), folded(ends), folded(none), folded(notAfter)];
  return (text) => {
    const words = [...text.normalize('NFC').matchAll(/[\p{L}\p{M}\p{N}][\p{L}\p{M}\p{N}/.-]*/gu)].map((match) => ({
      plain: fold(match[0]).replace(/[.-]+$/, ''),
      from: match.index,
      to: match.index + match[0].replace(/[.-]+$/, '').length,
    }));
    const phrase = (at: number, length: number) =>
      words
        .slice(at, at + length)
        .map(({ plain }) => plain)
        .join(' ');
    const longest = (at: number, set: Set<string>) => [3, 2, 1].find((length) => at + length <= words.length && set.has(phrase(at, length))) ?? 0;
    /** Where a place that begins at `at` ends: a sign between two words ends it too. */
    const until = (at: number, fixed: number) => {
      let to = at + fixed;
      while (to < words.length && to - at < LONGEST_PLACE) {
        const gap = text.slice(words[to - 1]!.to, words[to]!.from);
        if (/[,.;:!?\n()]/.test(gap) || longest(to, end) > 0) break;
        to++;
      }
      return to;
    };
    let found: { from: number; to: number; weight: number } | null = null;
    for (let at = 0; at < words.length; at++) {
      const led = longest(at, lead);
      const named = longest(at + led, kind);
      if (led + named === 0 || not.has(words[at - 1]?.plain ?? '')) continue;
      const to = until(at, led + named);
      const rest = to - at - led - named;
      if (named === 0 && (rest === 0 || longest(at + led, no) > 0)) continue;
      if (named > 0 && led === 0 && rest === 0) continue;
      const weight = (named > 0 ? 2 : 0) + (led > 0 ? 1 : 0) + (rest > 0 ? 1 : 0);
      if (!found || weight > found.weight) found = { from: at, to, weight };
      at = to - 1;
    }
    return found ? text.slice(words[found.from]!.from, words[found.to - 1]!.to) : null;
  };
}
