import { HELD_MS } from '#src/conversation/feedback/draft.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Job } from '#src/platform/jobs.ts';

/** A conversation that was spoken in since lets go of such words itself; one that a stopped machine left lies no longer than this. */
const LOOKED_BACK_MS = 3 * 86_400_000;

/**
 * Forgets words that may be a denunciation and whose writers never said which they are (`Draft.held`). What they had told as feedback before
 * stays. Returns of how many conversations.
 */
export async function forgetHeld(database: Database, clock: Clock): Promise<number> {
  const now = clock.now().getTime();
  const [from, until] = [new Date(now - LOOKED_BACK_MS), new Date(now - HELD_MS)];
  return database.$executeRaw`
    UPDATE conversation
    SET state = CASE WHEN state #>> '{draft,text}' = '' THEN state || '{"draft": null}'
      ELSE jsonb_set(state, '{draft}', (state -> 'draft') || '{"held": null, "step": "confirm", "editing": false, "paused": true}') END
    WHERE "updatedAt" > ${from} AND "updatedAt" <= ${until} AND state #>> '{draft,held}' IS NOT NULL`;
}

export const heldJob = (database: Database, clock: Clock): Job => ({
  name: 'feedback-held',
  schedule: '* * * * *',
  run: async () => void (await forgetHeld(database, clock)),
});
