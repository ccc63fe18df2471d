import type { AmbiguityGroup, Catalogue, ElsewhereProcedure } from '#src/procedures/content.ts';
import { type Candidate, ProcedureFinder } from '#src/procedures/finder.ts';
import type { Section } from '#src/procedures/sections.ts';
import type { Word } from '#src/text/analyse.ts';
import { classify } from '#src/text/classifier.ts';
import { featuresOf } from '#src/text/features.ts';
import { findDossierCode } from './dossierCode.ts';
import { createGroupFinder } from './groups.ts';
import type { INTENT_LABELS, Intent, Referral } from './intents.ts';
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
  intent: 'out_of_scope',
  sections: [],
  dossierCode: null,
  procedures: [],
  group: null,
  elsewhere: null,
  move: null,
  referral: null,
  followUp: false,
};

// Found on the tuning half of the evaluation set: `npm run bench -- understanding`.
const FOLLOW_UP_SCORE = 0.5;
const LEAST_SCORE = 0.12;
const PROCEDURE_PULL = 0.35;
/** Ours is answered rather than sent elsewhere when it fits this well. */
const OURS = 0.8;

/** Prepares everything for one catalogue revision; the result is a pure function of the message and the topic. */
export function createUnderstand(catalogue: Catalogue, language: Language): Understand {
  const { analyse, models } = language;
  const finder = new ProcedureFinder(catalogue, analyse, models.procedure);
  const findMove = createMoveFinder(language.moves, analyse);
  const findSections = createSectionFinder(language.cues.sections, models.section, analyse);
  const findGroup = createGroupFinder(catalogue.groups, analyse);
  const findReferral = createReferralFinder(language.cues, analyse);

  const labelOf = (words: Word[], strongest: number): (typeof INTENT_LABELS)[number] => {
    const chances = classify(models.intent, featuresOf(words));
    if (!chances) return strongest > LEAST_SCORE ? 'procedure' : 'out_of_scope';
    const { labels } = models.intent;
    const scores = labels.map((label, at) => Math.log(chances[at]! + 1e-4) + (label === 'procedure' ? PROCEDURE_PULL * (strongest - 0.5) : 0));
    return labels[scores.indexOf(Math.max(...scores))] as (typeof INTENT_LABELS)[number];
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
    const label = findReferral.urgent(words) ? 'referral' : dossierCode ? 'dossier' : labelOf(words, strongest);
    const intent: Intent = label === 'procedure_vague' || label === 'procedure_elsewhere' ? 'procedure' : label;
    if (intent !== 'procedure') return { ...NOTHING, intent, dossierCode, referral: intent === 'referral' ? findReferral.kind(words) : null };

    const { sections } = asked;
    const subject = words.length - asked.words;
    if (topic !== null && sections.length > 0 && (subject <= 1 || strongest < FOLLOW_UP_SCORE)) {
      return { ...NOTHING, intent, sections, procedures: [{ code: topic, score: 1 }], followUp: true };
    }
    if (label === 'procedure_vague' || (subject <= 0 && sections.length > 0)) return { ...NOTHING, intent, sections };
    if (label === 'procedure_elsewhere' && strongest < OURS && found.elsewhere) return { ...NOTHING, intent, sections, elsewhere: found.elsewhere };
    const procedures = strongest < LEAST_SCORE ? [] : found.procedures;
    return { ...NOTHING, intent, sections, procedures, group: findGroup(words, procedures) };
  };
}
