import type { AmbiguityGroup, Catalogue, ElsewhereProcedure } from '#src/procedures/content.ts';
import { type Candidate, ProcedureFinder } from '#src/procedures/finder.ts';
import type { Section } from '#src/procedures/sections.ts';
import type { Word } from '#src/text/analyse.ts';
import { classify } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
import { findDossierCode } from './dossierCode.ts';
import { createGroupFinder } from './groups.ts';
import { type Intent, INTENTS, type Referral } from './intents.ts';
import type { Language } from './language.ts';
import { createMoveFinder, type Move } from './moves.ts';
import { createReferralFinder } from './referrals.ts';
import { createSectionFinder } from './understandSections.ts';

/** What a message means, as far as can be told from it and from the procedure talked of before. */
export interface Understanding {
  intent: Intent;
  /** The parts asked for, the main one first; empty when no particular one was. */
  sections: Section[];
  dossierCode: string | null;
  /** Best first; empty when the message is not about a procedure, or about none that we know. */
  procedures: Candidate[];
  /** A question to ask before answering, when the words fit several look-alikes. */
  group: AmbiguityGroup | null;
  /** A procedure of another door. */
  elsewhere: ElsewhereProcedure | null;
  move: Move | null;
  referral: Referral | null;
  /** Whether the message is only about a part ("mất bao lâu?") and means the procedure talked of before. */
  followUp: boolean;
}

export type Understand = (text: string, topic: string | null) => Understanding;

const NOTHING: Understanding = {
  intent: 'out_of_scope', sections: [], dossierCode: null, procedures: [], group: null, elsewhere: null, move: null, referral: null, followUp: false,
};

// Found on the tuning half of the evaluation set: `npm run bench -- understanding`.
const FOLLOW_UP_LIKENESS = 0.5;
const LEAST_SCORE = 0.12;
const PROCEDURE_PULL = 0.35;

/** Prepares everything for one catalogue revision; the result is a pure function of the message and the topic. */
export function createUnderstand(catalogue: Catalogue, language: Language): Understand {
  const { analyse, models } = language;
  const finder = new ProcedureFinder(catalogue, analyse, models.procedure);
  const findMove = createMoveFinder(language.moves, analyse);
  const findSections = createSectionFinder(language.cues.sections, models.section, analyse);
  const findGroup = createGroupFinder(catalogue.groups, analyse);
  const findReferral = createReferralFinder(language.cues, analyse);

  const intentOf = (words: Word[], strongest: number): { intent: Intent; vague: boolean } => {
    const chances = classify(models.intent, featuresOf(words));
    if (!chances) return { intent: strongest > LEAST_SCORE ? 'procedure' : 'out_of_scope', vague: false };
    const { labels } = models.intent;
    const scores = labels.map((label, at) => Math.log(chances[at]! + 1e-4) + (label === 'procedure' ? PROCEDURE_PULL * (strongest - 0.5) : 0));
    const label = labels[scores.indexOf(Math.max(...scores))] as string;
    return { intent: label === 'procedure_vague' ? 'procedure' : (label as Intent), vague: label === 'procedure_vague' };
  };

  return (text, topic) => {
    const { words: typed, text: cleaned } = analyse(text);
    if (typed.length === 0) return { ...NOTHING, intent: /[👍🙏❤🥰😍👌💯]/u.test(text) ? 'thanks' : 'out_of_scope' };
    const dossierCode = findDossierCode(cleaned);
    const move = dossierCode ? null : findMove(cleaned);
    if (move) return { ...NOTHING, intent: move.kind === 'select' || move.kind === 'more' || move.kind === 'again' ? 'procedure' : 'menu', move };

    const words = finder.correct(typed);
    const asked = findSections(words);
    const code = finder.findCode(typed);
    if (code) return { ...NOTHING, intent: 'procedure', sections: asked.sections, procedures: [{ code, score: 1 }] };

    const found = finder.find(words);
    const strongest = found.procedures[0]?.score ?? 0;
    const urgent = findReferral.urgent(words);
    const { intent, vague } = urgent ? { intent: 'referral' as const, vague: false } : dossierCode ? { intent: 'dossier' as const, vague: false } : intentOf(words, strongest);
    if (intent !== 'procedure') return { ...NOTHING, intent, dossierCode, referral: intent === 'referral' ? findReferral.kind(words) : null };

    const subject = words.length - asked.words;
    const followUp = topic !== null && asked.sections.length > 0 && (subject <= 1 || strongest < FOLLOW_UP_LIKENESS);
    if (followUp) return { ...NOTHING, intent, sections: asked.sections, procedures: [{ code: topic, score: 1 }], followUp };
    if (vague || (subject <= 0 && asked.sections.length > 0)) return { ...NOTHING, intent, sections: asked.sections };
    const elsewhere = found.elsewhere;
    const procedures = elsewhere || strongest < LEAST_SCORE ? [] : found.procedures;
    return { ...NOTHING, intent, sections: asked.sections, procedures, group: findGroup(words, procedures), elsewhere };
  };
}

export const isIntent = (label: string): label is Intent => (INTENTS as readonly string[]).includes(label);
