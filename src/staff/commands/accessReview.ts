import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';
import { type AccessRow, quarterOf } from '../accessReview.ts';
import { type Actor, actorId } from '../actor.ts';
import { revokeApiKey } from '../apiKeys.ts';
import { act, allow, type Staff } from '../staff.ts';
import { deactivatePerson, endMembership } from './people.ts';

export type Decision = 'kept' | 'ended';

/** Takes away what a row stands for: a role, an account without any, a key. */
function end(staff: Staff, actor: Actor, { subject, person }: AccessRow): Promise<unknown> {
  const [kind, id = ''] = subject.split(':');
  if (kind === 'membership') return endMembership(staff, actor, person!.id, Number(id));
  return kind === 'account' ? deactivatePerson(staff, actor, id) : revokeApiKey(staff, actor, Number(id));
}

/**
 * Writes down what was decided about rows of `accessRows` in this quarter's review, and does it. The last word about a row counts; what was
 * taken away stays written. Throws `lastAdmin` and what else keeps something from being taken away.
 */
export async function decideAccess(staff: Staff, actor: Actor, rows: readonly AccessRow[], decision: Decision): Promise<void> {
  allow(actor, 'access.review');
  const quarter = quarterOf(dayOf(staff.clock.now()));
  if (await staff.database.accessReview.findFirst({ where: { quarter, signedAt: { not: null } } }))
    throw new AppError('reviewSigned', { status: 409 });
  if (decision === 'ended') for (const row of rows) await end(staff, actor, row);
  await act(staff, actor, async ({ tx, now, audit }) => {
    const { id: reviewId, signedAt } = await tx.accessReview.upsert({ where: { quarter }, create: { quarter, openedAt: now }, update: {} });
    if (signedAt) throw new AppError('reviewSigned', { status: 409 });
    for (const { subject, person, membership, lastUsed, findings } of rows) {
      const data = {
        ...{ decision, at: now, by: actorId(actor), personId: person?.id ?? null, lastUsed, findings },
        what: membership ? [membership.role, membership.unitId ?? membership.agencyId].join(' ') : null,
      };
      await tx.accessDecision.upsert({
        where: { reviewId_subject: { reviewId, subject } },
        create: { ...data, reviewId, subject },
        update: data,
      });
    }
    await audit(`access.${decision}`, `accessReview:${quarter}`, {
      rows: rows
        .map(({ subject }) => subject)
        .join(' ')
        .slice(0, 500),
    });
  });
}

/** Signs this quarter's review. Throws `reviewOpen` with the count while a row of `rows` waits for a decision. */
export function signReview(staff: Staff, actor: Actor, rows: readonly AccessRow[]): Promise<void> {
  allow(actor, 'access.review');
  return act(staff, actor, async ({ tx, now, audit }) => {
    const quarter = quarterOf(dayOf(now));
    const review = await tx.accessReview.findUnique({ where: { quarter }, include: { decisions: true } });
    const decided = new Set(review?.decisions.map(({ subject }) => subject));
    const open = rows.filter(({ subject }) => !decided.has(subject)).length;
    if (!review || open > 0) throw new AppError('reviewOpen', { status: 409, params: { count: open } });
    if (review.signedAt) throw new AppError('reviewSigned', { status: 409 });
    await tx.accessReview.update({ where: { quarter }, data: { signedAt: now, signedBy: actorId(actor) } });
    const ended = review.decisions.filter(({ decision }) => decision === 'ended').length;
    await audit('access.sign', `accessReview:${quarter}`, { kept: review.decisions.length - ended, ended });
  });
}
