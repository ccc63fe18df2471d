import { type FeedbackState, OPEN, type Topic } from '#src/feedback/model.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Source, Stage, Subject } from './subject.ts';

/** What reminders need to know of feedback, and nothing of what it says. */
export interface FeedbackFacts {
  id: number;
  code: string;
  agencyId: string;
  unitId: string;
  officerId: string | null;
  topic: Topic;
  state: FeedbackState;
  createdAt: Date;
  classifyBy: Date;
  forwardBy: Date;
  dueAt: Date;
  /** The citizen has been told that it is being looked into. */
  interim: boolean;
  endedAt: Date | null;
}

/** Feedback that waits for an answer. A trigger of the migration marks what changed. */
export const feedbackSource: Source = {
  kind: 'feedback',
  ended: async (database, since) =>
    (await database.feedback.findMany({ where: { answeredAt: { gte: since }, state: { notIn: [...OPEN] } }, select: { id: true } })).map(({ id }) =>
      String(id),
    ),
  async load(database, ids, { since = null }) {
    const rows = await database.$queryRaw<FeedbackFacts[]>`
      SELECT id, code, "agencyId", "unitId", "officerId", topic, state, "createdAt", "classifyBy", "forwardBy", "dueAt",
        EXISTS (SELECT FROM feedback_event e WHERE e."feedbackId" = feedback.id AND e.kind = 'interim') AS interim,
        CASE WHEN state <> ALL(${[...OPEN]}::text[]) THEN "answeredAt" END AS "endedAt" FROM feedback
      WHERE id = ANY(${ids.map(Number)}::int[]) AND (state = ANY(${[...OPEN]}::text[]) OR "answeredAt" >= ${since}::timestamptz)`;
    return rows.map(feedbackSubject);
  },
};

/** Pure: what runs at feedback. */
export function feedbackSubject(feedback: FeedbackFacts): Subject {
  const { id, agencyId, unitId, officerId, topic, dueAt, endedAt } = feedback;
  // What is said of an official is for heads and leaders, never for colleagues (domain reference 4.5).
  const place = { agencyId, unitId, field: '', officerId, ...(topic === 'attitude' && { headsOnly: true as const }) };
  const stages = [stage('feedback', feedback, dueAt), ...sortingStages(feedback)];
  return { kind: 'feedback', id: String(id), place, procedureCode: null, stages, ...(endedAt && { endedAt }) };
}

/**
 * Until somebody has it, it is to be sorted, and given to a unit or passed on to whoever is competent (NĐ 20/2008: within five working days).
 * Where the answer is due as early as that, its own reminders say enough.
 */
function sortingStages(feedback: FeedbackFacts): Stage[] {
  const { state, classifyBy, forwardBy, dueAt, interim } = feedback;
  const lies = state === 'received' || (state === 'classified' && !interim);
  return [
    ...(state === 'received' ? [stage('classify', feedback, classifyBy)] : []),
    ...(lies && dayOf(forwardBy) < dayOf(dueAt) ? [stage('forward', feedback, forwardBy)] : []),
  ];
}

function stage(ladder: Stage['ladder'], { code, createdAt: since }: FeedbackFacts, by: Date): Stage {
  const day = dayOf(by);
  return { ladder, version: day, anchor: day, since, said: { code, name: '', dueAt: by.toISOString() } };
}
