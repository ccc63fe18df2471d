import type { Job } from '#src/platform/jobs.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { handleFeedback } from './commands/handle.ts';
import type { FeedbackDesk } from './desk.ts';
import { fetchWaiting, type Source } from './files/fetchWaiting.ts';
import type { FileFolder } from './files/keep.ts';

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

/** What was erased goes within minutes; then what has been sent is fetched. */
async function pictures({ database, clock }: FeedbackDesk, sources: readonly Source[], folder: FileFolder): Promise<void> {
  await folder.removeOrphans(database);
  await fetchWaiting(database, sources, folder, clock);
}

/** What the room does by itself: closing, the pictures of chats, files that nothing names any more. */
export const feedbackJobs = (desk: FeedbackDesk, closing: string, sources: readonly Source[], folder: FileFolder): Job[] => [
  { name: 'feedback-close', schedule: '37 5 * * *', run: async () => void (await closeAnswered(desk, closing)) },
  { name: 'feedback-pictures', schedule: '* * * * *', run: () => pictures(desk, sources, folder) },
  { name: 'feedback-files', schedule: '47 3 * * *', run: async () => void (await folder.sweep(desk.database, desk.clock)) },
];
