import { createHash } from 'node:crypto';
import type { Database, Transaction } from '#src/platform/database.ts';

/**
 * Who asks: a chat, an address of the network, or both. An address is shared by many (an office, a mobile network), so it may be
 * wrong more often before it is slowed down.
 */
export interface Asker {
  /** "<channel>:<conversation>" */
  chat?: string;
  address?: string;
}

const FREE = { chat: 5, address: 20 } as const;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** After so long without a wrong code everything is forgotten. */
const FORGET_MS = 24 * 3_600_000;

/** Neither chats nor addresses are kept, only what they hash to. */
const keysOf = (asker: Asker): { key: string; free: number }[] =>
  (['chat', 'address'] as const).flatMap((kind) =>
    asker[kind] === undefined
      ? []
      : [{ key: `${kind}:${createHash('sha256').update(asker[kind]).digest('base64url').slice(0, 22)}`, free: FREE[kind] }],
  );

/** Until when this asker gets no answer at all, whether the code is right or wrong; null when it may ask. */
export async function blockedUntil(tx: Database | Transaction, now: Date, asker: Asker): Promise<Date | null> {
  const keys = keysOf(asker).map(({ key }) => key);
  if (keys.length === 0) return null;
  const row = await tx.dossierLookupGuard.findFirst({ where: { key: { in: keys }, blockedTo: { gt: now } }, orderBy: { blockedTo: 'desc' } });
  return row?.blockedTo ?? null;
}

/** How long an asker waits after its `wrong`-th wrong code: nothing at first, then 10 s, doubled each time, an hour at most. */
export const pauseAfter = (wrong: number, free: number): number =>
  wrong <= free ? 0 : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(20, wrong - free - 1));

/** Counts a wrong code; returns until when the asker is slowed down now, or null. The code itself is not kept. */
export async function countWrong(tx: Database | Transaction, now: Date, asker: Asker): Promise<Date | null> {
  let until: Date | null = null;
  for (const { key, free } of keysOf(asker)) {
    const forgotten = new Date(now.getTime() - FORGET_MS);
    const [row] = await tx.$queryRaw<{ wrong: number }[]>`
      INSERT INTO dossier_lookup_guard (key, wrong, since, "blockedTo") VALUES (${key}, 1, ${now}, ${now})
      ON CONFLICT (key) DO UPDATE SET since = ${now}, wrong = CASE WHEN dossier_lookup_guard.since < ${forgotten} THEN 1 ELSE dossier_lookup_guard.wrong + 1 END
      RETURNING wrong`;
    const pause = pauseAfter(row!.wrong, free);
    if (pause === 0) continue;
    const blockedTo = new Date(now.getTime() + pause);
    await tx.dossierLookupGuard.updateMany({ where: { key }, data: { blockedTo } });
    if (!until || blockedTo > until) until = blockedTo;
  }
  return until;
}

/** Forgets askers that have been quiet for a day; for the retention job. */
export const forgetAskers = (tx: Database | Transaction, now: Date) =>
  tx.dossierLookupGuard.deleteMany({ where: { since: { lt: new Date(now.getTime() - FORGET_MS) }, blockedTo: { lt: now } } });
