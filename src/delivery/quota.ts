import { recordAudit } from '#src/platform/audit.ts';
import type { Database } from '#src/platform/database.ts';
import type { Log } from '#src/platform/log.ts';
import { monthOf } from './outbox/finish.ts';

/** Shares of the month's messages, in percent, at which people are warned (issue: 70 % and 90 %), and when all are used. */
const ALARMS = [70, 90, 100];
/** The last part of the month's messages is kept for answers and urgent notices. */
const RESERVE = 0.05;

/** How many of the month's messages are left for notices that can wait. */
export const leftForNotices = ({ used, perMonth }: Pick<MonthUse, 'used' | 'perMonth'>): number =>
  Math.max(0, Math.ceil(perMonth * (1 - RESERVE)) - used);

export interface MonthUse {
  used: number;
  perMonth: number;
  /** Whether notices that can wait may still go. */
  nonUrgent: boolean;
}

/** What of the month's messages is used, and which alarm that calls for: the highest one reached and not given yet. Pure. */
export function monthUse(used: number, perMonth: number, alarmed: number): MonthUse & { alarm: number | null } {
  const percent = (used / perMonth) * 100;
  const reached = ALARMS.filter((alarm) => percent >= alarm).at(-1) ?? 0;
  return { used, perMonth, nonUrgent: leftForNotices({ used, perMonth }) > 0, alarm: reached > alarmed ? reached : null };
}

/** Reads the month's count of a channel and gives an alarm that is due, once over all instances. */
export async function watchMonth(database: Database, log: Log, channel: string, perMonth: number, now: Date): Promise<MonthUse> {
  const row = await database.outboxChannel.findUnique({ where: { channel } });
  const same = row?.month === monthOf(now);
  const { alarm, ...use } = monthUse(same ? row.used : 0, perMonth, same ? row.alarmed : 0);
  if (alarm === null) return use;
  const given = await database.$transaction(async (tx) => {
    const { count } = await tx.outboxChannel.updateMany({ where: { channel, alarmed: { lt: alarm } }, data: { alarmed: alarm } });
    if (count > 0)
      await recordAudit(tx, {
        at: now,
        actor: 'system',
        action: 'channel.quota',
        subject: `channel:${channel}`,
        details: { percent: alarm, used: use.used },
      });
    return count > 0;
  });
  if (given) log.warn({ channel, percent: alarm, used: use.used, perMonth }, 'the month’s messages of a channel are running out');
  return use;
}

/** When the next month begins for people in Viet Nam: its first day at seven. */
export function nextMonth(now: Date): Date {
  const [year, month] = monthOf(now).split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month, 1));
}
