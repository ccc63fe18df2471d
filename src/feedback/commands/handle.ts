import type { Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { agencyName } from '../agencyName.ts';
import { afterAnswer, noticesOf, type StepNames } from '../citizenNotice.ts';
import { type FeedbackAction, type FeedbackDesk, type FeedbackRef, mayDo } from '../desk.ts';
import { type Act, type ActKind, step } from '../lifeCycle.ts';
import type { Feedback } from '../model.ts';
import { refusalError } from '../refusals.ts';
import { offerNumbers } from '../satisfaction/numbers.ts';
import { type Held, hold, writeAround, writeRow } from '../store.ts';
import { loadTerms } from '../terms.ts';

const ACTION: Partial<Record<ActKind, FeedbackAction>> = { interim: 'feedback.answer', answer: 'feedback.answer', note: 'feedback.answer' };
export const actionFor = (kind: ActKind): FeedbackAction => ACTION[kind] ?? 'feedback.handle';

/** Acts that leave the row as it is: they disturb nobody who is working on it. */
const QUIET: readonly ActKind[] = ['add', 'note'];

/**
 * Takes one step, or several that follow one another, in one transaction: the policy is asked, the life cycle decides, the row, its line of
 * history, the words and the audit entry are written, and whoever follows is told of the last step. Throws refusals as AppErrors.
 */
export async function handleFeedback(desk: FeedbackDesk, actor: Actor, ref: FeedbackRef, ...acts: Act[]): Promise<Feedback> {
  const found = await desk.database.feedback.findUnique({ where: { code: ref.code }, select: { agencyId: true } });
  if (!found) throw refusalError('feedbackNotFound');
  const calendar = await desk.calendarOf(found.agencyId);
  const now = desk.clock.now();
  const done = await desk.database.$transaction(async (tx) => {
    const terms = await loadTerms(tx, found.agencyId);
    let held = await hold(tx, ref.code);
    if (ref.version !== undefined && ref.version !== held.version) throw refusalError('feedbackChanged');
    for (const [at, act] of acts.entries()) {
      if (!mayDo(actor, actionFor(act.kind), held)) throw refusalError('feedbackNotAllowed');
      held = await applyAct(tx, held, act, { now, calendar, terms, actor: actorId(actor), tell: at === acts.length - 1 });
    }
    return held;
  });
  // After the commit: a conversation is never waited for while feedback is held.
  if (acts.at(-1)?.kind === 'answer') {
    const own = done.followers.filter((follower) => follower.own);
    await offerNumbers(desk.database, own, afterAnswer(done.code, sayIn('vi')), now);
  }
  return done;
}

type Applying = Parameters<typeof step>[2] & { actor: string; tell: boolean };

/** One step on feedback that is held; for citizens' own steps too. */
export async function applyAct(tx: Transaction, held: Held, act: Act, { actor, tell, ...world }: Applying): Promise<Held> {
  const outcome = step(held, act, world);
  if ('refused' in outcome) throw refusalError(outcome.refused);
  const { line, words } = outcome;
  const after: Held = { ...held, ...outcome.feedback };
  if (!QUIET.includes(act.kind)) {
    await writeRow(tx, after);
    after.version = held.version + 1;
  }
  // What is looked at again is no longer read by everybody.
  if (act.kind === 'reopen') await tx.feedback.update({ where: { id: held.id }, data: { publishedAt: null, publishedBy: null } });
  if (act.kind === 'purge') await eraseWords(tx, held.id);
  if (act.kind === 'join') await moveFollowers(tx, held.id, act.sameAs);
  const notices = tell ? noticesOf(after, line, act.kind === 'reopen' ? null : words, await namesFor(tx, act)) : [];
  await writeAround(tx, { feedback: after, fromState: held.state, line, actor, now: world.now, words, notices });
  return after;
}

async function namesFor(tx: Transaction, act: Act): Promise<StepNames> {
  if (act.kind === 'assign') return { unit: await agencyName(tx, act.unitId) };
  if (act.kind === 'join') return { sameAs: (await tx.feedback.findUniqueOrThrow({ where: { id: act.sameAs }, select: { code: true } })).code };
  return {};
}

/** Whoever followed the repetition follows the first one from now on; it stays their own, so that they may add to it. */
const moveFollowers = (tx: Transaction, from: number, to: number) => tx.$executeRaw`
  INSERT INTO feedback_follower ("feedbackId", channel, "conversationId", own, since)
  SELECT ${to}, channel, "conversationId", false, since FROM feedback_follower WHERE "feedbackId" = ${from} ON CONFLICT DO NOTHING`;

/** Nothing that was said stays: the words, who said them, what came with them. The files' bytes go with the next look at the folder. */
export async function eraseWords(tx: Transaction, feedbackId: number): Promise<void> {
  await tx.feedback.update({
    where: { id: feedbackId },
    data: { text: '', place: null, latitude: null, longitude: null, dossierCode: null, publicText: null, publicAnswer: null, publishedAt: null },
  });
  await tx.feedbackContact.deleteMany({ where: { feedbackId } });
  await tx.feedbackMessage.deleteMany({ where: { feedbackId } });
  await tx.feedbackFile.deleteMany({ where: { feedbackId } });
}
