import type { Analyser, Word } from '#src/text/analyse.ts';
import { classifyTogether } from '#src/text/classifier.ts';
import { clean } from '#src/text/clean.ts';
import { featuresOf } from '#src/text/features.ts';
import { PhraseSet } from '#src/text/phrases.ts';
import { clausesOf } from './clauses.ts';
import type { Referral } from './intents.ts';
import type { Language } from './language.ts';
import { createReferralFeatures } from './referralFeatures.ts';
import { REFERRAL_LABELS } from './referralModel.ts';

/** What of a message must go by another door, and what can be taken in as feedback. */
export interface Referred {
  /** Null: nothing in it must be referred. Of several kinds the gravest: emergency, denunciation, crime, complaint. */
  kind: Referral | null;
  /** Named beyond doubt ("tôi tố cáo"), not only likely. */
  sure: boolean;
  /** The message split as the law splits a mixed letter. `referred` is never kept; either may be empty. */
  parts: { referred: string; feedback: string };
}

/** Pure, some 0.5 ms. Asked before anything that a citizen wrote is kept. */
export type Refer = (text: string) => Referred;

const KINDS: Referral[] = ['emergency', 'denunciation', 'crime', 'complaint'];
const FEEDBACK = REFERRAL_LABELS.indexOf('feedback');

// Chosen on bench/referrals/tuned.tsv: `npm run bench -- referrals`.
/** How much the referral model counts beside the intents, which know more messages but only that something must be referred. */
const OWN = 0.85;
/**
 * From this chance on a whole message is referred. In doubt it is where the law forbids to keep it: what was referred wrongly can be said
 * again, what was kept cannot be unsaid.
 */
const REFERRED: Record<Referral, number> = { emergency: 0.5, denunciation: 0.15, complaint: 0.15, crime: 0.6 };
/** A part of a message says less: alone it must be the surer. */
const PART_REFERRED = 0.5;
/** A part goes on as feedback beside a referred one when it is this surely no matter for another door. */
const PART_FEEDBACK = 0.2;

interface Judged {
  kind: Referral;
  sure: boolean;
  /** That it must be referred, 0 to 1. */
  chance: number;
  feedback: number;
}

export function createRefer({ analyse, models, referral }: Language): Refer {
  const { words: phrasing, models: own } = referral;
  const features = createReferralFeatures(phrasing, analyse);
  const intent = models.intent[0]!.labels.indexOf('referral');
  const isSure = sureOf(phrasing, analyse);

  const judge = (text: string): Judged => {
    const { words } = analyse(text);
    const { sure, rest } = isSure(words);
    if (sure) return { kind: sure, sure: true, chance: 1, feedback: 0 };
    const chances = rest.length > 0 ? classifyTogether(own, features(rest)) : null;
    if (!chances) return { kind: 'complaint', sure: false, chance: 0, feedback: 0 };
    const of = (label: Referral) => chances[REFERRAL_LABELS.indexOf(label)]!;
    const intents = classifyTogether(models.intent, featuresOf(rest))?.[intent] ?? 0;
    const mine = KINDS.reduce((sum, kind) => sum + of(kind), 0);
    const kind = KINDS.reduce((a, b) => (of(b) > of(a) ? b : a));
    return { kind, sure: false, chance: OWN * mine + (1 - OWN) * intents, feedback: chances[FEEDBACK]! };
  };

  return (message) => {
    const text = clean(message);
    const whole = judge(text);
    const clauses = clausesOf(text);
    const parts = clauses.length < 2 ? [] : clauses.map((part) => ({ part, ...judge(part) }));
    const grave = parts.filter(({ chance }) => chance >= PART_REFERRED);
    if (grave.length === 0) {
      if (whole.chance < REFERRED[whole.kind]) return { kind: null, sure: false, parts: { referred: '', feedback: text } };
      return { kind: whole.kind, sure: whole.sure, parts: { referred: text, feedback: '' } };
    }
    // What is neither tells the story of its neighbour: it stays with what is never kept.
    const goesOn = ({ chance, feedback }: Judged) => chance < PART_FEEDBACK && feedback > 0.5;
    const joined = (list: typeof parts) => list.map(({ part }) => part).join(' ');
    return {
      kind: KINDS.find((kind) => grave.some((part) => part.kind === kind)) ?? whole.kind,
      sure: grave.some(({ sure }) => sure),
      parts: { referred: joined(parts.filter((part) => !goesOn(part))), feedback: joined(parts.filter(goesOn)) },
    };
  };
}

/** The kind that words name beyond doubt, and the words without those that take a name back ("thủ tục giải quyết khiếu nại", "không tố cáo ai"). */
function sureOf({ sure, not }: Language['referral']['words'], analyse: Analyser) {
  const named = new PhraseSet<Referral>(
    Object.entries(sure).flatMap(([kind, texts]) => texts.map((text): [string, Referral] => [text, kind as Referral])),
    analyse,
  );
  const taken = new PhraseSet<true>(
    not.map((text): [string, true] => [text, true]),
    analyse,
  );
  return (words: Word[]): { sure: Referral | null; rest: Word[] } => {
    const back = taken.find(words);
    const found = named.find(words).filter(({ from, to }) => !back.some((place) => place.from < to && place.to > from));
    const rest = back.length > 0 ? words.filter((_, at) => !back.some(({ from, to }) => from <= at && at < to)) : words;
    return { sure: KINDS.find((kind) => found.some(({ value }) => value === kind)) ?? null, rest };
  };
}
