import type { Database, Transaction } from '#src/platform/database.ts';
import type { ChatRef } from './commands/citizen.ts';
import { FROM, mayReopen } from './lifeCycle.ts';
import type { Feedback, FeedbackState, Topic } from './model.ts';
import { loadTerms } from './terms.ts';

/** Messages that the citizen reads. */
const READ = ['answered', 'interim', 'forwarded', 'refused'];
const MOST_ANSWERS = 5;

/** Where feedback stands, for its citizen: never their own words, nor who they are. Null when there is none of this code. */
export async function readStatus(tx: Database | Transaction, code: string, asker: ChatRef | 'page', now: Date) {
  const row = await tx.feedback.findUnique({
    where: { code },
    include: {
      messages: { where: { kind: { in: READ } }, orderBy: { id: 'desc' }, take: MOST_ANSWERS },
      followers: { where: asker === 'page' ? { channel: '' } : { ...asker, own: true } },
    },
  });
  if (!row) return null;
  const terms = await loadTerms(tx, row.agencyId);
  const { topic, state, createdAt, dueAt, anonymous, forwardedTo } = row;
  return {
    ...{ code, createdAt, dueAt, anonymous, forwardedTo },
    topic: topic as Topic,
    state: state as FeedbackState,
    answers: row.messages.map(({ at, text }) => ({ at, text })),
    own: asker === 'page' || row.followers.length > 0,
    mayAdd: FROM.add.includes(state as FeedbackState),
    mayReopen: mayReopen(row as unknown as Feedback, terms, now),
  };
}
