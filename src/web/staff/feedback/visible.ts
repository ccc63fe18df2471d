import type { Prisma } from '#src/generated/prisma/client.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { scopesOf } from '#src/staff/policy.ts';

export const FEEDBACK = '/can-bo/gop-y';
export const addressOf = (code: string): string => `${FEEDBACK}/${encodeURIComponent(code)}`;

/** Places without the field of a membership: feedback has none. */
const placesFor = (actor: PersonActor, action: 'feedback.view' | 'feedback.conduct'): Prisma.FeedbackWhereInput[] =>
  scopesOf(actor, action).map(({ agencyId, unitId }) => ({ ...(agencyId && { agencyId }), ...(unitId && { unitId }) }));

/** Feedback that somebody may see; what is said of an official only where they are its head, a leader or an inspector. */
export const visibleTo = (actor: PersonActor): Prisma.FeedbackWhereInput => ({
  AND: [{ OR: placesFor(actor, 'feedback.view') }, { OR: [{ topic: { not: 'attitude' } }, ...placesFor(actor, 'feedback.conduct')] }],
});
