import { recordAudit } from '#src/platform/audit.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';

/** The switch for everything that the assistant says of itself, beside those of the channels. */
export const PROACTIVE = 'proactive';

export interface Switch {
  channel: string;
  reason: string;
  by: string;
  at: Date;
}

/** Switches that are off now. */
export async function switchedOff(database: Database): Promise<Switch[]> {
  const rows = await database.outboxChannel.findMany({ where: { offAt: { not: null } }, orderBy: { channel: 'asc' } });
  return rows.map((row) => ({ channel: row.channel, reason: row.offReason ?? '', by: row.offBy ?? '', at: row.offAt as Date }));
}

/**
 * Switches a channel, or `PROACTIVE`, off or on, with a line in the audit log. Nothing is lost meanwhile: what comes in and what must go out
 * waits. Throws AppError `switchReason` when a reason is missing.
 * @param reason why; null switches on.
 */
export async function setSwitch(database: Database, channel: string, reason: string | null, actor: string, now: Date): Promise<void> {
  if (reason !== null && reason.trim() === '') throw new AppError('switchReason', { status: 400 });
  const off = reason === null ? { offReason: null, offBy: null, offAt: null } : { offReason: reason.trim().slice(0, 300), offBy: actor, offAt: now };
  await database.$transaction(async (tx) => {
    await tx.outboxChannel.upsert({ where: { channel }, create: { channel, tokensAt: now, ...off }, update: off });
    const action = reason === null ? 'channel.switchOn' : 'channel.switchOff';
    await recordAudit(tx, {
      at: now,
      actor,
      action,
      subject: `channel:${channel}`,
      details: reason === null ? {} : { reason: reason.trim().slice(0, 300) },
    });
  });
}
