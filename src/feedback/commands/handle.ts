import type { Calendar } from '#src/calendar/index.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { agencyName } from '../agencyName.ts';
import { afterNews, noticesOf, type StepNames } from '../citizenNotice.ts';
import { type FeedbackAction, type FeedbackDesk, type FeedbackRef, mayDo } from '../desk.ts';
import { type Act, type ActKind, LINE, step } from '../lifeCycle.ts';
import type { Feedback } from '../model.ts';
import { isRefused, refusalError } from '../refusals.ts';
import { offerNumbers } from '../satisfaction/numbers.ts';
import { type Held, hold, look, writeStep } from '../store.ts';

const ACTION: Partial<Record<ActKind, FeedbackAction>> = { interim: 'feedback.answer', answer: 'feedback.answer', note: 'feedback.answer' };
export const actionFor = (kind: ActKind): FeedbackAction => ACTION[kind] ?? 'feedback.handle';

/** Acts that leave the row as it is: they disturb nobody who is working on it. */
const QUIET: readonly ActKind[] = ['add', 'note'];
/** Acts that do more than their one statement. */
const WIDE: readonly ActKind[] = ['reopen', 'purge', 'join'];
/** How often a step is begun again because somebody else took one meanwhile. */
const TRIES = 3;

/**
 * Takes one step, or several that follow one another: the policy is asked, the life cycle decides, the row, its line of history, the words and
 * the audit entry are written, and whoever follows is told of the last step; all of it or nothing. Throws refusals as AppErrors.
 */
export async function handleFeedback(desk: FeedbackDesk, actor: Actor, ref: FeedbackRef, ...acts: Act[]): Promise<Feedback> {
  const { database } = desk;
  const [only] = acts;
  const single = acts.length === 1 && !WIDE.includes(only!.kind);
  for (let tries = 1; ; tries++) {
    const seen = await look(database, ref.code);
    const world = { calendar: await desk.calendarOf(seen.agencyId), now: desk.clock.now() };
    try {
      const done = single
        ? await takeAll(database, actor, ref, seen, acts, world)
        : await database.$transaction(async (tx) => takeAll(tx, actor, ref, await hold(tx, ref.code), acts, world));
      await offerNext(database, done, acts.at(-1)!, world.now);
      return done;
    } catch (error) {
      const beaten = isRefused(error) && error.code === 'feedbackChanged' && ref.version === undefined && tries < TRIES;
      if (!beaten) throw error;
    }
  }
}

async function takeAll(
  tx: Database | Transaction,
  actor: Actor,
  { version }: FeedbackRef,
  seen: Held,
  acts: readonly Act[],
  world: { calendar: Calendar; now: Date },
): Promise<Held> {
  if (version !== undefined && version !== seen.version) throw refusalError('feedbackChanged');
  let held = seen;
  for (const [at, act] of acts.entries()) {
    if (!mayDo(actor, actionFor(act.kind), held)) throw refusalError('feedbackNotAllowed');
    held = await applyAct(tx, held, act, { ...world, actor: actorId(actor), tell: at === acts.length - 1 });
  }
  return held;
}

/** After it is kept: a conversation is never waited for while feedback is held. */
async function offerNext(database: Database, { code, followers }: Held, act: Act, now: Date): Promise<void> {
  const choices = afterNews(code, LINE[act.kind], sayIn('vi'));
  if (choices.length === 0) return;
  const own = followers.filter((follower) => follower.own);
  await offerNumbers(database, own, choices, now);
}

interface Applying {
  calendar: Calendar;
  now: Date;
  actor: string;
  tell: boolean;
}

/** One step on feedback that has been read or is held; for citizens' own steps too. Throws `feedbackChanged` when somebody was quicker. */
export async function applyAct(tx: Database | Transaction, held: Held, act: Act, { actor, tell, ...world }: Applying): Promise<Held> {
  const outcome = step(held, act, { ...world, terms: held.terms });
  if ('refused' in outcome) throw refusalError(outcome.refused);
  const { line, words } = outcome;
  const quiet = QUIET.includes(act.kind);
  const after: Held = { ...held, ...outcome.feedback, version: quiet ? held.version : held.version + 1 };
  if (act.kind === 'purge') await eraseWords(tx, held.id);
  if (act.kind === 'join') await moveFollowers(tx, held.id, act.sameAs);
  const notices = tell ? noticesOf(after, line, act.kind === 'reopen' ? null : words, await namesFor(tx, act)) : [];
  await writeStep(tx, { before: held, after, quiet, line, actor, now: world.now, words, notices });
  // What is looked at again is no longer read by everybody.
  if (act.kind === 'reopen') await tx.feedback.update({ where: { id: held.id }, data: { publishedAt: null, publishedBy: null } });
  return after;
}

async function namesFor(tx: Database | Transaction, act: Act): Promise<StepNames> {
  if (act.kind === 'assign') return { unit: await agencyName(tx, act.unitId) };
  return {};
}

/** Whoever followed the repetition follows the first one from now on; what they said stays where it is, and to another's they add nothing. */
const moveFollowers = (tx: Database | Transaction, from: number, to: number) => tx.$executeRaw`
  INSERT INTO feedback_follower ("feedbackId", channel, "conversationId", own, since)
  SELECT ${to}, channel, "conversationId", false, since FROM feedback_follower WHERE "feedbackId" = ${from} ON CONFLICT DO NOTHING`;

/** Nothing that was said stays: the words, who said them, what came with them. The files are nobody's: their bytes go within minutes. */
export async function eraseWords(tx: Database | Transaction, feedbackId: number): Promise<void> {
  await tx.feedback.update({
    where: { id: feedbackId },
    data: { text: '', place: null, latitude: null, longitude: null, dossierCode: null, publicText: null, publicAnswer: null, publishedAt: null },
  });
  await tx.feedbackContact.deleteMany({ where: { feedbackId } });
  await tx.feedbackMessage.deleteMany({ where: { feedbackId } });
  await tx.feedbackFile.updateMany({ where: { feedbackId }, data: { feedbackId: null, source: null } });
}
