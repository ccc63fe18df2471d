import type { Analyser, Word } from '#src/text/analyse.ts';
import { clean } from '#src/text/clean.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import { clausesOf } from './clauses.ts';
import type { Referral } from './intents.ts';
import type { Language } from './language.ts';
import type { ReferralWords } from './referralFeatures.ts';
import { createReferralReader, REFERRAL_LABELS } from './referralModel.ts';

/** What of a message must go by another door, and what can be taken in as feedback. */
export interface Referred {
  /** Null: nothing in it must be referred. Of several kinds the gravest: emergency, denunciation, crime, complaint. */
  kind: Referral | null;
  /** Named beyond doubt ("tôi tố cáo"), not only likely. */
  sure: boolean;
  /**
   * It may be feedback and may be this: whoever can ask shows the door and asks which it is, and keeps nothing before. Null where there is no
   * doubt, also where a part is surely referred. Who cannot ask goes by `kind` and `parts`.
   */
  doubt: Referral | null;
  /** That the message, or a part of it, must be referred, and that all of it is feedback: 0 to 1. */
  chance: number;
  feedback: number;
  /** The message split as the law splits a mixed letter. `referred` is never kept; either may be empty. */
  parts: { referred: string; feedback: string };
}

/** Pure, some 0.05 ms. Asked before anything that a citizen wrote is kept. */
export type Refer = (text: string) => Referred;

const KINDS: Referral[] = ['emergency', 'denunciation', 'crime', 'complaint'];
const FEEDBACK = REFERRAL_LABELS.indexOf('feedback');
const OTHER = REFERRAL_LABELS.indexOf('other');

// Chosen on bench/referrals/tuned.tsv: `npm run bench -- referrals`.
/**
 * From this chance on a whole message is referred. In doubt it is where the law forbids to keep it: what was referred wrongly can be said
 * again, what was kept cannot be unsaid.
 */
const REFERRED: Record<Referral, number> = { emergency: 0.5, denunciation: 0.25, complaint: 0.25, crime: 0.6 };
/** Between these two it is doubtful: to ask costs one answer, to refuse feedback a letter, to keep a denunciation a secret. */
const DOUBTFUL = { from: 0.02, below: 0.85 };
/** What is feedback this surely is doubtful only from this chance on. */
const FEEDBACK_SURE = 0.9;
const DOUBTFUL_FEEDBACK = 0.06;
/** What is named, and is feedback this surely, is doubtful however likely: many say "khiếu nại" of whatever they are cross about. */
const NAMED_DOUBTFUL = 0.02;
/** "Tôi khiếu nại cái cống thối" is feedback by what it is about, and "đất đang có khiếu nại" asks of land: a name is believed below these. */
const NAMED_FEEDBACK = 0.7;
const NAMED_OTHER = 0.95;
/** A part of a message says less: alone it must be the surer. */
const PART_REFERRED = 0.5;
/**
 * Below this, and where the whole is not this likely either, a part that is not named only makes the message doubtful. So does any unnamed part
 * of a long story that as a whole is surely feedback: there is a bad word in most of them.
 */
const PART_SURE = 0.95;
const STORY_PARTS = 4;
const STORY_FEEDBACK = 0.99;
/** A part goes on as feedback beside a referred one when it is this surely no matter for another door. */
const PART_FEEDBACK = 0.2;

/** A number, a name, a nod: the model has too little to go by, unless a word says what it is or somebody calls for help. */
const FEWEST_WORDS = 3;
const FEWEST_FOR_HELP = 2;
const LETTER = /[a-z]/;

/** More words than a place has tell a story. */
const LONGEST_PLACE = 12;

/** What of the words for a place must go by another door: a name of a hamlet is none of it, however little the model has to go by. */
export function referPlace(refer: Refer, place: string): Referral | null {
  const { kind, sure } = refer(place);
  return sure || place.trim().split(/\s+/).length > LONGEST_PLACE ? kind : null;
}

interface Judged {
  kind: Referral;
  sure: boolean;
  /** Named, and yet it may be feedback. */
  doubtful: boolean;
  /** That it must be referred, 0 to 1. */
  chance: number;
  feedback: number;
}

export function createRefer({ analyse, referral }: Language): Refer {
  const read = createReferralReader(referral.model, referral.words, analyse);
  const readNames = createNameReader(referral.words, analyse);

  return (message) => {
    const text = clean(message);
    const clauses = clausesOf(text);
    const written = clauses.map((clause) => analyse(clause).words);
    const words = written.flat();
    const namedIn = readNames(words);
    const stretch = read(words);
    const judge = (from: number, to: number): Judged => judged(namedIn(from, to), stretch(from, to), to - from < FEWEST_WORDS);

    const whole = judge(0, words.length);
    let end = 0;
    const parts = clauses.length < 2 ? [] : clauses.map((part, at) => ({ part, ...judge(end, (end += written[at]!.length)) }));
    const grave = parts.filter(({ chance }) => chance >= PART_REFERRED);
    if (grave.length === 0) {
      const { kind, sure, chance, feedback, doubtful } = whole;
      const fewest = kind === 'emergency' ? FEWEST_FOR_HELP : FEWEST_WORDS;
      const tooLittle = !sure && words.filter(({ plain }) => LETTER.test(plain)).length < fewest;
      const from = feedback >= FEEDBACK_SURE ? DOUBTFUL_FEEDBACK : DOUBTFUL.from;
      const doubt = doubtful || (!sure && chance >= from && chance < DOUBTFUL.below) ? kind : null;
      if (tooLittle) return { kind: null, sure: false, doubt: null, chance, feedback, parts: { referred: '', feedback: text } };
      if (chance < REFERRED[kind]) return { kind: null, sure: false, doubt, chance, feedback, parts: { referred: '', feedback: text } };
      return { kind, sure, doubt, chance, feedback, parts: { referred: text, feedback: '' } };
    }
    const graveKind = KINDS.find((kind) => grave.some((part) => part.kind === kind)) ?? whole.kind;
    const chance = Math.max(...grave.map((part) => part.chance));
    const sure = grave.some((part) => part.sure);
    const harmlessStory = parts.length >= STORY_PARTS && whole.feedback > STORY_FEEDBACK;
    const doubtful = !sure && (harmlessStory || Math.max(chance, whole.chance) < PART_SURE);
    // What is neither tells the story of its neighbour: it stays with what is never kept.
    const goesOn = (part: Judged) => part.chance < PART_FEEDBACK && part.feedback > 0.5;
    const joined = (list: typeof parts) => list.map(({ part }) => part).join(' ');
    return {
      kind: graveKind,
      sure,
      doubt: doubtful ? graveKind : null,
      chance,
      feedback: whole.feedback,
      parts: { referred: joined(parts.filter((part) => !goesOn(part))), feedback: joined(parts.filter(goesOn)) },
    };
  };
}

/** `alone`: hardly another word stands beside what is named, which then is what is meant. */
function judged(named: Named | null, chances: Float32Array | null, alone: boolean): Judged {
  if (!chances || (named && alone))
    return { kind: named?.kind ?? 'complaint', sure: named !== null, doubtful: false, chance: named ? 1 : 0, feedback: 0 };
  const of = (kind: Referral) => chances[REFERRAL_LABELS.indexOf(kind)]!;
  const chance = KINDS.reduce((sum, one) => sum + of(one), 0);
  const [feedback, other] = [chances[FEEDBACK]!, chances[OTHER]!];
  const likely = KINDS.reduce((a, b) => (of(b) > of(a) ? b : a));
  const doubtful = named !== null && !named.sure && feedback >= NAMED_DOUBTFUL && other < NAMED_OTHER;
  if (named && (named.sure || (feedback < NAMED_FEEDBACK && other < NAMED_OTHER)))
    return { kind: named.kind, sure: !doubtful, doubtful, chance: 1, feedback: 0 };
  return { kind: doubtful ? named.kind : likely, sure: false, doubtful, chance, feedback };
}

/** A kind that words name, and whether beyond any doubt. */
interface Named {
  kind: Referral;
  sure: boolean;
}

/** `marked`: without diacritics it is something else. */
type Phrase = Named & { marked: boolean };

/** Gives the gravest kind that words name from one word to before another, those left out that take a name back ("không tố cáo ai"). */
function createNameReader({ sure, named, not, marked }: Language['referral']['words'], analyse: Analyser) {
  const entries = (kinds: ReferralWords['sure'], certain: boolean) =>
    Object.entries(kinds).flatMap(([kind, texts]) =>
      texts.map((text): [string, Phrase] => [text, { kind: kind as Referral, sure: certain, marked: marked.includes(text) }]),
    );
  const phrases = new PhraseSet<Phrase | null>(
    [...entries(sure, true), ...entries(named, false), ...not.map((text): [string, null] => [text, null])],
    analyse,
    { byMarks: true },
  );
  return (words: Word[]) => {
    const bare = words.every(({ marked }) => marked === null);
    const found = phrases.find(words).filter(({ value }) => !(bare && value?.marked));
    const back = found.filter(({ value }) => value === null);
    const names = found
      .flatMap(({ value, from, to }) => (value && !back.some((place) => place.from < to && place.to > from) ? [{ ...value, from, to }] : []))
      .sort((a, b) => Number(b.sure) - Number(a.sure) || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
    return (from: number, to: number): Named | null => names.find((name) => name.from >= from && name.to <= to) ?? null;
  };
}
