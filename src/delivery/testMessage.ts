import { enqueue } from '#src/notices/enqueue.ts';
import type { Address } from '#src/notices/notice.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database } from '#src/platform/database.ts';
import type { Locale } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';

/** Who later than this still waits for it has found out already. */
const WORTH_MS = 60 * 60_000;

export interface TestMessage {
  /** The person's own chat. */
  to: Address;
  text: string;
  locale: Locale;
  /** "person:<id>" */
  actor: string;
  now: Date;
}

const keyOf = (channel: string, actor: string, at: number): string => `channel-test:${channel}:${actor}:${at}`;

/** Says something to an official's own chat by the same way as everything else. Returns by what `testStanding` finds it. */
export async function sendTest(database: Database, { to, text, locale, actor, now }: TestMessage): Promise<number> {
  const at = now.getTime();
  await database.$transaction(async (tx) => {
    const message = { kind: 'notice' as const, to: [to] as [Address], reply: reply([{ kind: 'text', text }]), locale, urgent: true };
    const notice = { ...message, key: keyOf(to.channel, actor, at), subject: `channel:${to.channel}`, expiresAt: new Date(at + WORTH_MS) };
    await enqueue(tx, [notice], now);
    await recordAudit(tx, { at: now, actor, action: 'channel.test', subject: `channel:${to.channel}` });
  });
  return at;
}

export interface TestStanding {
  /** As in the outbox. */
  state: string;
  /** The platform's last answer, by its stable code. */
  reason: string | null;
  endedAt: Date | null;
}

/** How a test of one's own went; null where there is none, or no longer. */
export const testStanding = (database: Database, channel: string, actor: string, at: number): Promise<TestStanding | null> =>
  database.outbox.findUnique({ where: { dedupeKey: keyOf(channel, actor, at) }, select: { state: true, reason: true, endedAt: true } });
