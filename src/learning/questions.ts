import type { MissedQuestion } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { inSlices } from '#src/platform/steps.ts';
import type { AmbiguityGroup, Catalogue, ProcedureWords } from '#src/procedures/content.ts';
import type { CatalogueDesk, Writer } from '#src/procedures/editing/commands/desk.ts';
import { groupMark, readWords, saveGroup, saveWords, wordsMark } from '#src/procedures/editing/commands/words.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { fold } from '#src/text/fold.ts';
import { groupAlike } from './alike.ts';
import { newGroup } from './newGroup.ts';

/** "taught": its words lead somewhere since; "outOfScope": nothing of the office; "dismissed": of no use. */
export const QUESTION_STATES = ['open', 'taught', 'outOfScope', 'dismissed'] as const;
export type QuestionState = (typeof QUESTION_STATES)[number];
export type Question = MissedQuestion;

export const timesOf = ({ unknown, unsure, rejected, noResult }: Pick<Question, 'unknown' | 'unsure' | 'rejected' | 'noResult'>): number =>
  unknown + unsure + rejected + noResult;

export interface QuestionGroup {
  /** The most frequent first: it stands for the group. */
  questions: Question[];
  times: number;
}

/** Questions that are put together at a time; the rest are rarer. */
const MOST = 2000;

/** Questions that resemble each other, the most frequent groups first: those still open, or those that were settled. */
export async function questionGroups(database: Database, settled = false): Promise<QuestionGroup[]> {
  const questions = await database.$queryRaw<Question[]>`SELECT * FROM missed_question WHERE (state <> 'open') = ${settled}
    ORDER BY unknown + unsure + rejected + "noResult" DESC, id LIMIT ${MOST}`;
  const groups = await inSlices(groupAlike(questions));
  return groups
    .map((members) => ({ questions: members, times: members.reduce((sum, question) => sum + timesOf(question), 0) }))
    .sort((a, b) => b.times - a.times);
}

/** The group that a question is in now. Throws AppError `questionGone` where somebody settled it meanwhile. */
export async function groupOf(database: Database, id: bigint): Promise<QuestionGroup> {
  const found = (await questionGroups(database)).find(({ questions }) => questions.some((question) => question.id === id));
  if (!found) throw new AppError('questionGone', { status: 404 });
  return found;
}

interface Settled {
  state: QuestionState;
  /** The procedure or the group that they lead to since. */
  as?: string;
  details?: Record<string, string | number>;
}

/** Says what became of questions, with a line in the audit log; "open" takes it back. */
export async function settle(tx: Transaction, ids: readonly bigint[], { state, as, details = {} }: Settled, by: string, at: Date): Promise<void> {
  const settled = state === 'open' ? { settledAt: null, settledBy: null, settledAs: null } : { settledAt: at, settledBy: by, settledAs: as ?? null };
  const { count } = await tx.missedQuestion.updateMany({ where: { id: { in: [...ids] } }, data: { state, ...settled } });
  await recordAudit(tx, {
    at,
    actor: `person:${by}`,
    action: `question.${state}`,
    subject: as ?? 'question',
    details: { questions: count, ...details },
  });
}

/** Where questions are to lead: to a procedure, or to a question asked back. */
export type Target = { kind: 'procedure'; code: string } | { kind: 'group'; id: string };

/** A question that there is not yet, with the procedures to choose from. */
export interface NewQuestion {
  kind: 'newGroup';
  question: string;
  codes: readonly string[];
}

export const readTarget = (text: string): Target | null => {
  const [, kind, id = ''] = /^([pg]):(.+)$/.exec(text) ?? [];
  if (!kind) return null;
  return kind === 'p' ? { kind: 'procedure', code: id } : { kind: 'group', id };
};

/** From so many words on a text tells a situation; with fewer it is another name. */
const SITUATION = 9;

/** What the catalogue would be with these lines among the words of the target. */
export interface Lesson {
  target: Target;
  words: ProcedureWords | null;
  group: AmbiguityGroup | null;
  catalogue: Catalogue;
}

/** Puts the lines to what leads to the target. Throws EditFaults for lines that are empty, too long or another procedure's title, or no target. */
export function lessonFor(target: Target | NewQuestion | null, lines: readonly string[], catalogue: Catalogue): Lesson {
  if (lines.length === 0) throw new EditFaults({ lines: 'required' });
  if (target?.kind === 'newGroup') {
    const group = newGroup(target, lines, catalogue);
    return { target: { kind: 'group', id: group.id }, words: null, group, catalogue: { ...catalogue, groups: [...catalogue.groups, group] } };
  }
  if (target?.kind === 'procedure') {
    const procedure = catalogue.procedures.get(target.code);
    if (!procedure) throw new EditFaults({ to: 'choose' });
    const { friendlyName = '', summary = '', when = '', aliases, situations } = procedure.words;
    const isSituation = (line: string) => line.split(/\s+/).length >= SITUATION;
    const typed = {
      ...{ friendlyName, summary, when },
      aliases: [...aliases, ...lines.filter((line) => !isSituation(line))].join('\n'),
      situations: [...situations, ...lines.filter(isSituation)].join('\n'),
    };
    try {
      const words = readWords(typed, target.code, catalogue);
      const procedures = new Map(catalogue.procedures).set(target.code, { ...procedure, words });
      return { target, words, group: null, catalogue: { ...catalogue, procedures } };
    } catch (error) {
      if (error instanceof EditFaults) throw new EditFaults({ lines: error.faults['aliases'] ?? 'tooLong' });
      throw error;
    }
  }
  const held = catalogue.groups.find(({ id }) => target?.kind === 'group' && id === target.id);
  if (!target || !held) throw new EditFaults({ to: 'choose' });
  const known = new Set(held.triggers.map(fold));
  const group = { ...held, triggers: [...held.triggers, ...lines.filter((line) => !known.has(fold(line)))] };
  const groups = catalogue.groups.map((each) => (each === held ? group : each));
  return { target, words: null, group, catalogue: { ...catalogue, groups } };
}

/** Saves a lesson and settles its questions with it. `catalogue` is the one that the lesson was made from. */
export async function teach(
  desk: CatalogueDesk,
  writer: Writer,
  { target, words, group }: Lesson,
  { catalogue, ids, details }: { catalogue: Catalogue; ids: readonly bigint[]; details: Record<string, string | number> },
): Promise<void> {
  const as = target.kind === 'procedure' ? `procedure:${target.code}` : `group:${target.id}`;
  const also = (tx: Transaction, now: Date) => settle(tx, ids, { state: 'taught', as, details }, writer.id, now);
  if (target.kind === 'procedure' && words) {
    const mark = wordsMark(catalogue.procedures.get(target.code)?.words);
    await saveWords(desk, writer, target.code, words, { catalogue, mark, also });
  } else if (group) {
    const mark = groupMark(catalogue.groups.find(({ id }) => id === group.id));
    await saveGroup(desk, writer, group, { catalogue, mark, also });
  }
}
