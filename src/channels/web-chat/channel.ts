import type { Channel } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Reply } from '#src/text/reply.ts';
import type { WebBoard } from './board.ts';

/** Prisma's code for a row that points to nothing. */
const NO_SUCH_CONVERSATION = 'P2003';

/**
 * The web chat as a channel, for what is said unasked: a question there is answered in the same request (`exchange.ts`). Sending keeps the reply
 * as a row and wakes the pages that listen; it is "sent" once it is kept, for a page that is closed hears it when it comes back.
 */
export function createWebChannel({ database, clock, board }: { database: Database; clock: Clock; board: WebBoard }): Channel {
  return {
    id: 'web',
    limits: { perSecond: 1000, perSecondPerChat: 1000, perMonth: null },
    // No platform calls us: the page has its own door.
    receive: () => ({ kind: 'refused', status: 403, code: 'secretWrong' }),
    render: (reply) => [{ reply }],
    async send(conversation, part) {
      try {
        const reply = part['reply'] as Reply;
        const { id } = await database.webMessage.create({ data: { conversationId: conversation, reply: reply as never, at: clock.now() } });
        board.wake();
        return { kind: 'sent', message: String(id) };
      } catch (error) {
        // Erased by its person, or 90 days old.
        if ((error as { code?: string }).code === NO_SUCH_CONVERSATION) return { kind: 'dead', reason: 'conversationGone', gone: true };
        return { kind: 'retry', reason: 'database' };
      }
    },
    prepare: async () => ({ ok: true, name: 'web' }),
  };
}
