import { Prisma } from '#src/generated/prisma/client.ts';
import { enqueueParts } from '#src/notices/enqueue.ts';
import type { Answer } from '#src/notices/notice.ts';
import { fewRows } from '#src/platform/database.ts';
import type { Statements } from '#src/platform/direct.ts';
import type { Held } from './claimTalks.ts';

/** One of the messages was completed or erased between our look and now: nothing of the round is kept, and it is done again. */
export class Overtaken extends Error {}

/** So put, messages are found by their ids and not looked for among all that is new. */
const NEW = Prisma.sql`i.id = d.id::bigint AND (i.state = 'new') IS TRUE`;
const ERASED = Prisma.sql`erased AS (DELETE FROM conversation c USING given g WHERE (SELECT "all" FROM kept) AND g.erase AND c.channel = g.channel AND c.id = g.id),`;

/**
 * Keeps everything that a round led to: states, completions, replies. One statement, however many messages there were, which keeps nothing
 * and throws Overtaken when one of them has been completed or erased meanwhile.
 */
export async function complete(tx: Statements, talks: Held[], now: Date): Promise<void> {
  const touched = talks.filter((held) => held.done.length > 0);
  if (touched.length === 0) return;
  const rows = touched.map(({ channel, id, state, locale, erase }) => ({ channel, id, state: state ?? {}, locale, erase }));
  const done = touched.flatMap((held) => held.done.map((id) => ({ id: String(id) })));
  const completed = await tx.execute(Prisma.sql`
    -- Not an array of ids: its length would be a reason to plan the statement each time, which takes three times as long as it does.
    WITH done AS MATERIALIZED (${fewRows(done, 'id text', 'id')}),
    kept AS (SELECT count(*) = ${done.length} AS "all" FROM done d JOIN inbox i ON ${NEW}),
    given AS (${fewRows(rows, 'channel text, id text, state jsonb, locale text, erase boolean', 'id')}),
    states AS (
      UPDATE conversation c SET state = g.state, locale = g.locale, "updatedAt" = ${now}
      FROM given g WHERE (SELECT "all" FROM kept) AND NOT g.erase AND c.channel = g.channel AND c.id = g.id),
    ${rows.some(({ erase }) => erase) ? ERASED : Prisma.empty}
    ${enqueueParts(touched.flatMap(repliesOf), now, undefined, Prisma.sql`(SELECT "all" FROM kept)`)}
    UPDATE inbox i SET state = 'done', content = NULL, reason = NULL, "doneAt" = ${now}
    FROM done d WHERE ${NEW} AND (SELECT "all" FROM kept)`);
  if (completed !== done.length) throw new Overtaken();
  await markGone(
    tx,
    touched.filter((held) => held.gone),
    now,
  );
}

const repliesOf = ({ channel, id, turns }: Held): Answer[] =>
  turns.flatMap(({ turn, content }) =>
    turn.replies.map((said, at) => ({
      kind: 'answer' as const,
      to: { channel, chat: id },
      reply: said,
      locale: turn.locale,
      // Only the first reply can take the place of the message whose button was pressed.
      ...(at === 0 && content.kind === 'choice' && content.message !== null && { edit: content.message }),
    })),
  );

/** Nothing is sent to these chats until they write again. */
async function markGone(tx: Statements, gone: Held[], now: Date): Promise<void> {
  for (const { channel, id } of gone) {
    await tx.execute(Prisma.sql`
      INSERT INTO outbox_lane (channel, chat, "goneAt") VALUES (${channel}, ${id}, ${now})
      ON CONFLICT (channel, chat) DO UPDATE SET "goneAt" = ${now}`);
  }
}
