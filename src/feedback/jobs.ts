import type { Job } from '#src/platform/jobs.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { handleFeedback } from './commands/handle.ts';
import type { FeedbackDesk } from './desk.ts';

const SLICE = 200;

/** Closes what was answered and not reopened within the window. Returns how many. */
export async function closeAnswered(desk: FeedbackDesk, text: string): Promise<number> {
  let closed = 0;
  for (let before = -1; before < closed; ) {
    before = closed;
    const due = await desk.database.feedback.findMany({
      where: { state: 'answered', reopenUntil: { lt: desk.clock.now() } },
      select: { code: true, version: true },
      take: SLICE,
    });
    for (const ref of due) {
      // Somebody was quicker: then it is no longer to be closed.
      const done = await handleFeedback(desk, SYSTEM_ACTOR, ref, { kind: 'close', text }).catch(() => null);
      if (done) closed++;
    }
  }
  return closed;
}

export const feedbackJobs = (desk: FeedbackDesk, closing: string): Job[] => [
  { name: 'feedback-close', schedule: '37 5 * * *', run: () => closeAnswered(desk, closing).then(() => {}) },
];
