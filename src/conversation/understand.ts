import { findDossierCode } from '#src/dossiers/dossierCode.ts';
import { finish, type Steps } from '#src/platform/steps.ts';
import type { AmbiguityGroup, ElsewhereProcedure, FindableCatalogue } from '#src/procedures/content.ts';
import { type Candidate, ProcedureFinder } from '#src/procedures/finder.ts';
import type { Section } from '#src/procedures/sections.ts';
import type { Word } from '#src/text/analyse.ts';
import { classifyTogether, familiarity } from '#src/text/classifier.ts';
import { featuresOf, featuresWithoutMarks } from '#src/text/features.ts';
import { createEmptyWords } from './emptyWords.ts';
import { createFilingReader, type Filing } from './filingDay.ts';
import { createGroupFinder } from './groups.ts';
import type { INTENT_LABELS, Intent, Referral } from './intents.ts';
import type { LearnedLanguage } from './language.ts';
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
  /** Other procedures that other clauses of the message ask for, each clearly. */
  also: string[];
  /** A question to ask before answering, when the words fit several look-alikes. */
  group: AmbiguityGroup | null;
  /** A procedure of another door. */
  elsewhere: ElsewhereProcedure | null;
  move: Move | null;
  /** What must go by another door, alone or beside a procedure that is answered; `mixed`: a part of the message is feedback all the same. */
  referral: { kind: Referral; mixed: boolean } | null;
  /** Whether the message is only about a part ("mất bao lâu?") and means the procedure talked of before. */
  followUp: boolean;
  /** The day of handing in that it asks about. */
  filing: Filing | null;
}

export type Understand = (text: string, topic: string | null) => Understanding;

const NOTHING: Understanding = {
  intent: 'out_of_scope',
  sections: [],
  dossierCode: null,
  procedures: [],
  also: [],
  group: null,
  elsewhere: null,
  move: null,
  referral: null,
  followUp: false,
  filing: null,
};

// Found on the tuning half of the evaluation set: `npm run bench -- understanding`.
// The four about follow-ups were chosen on tests/followups.tsv, so that its figure says nothing of dialogues not seen.
/** Below this a procedure is not named by words that only ask for a part. */
const FOLLOW_UP_SCORE = 0.5;
/** How well a procedure must fit to be a new topic, by how many words there are beside the question; more words always are one. */
const LEAST_TO_NAME = [0.95, 0.85, 0.7, 0.62, 0.55, 0.5];
/** The procedure talked of stays when it fits nearly as well as the first, and that one is not sure. */
const NEARLY = 0.7;
const SURE_OF_ANOTHER = 0.7;
const leastToName = (words: number): number => LEAST_TO_NAME[words] ?? 0;
const LEAST_SCORE = 0.12;
/** How much a clear procedure speaks for the intent, and an unclear one against it. */
const PROCEDURE_PULL = { strength: 6, neutral: 0.88 };
const PULLED = ['procedure', 'procedure_elsewhere'];
type Label = (typeof INTENT_LABELS)[number];
/**
 * Below this familiarity, which few messages about procedures have, a message speaks the less for a procedure the stranger it is. Diacritics
 * are left out of it, so that a message without them is no stranger than one with.
 */
const UNFAMILIAR = { from: 0.64, strength: 80 };
/** The group of fields with the reception of citizens, complaints and denunciations. */
const COMPLAINT_GROUP = 'inspection';
/** Ours is answered rather than sent elsewhere when it fits this well. */
const OURS = 0.8;

/** How clearly a clause must name a procedure to count as a second question, and how many clauses are looked at. */
const CLEAR = 0.95;
const MOST_CLAUSES = 4;
/** In a longer message the clauses tell a story; they are not questions side by side. */
const MOST_WORDS = 30;

/** A picture alone that says thanks. */
const NODS = /[👍🙏❤🥰😍👌💯]/u;
/** Languages in other letters: the reader is offered those that the assistant has. */
const OTHER_SCRIPTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Khmer}\p{Script=Lao}\p{Script=Thai}\p{Script=Cyrillic}\p{Script=Arabic}]{2}/u;

const asksOf = (group: AmbiguityGroup | null, procedure: Candidate | undefined): boolean =>
  group?.options.some(({ code }) => code === procedure?.code) ?? false;

/** Prepares everything for one catalogue revision; the result is a pure function of the message and the topic. */
export const createUnderstand = (catalogue: FindableCatalogue, language: LearnedLanguage): Understand =>
  finish(understandInSteps(catalogue, language));

/** What each was made with, for those that come after it. */
const finders = new WeakMap<Understand, ProcedureFinder>();

/**
 * The same in steps, for a process that answers meanwhile. Of what `before`, made here for the same language, has read only what is new is
 * read: it is ready the sooner, and no other.
 */
export function* understandInSteps(catalogue: FindableCatalogue, language: LearnedLanguage, before?: Understand): Steps<Understand> {
  const { analyse, models } = language;
  const intentLabels = models.intent[0]?.labels ?? [];
  const finder = yield* ProcedureFinder.inSteps(catalogue, analyse, models.procedure, before && finders.get(before));
  const findMove = createMoveFinder(language.moves, analyse);
  const findSections = createSectionFinder(language.cues.sections, models.section, analyse);
  const isEmpty = createEmptyWords(language.moves.empty, analyse);
  const findGroup = createGroupFinder(catalogue.groups, isEmpty, analyse);
  const meant = (words: Word[]): number => words.filter((word) => !isEmpty(word)).length;
  const complaints = new Set([...catalogue.procedures.values()].flatMap(({ code, group }) => (group === COMPLAINT_GROUP ? [code] : [])));
  const aboutComplaints = ({ options }: AmbiguityGroup): boolean => options.some(({ code }) => complaints.has(code));
  const findReferral = createReferralFinder(language.cues, analyse);

  /** What a message is, by how well the procedure fits that fits best: the better, the sooner it is about one. */
  const labelsOf = (words: Word[]): ((strongest: number) => Label) => {
    const chances = classifyTogether(models.intent, featuresOf(words));
    if (!chances) return (strongest) => (strongest > LEAST_SCORE ? 'procedure' : 'out_of_scope');
    // One known word among strange ones ("SELECT * FROM users") says nothing.
    if (finder.isStrange(words) && chances.indexOf(Math.max(...chances)) === intentLabels.indexOf('procedure')) return () => 'out_of_scope';
    const strangeness = UNFAMILIAR.strength * Math.max(0, UNFAMILIAR.from - familiarity(models.intent[0]!, featuresWithoutMarks(words)));
    return (strongest) => {
      const pull = PROCEDURE_PULL.strength * (strongest - PROCEDURE_PULL.neutral) - strangeness;
      const scores = intentLabels.map((label, at) => Math.log(chances[at]! + 1e-4) + (PULLED.includes(label) ? pull : 0));
      return intentLabels[scores.indexOf(Math.max(...scores))] as Label;
    };
  };

  /** The name alone, or with words around it that do not narrow it down: "em muốn làm hộ chiếu ạ". */
  const calledElsewhere = (words: Word[]): ElsewhereProcedure | null => {
    const plain = words.map((word) => word.plain);
    for (let from = 0; from < plain.length; from++) {
      for (let to = plain.length; to > from; to--) {
        const other = finder.calledElsewhere(plain.slice(from, to));
        if (other) return other;
        if (!isEmpty(words[to - 1]!)) break;
      }
      if (!isEmpty(words[from]!)) break;
    }
    return null;
  };

  /** "Làm khai sinh cho con, rồi nhập khẩu luôn": clauses that by themselves name another procedure beyond doubt. */
  const alsoAsked = (words: Word[], [first]: Candidate[]): string[] => {
    const clauses = [...Map.groupBy(words, (word) => word.clause).values()];
    if (!first || clauses.length < 2 || clauses.length > MOST_CLAUSES || words.length > MOST_WORDS) return [];
    const asking = clauses.filter((clause) => clause.length > 1 && labelsOf(clause)(1) === 'procedure');
    const codes = new Set<string>();
    for (const [at, clause] of asking.entries()) {
      // To search costs most: not where fewer than two can be found.
      if (codes.size + asking.length - at < 2) return [];
      const candidate = finder.find(clause)[0];
      if (candidate && candidate.score >= CLEAR) codes.add(candidate.code);
    }
    // The first procedure must be one of them: otherwise the clauses together say what none says alone.
    return codes.delete(first.code) ? [...codes].slice(0, 2) : [];
  };

  const read: Understand = (text, topic) => {
    const { words: typed, text: cleaned } = analyse(text);
    if (typed.length === 0) return { ...NOTHING, intent: NODS.test(text) ? 'thanks' : /^[?？]+$/.test(cleaned) ? 'help' : 'out_of_scope' };
    if (OTHER_SCRIPTS.test(cleaned)) return { ...NOTHING, intent: 'language' };
    const dossierCode = findDossierCode(cleaned);
    const move = dossierCode ? null : findMove(cleaned);
    if (move) return { ...NOTHING, intent: move.kind === 'select' || move.kind === 'more' || move.kind === 'again' ? 'procedure' : 'menu', move };

    const words = finder.correct(typed);
    const asked = findSections(words);
    const code = finder.findCode(typed);
    if (code) return { ...NOTHING, intent: 'procedure', sections: asked.sections, procedures: [{ code, score: 1 }] };

    // The catalogue says of these words what to ask; only a complaint or a danger comes before.
    const group = dossierCode ? null : findGroup.exactly(typed);
    const called = group || dossierCode ? null : finder.called(typed);
    const other = group || called || dossierCode ? null : calledElsewhere(typed);
    if (other) return { ...NOTHING, intent: 'procedure', sections: asked.sections, elsewhere: other };

    const nearly = findGroup.nearly(words);
    const onlyPart = topic !== null && asked.sections.length > 0 && meant(asked.rest) === 0;
    const guesses = labelsOf(words);
    // What would be about no procedure however well one fitted needs none; to search costs most.
    const found = group || nearly || called || onlyPart || guesses(1).startsWith('procedure') ? finder.find(words) : [];
    const strongest = found[0]?.score ?? 0;
    const guess = guesses(strongest);
    const part = onlyPart && (asked.rest.length === 0 || guess === 'out_of_scope');
    const urgent = findReferral.urgent(words);
    const label = urgent ? 'referral' : dossierCode ? 'dossier' : part ? 'procedure' : guess;
    // Nor does a word of sorrow ("bố em qua đời rồi") count for more than what it says to ask.
    const asks = group ?? (label.startsWith('procedure') || dossierCode ? null : nearly);
    if (asks && (label !== 'referral' || (!urgent && !aboutComplaints(asks))))
      return { ...NOTHING, intent: 'procedure', procedures: found, group: asks };
    // So does it of the very words of one procedure: somebody wrote them down because they mean it.
    if (called && (label !== 'referral' || (!urgent && called.group !== COMPLAINT_GROUP))) {
      const others = found.filter(({ code }) => code !== called.code);
      return {
        ...NOTHING,
        intent: 'procedure',
        sections: asked.rest.length === words.length ? [] : asked.sections,
        procedures: [{ code: called.code, score: 1 }, ...others],
      };
    }
    const intent: Intent = label === 'procedure_vague' || label === 'procedure_elsewhere' ? 'procedure' : label;
    if (intent !== 'procedure')
      return { ...NOTHING, intent, dossierCode, referral: intent === 'referral' ? { kind: findReferral.kind(words), mixed: false } : null };

    // A part that no word asks for is only the model's guess: beside a procedure that is surely named it is none.
    const sections = asked.rest.length === words.length && strongest >= OURS ? [] : asked.sections;
    const rest = meant(asked.rest);
    const near = strongest < SURE_OF_ANOTHER && found.some(({ code, score }) => code === topic && score >= NEARLY * strongest);
    if (topic !== null && sections.length > 0 && (rest === 0 || near || strongest < leastToName(meant(asked.subject)))) {
      return { ...NOTHING, intent, sections, procedures: [{ code: topic, score: 1 }], followUp: true };
    }
    if (label === 'procedure_vague' || (sections.length > 0 && (rest === 0 || (meant(asked.subject) === 0 && strongest < FOLLOW_UP_SCORE))))
      return { ...NOTHING, intent, sections };
    if (label === 'procedure_elsewhere' && strongest < OURS) {
      const elsewhere = finder.findElsewhere(words);
      if (elsewhere) return { ...NOTHING, intent, sections, elsewhere };
    }
    const procedures = strongest < LEAST_SCORE ? [] : found;
    return {
      ...NOTHING,
      intent,
      sections,
      procedures,
      also: alsoAsked(words, procedures),
      group: strongest < OURS || asksOf(nearly, procedures[0]) ? nearly : null,
    };
  };

  const readFiling = createFilingReader(language.filing);
  /** "Nộp mai thì bao giờ xong" asks for the time of the procedure that its other words name, or that was talked of. */
  const understand: Understand = (text, topic) => {
    const filing = readFiling(text);
    const meaning = read(filing?.question ?? text, topic);
    return filing && (meaning.intent !== 'procedure' || !meaning.sections.includes('time')) ? read(text, topic) : { ...meaning, filing };
  };
  finders.set(understand, finder);
  return understand;
}
