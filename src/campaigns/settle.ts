import { withdraw } from '#src/notices/withdraw.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { LETTER_LASTS_MS, type LetterState, letterKey } from './model.ts';

const SLICE = 200;

export interface Figure {
  channel: string;
  state: LetterState;
  reason: string | null;
  count: number;
}

/** How many letters of a campaign stand where, by channel. Nobody's chat is among it. */
export const countLetters = (database: Database | Transaction, id: number): Promise<Figure[]> =>
  database.$queryRaw`
    SELECT channel, state, reason, count(*)::int AS count FROM campaign_letter WHERE "campaignId" = ${id}
    GROUP BY channel, state, reason ORDER BY channel, state, reason`;

/** Takes back whatever of a campaign has not been said. Returns how many letters that were. */
export async function takeBackAll(database: Database, id: number, now: Date): Promise<number> {
  let taken = 0;
  for (let after = { channel: '', conversationId: '' }; ; ) {
    const { channel, conversationId } = after;
    const rows = await database.$queryRaw<{ channel: string; conversationId: string }[]>`
      SELECT channel, "conversationId" FROM campaign_letter
      WHERE "campaignId" = ${id} AND state = 'queued' AND (channel, "conversationId") > (${channel}, ${conversationId})
      ORDER BY channel, "conversationId" LIMIT ${SLICE}`;
    const last = rows.at(-1);
    if (!last) return taken;
    taken += await database.$transaction((tx) =>
      withdraw(
        tx,
        rows.map((row) => letterKey(id, row)),
        now,
      ),
    );
    after = last;
  }
}

/** What the outbox says of the letters that were queued: how they ended. */
const settleLetters = (tx: Transaction, id: number): Promise<number> =>
  tx.$executeRaw`
    UPDATE campaign_letter l SET
      state = CASE o.state WHEN 'sent' THEN 'accepted' WHEN 'dead' THEN 'failed' WHEN 'expired' THEN CASE o.reason WHEN 'withdrawn' THEN 'withdrawn' ELSE 'expired' END
        ELSE o.state END,
      reason = CASE WHEN o.state IN ('dead', 'unknown') THEN o.reason END
    FROM outbox o
    WHERE l."campaignId" = ${id} AND l.state = 'queued' AND o."endedAt" IS NOT NULL
      AND o."dedupeKey" = 'campaign:' || l."campaignId" || ':' || l.channel || ':' || l."conversationId"`;

/** Letters that the outbox knows no more (somebody took its rows away): a campaign does not wait for them for ever. */
const giveUpLost = (tx: Transaction, id: number): Promise<number> =>
  tx.$executeRaw`
    UPDATE campaign_letter l SET state = 'unknown' WHERE l."campaignId" = ${id} AND l.state = 'queued' AND NOT EXISTS (
      SELECT 1 FROM outbox o WHERE o."dedupeKey" = 'campaign:' || l."campaignId" || ':' || l.channel || ':' || l."conversationId")`;

/**
 * Looks how the letters of campaigns under way have ended. A stopped one is taken back again, for a letter that was being sent when it was stopped
 * and came back; one whose letters are no news any more is given up. Once nothing is under way the figures stay, and who got it is forgotten.
 */
export async function settleCampaigns(database: Database, now: Date): Promise<void> {
  const open = await database.campaign.findMany({ where: { state: { in: ['sending', 'stopped'] }, endedAt: null }, orderBy: { id: 'asc' } });
  for (const { id, state, queuedAt } of open) {
    const old = queuedAt !== null && now.getTime() - queuedAt.getTime() > LETTER_LASTS_MS;
    const ending = state === 'stopped' || old;
    if (ending) await takeBackAll(database, id, now);
    await database.$transaction(async (tx) => {
      await settleLetters(tx, id);
      if (ending) await giveUpLost(tx, id);
      const under = await tx.campaignLetter.count({ where: { campaignId: id, state: 'queued' } });
      if (under > 0 || (state === 'sending' && queuedAt === null)) return;
      const figures = await countLetters(tx, id);
      const next = state === 'sending' ? 'done' : state;
      const { count } = await tx.campaign.updateMany({
        where: { id, state, endedAt: null },
        data: { state: next, endedAt: now, nextAt: null, figures: figures as never },
      });
      if (count > 0) await tx.campaignLetter.deleteMany({ where: { campaignId: id } });
    });
  }
}
