import { afterQuiet, QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Choice } from '#src/text/reply.ts';

/**
 * On channels without buttons the numbers under a notice are understood, for as long as it is the last that was shown. Not in quiet hours,
 * when it is shown only later; nor where the conversation is being answered at this moment, for nobody waits for another conversation here.
 */
export async function offerNumbers(
  database: Database | Transaction,
  chats: readonly { channel: string; conversationId: string }[],
  choices: readonly Choice[],
  now: Date,
): Promise<void> {
  if (chats.length === 0 || afterQuiet(now, QUIET_HOURS) > now) return;
  const menu = JSON.stringify(choices.map(({ payload }) => payload));
  const given = JSON.stringify(chats.map(({ channel, conversationId }) => ({ channel, id: conversationId })));
  await database.$executeRaw`
    UPDATE conversation c SET state = jsonb_set(c.state, '{menu}', ${menu}::jsonb)
    WHERE (c.channel, c.id) IN (
      SELECT v.channel, v.id FROM conversation v JOIN jsonb_to_recordset(${given}::jsonb) AS g(channel text, id text) USING (channel, id)
      FOR UPDATE OF v SKIP LOCKED)`;
}
