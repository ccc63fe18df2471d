import type { Database, Transaction } from '#src/platform/database.ts';
import { countIn, isWithin, type Rate } from '#src/platform/rateLimit.ts';
import { fold } from '#src/text/fold.ts';
import { linksIn } from '#src/text/links.ts';

/** What staff are told before they read: many links, words that many sent alike, rude words. Nothing is refused for any of them. */
export const FLAGS = ['links', 'repeated', 'rude'] as const;
export type Flag = (typeof FLAGS)[number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** More than so many web addresses are rarely a matter of the commune. */
const MANY_LINKS = 3;
/** From so many like it in a day on, staff are told. */
const ALIKE = 3;

/** What one chat or one network address may send; an address is shared by an office or a mobile network. */
export const SENDERS: Record<'chat' | 'address', readonly Rate[]> = {
  chat: [
    { most: 3, ms: 5 * 60_000 },
    { most: 10, ms: DAY },
  ],
  address: [{ most: 20, ms: HOUR }],
};

export interface Sending {
  by: 'chat' | 'address';
  /** Who sends; only what it hashes to is kept. */
  sender: string;
  text: string;
  rude: boolean;
}

/**
 * `again`: this sender has sent these very words today. `slowed`: too much in too short a time, the draft waits. Else it is taken in, with
 * what staff should know. Counts it: in the transaction that takes it in, so that what failed can be sent again. Whoever is angry about something real is never turned away for their words.
 */
export async function judgeSending(
  tx: Database | Transaction,
  { by, sender, text, rude }: Sending,
  mark: (text: string) => string,
  now: Date,
): Promise<{ refused: 'again' | 'slowed' } | { flags: Flag[] }> {
  const words =
    fold(text)
      .match(/[\p{L}\p{N}]+/gu)
      ?.join(' ') ?? '';
  if ((await countIn(tx, mark(`same ${by} ${sender} ${words}`), DAY, now)) > 1) return { refused: 'again' };
  if (!(await isWithin(tx, mark(`sent ${by} ${sender}`), SENDERS[by], now))) return { refused: 'slowed' };
  const alike = await countIn(tx, mark(`text ${words}`), DAY, now);
  const links = linksIn(text).filter((piece) => 'host' in piece).length;
  const flags = { links: links > MANY_LINKS, repeated: alike > ALIKE, rude };
  return { flags: FLAGS.filter((flag) => flags[flag]) };
}
