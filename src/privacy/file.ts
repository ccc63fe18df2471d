import type { Database } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { heldOf } from './person.ts';

const PURPOSE = 'privacy file';
/** Milliseconds that the address of a file is good for: long enough to press it, too short to be passed on. */
const GOOD_FOR = 15 * 60_000;

export const FILE_PATH = '/quyen-rieng-tu/du-lieu';

/** The address under which a person finds everything that is held of them; nothing of it is kept, the address says it all. */
export const fileAddress = (secrets: Secrets, chat: ChatOfPerson, now: Date): string =>
  `${FILE_PATH}/${secrets.seal(PURPOSE, JSON.stringify({ ...chat, until: now.getTime() + GOOD_FOR }))}`;

/** What is held of the person that an address was made for, as a JSON text; null when the address is none of ours, or too old. */
export async function fileOf(database: Database, secrets: Secrets, sealed: string, now: Date): Promise<string | null> {
  const opened = secrets.open(PURPOSE, sealed);
  if (!opened) return null;
  const { channel, conversationId, until } = JSON.parse(opened) as ChatOfPerson & { until: number };
  if (until < now.getTime()) return null;
  const held = await database.$transaction((tx) => heldOf(tx, { channel, conversationId }));
  return JSON.stringify({ at: now, held }, null, 2);
}
