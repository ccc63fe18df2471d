import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { ROOMS } from './rooms.ts';

/** What is held of a person, by table; tables that hold nothing of them are left out. */
export async function heldOf(tx: Transaction, chat: ChatOfPerson): Promise<Record<string, object[]>> {
  const held: Record<string, object[]> = {};
  for (const room of ROOMS) Object.assign(held, await room.held?.(tx, chat));
  return Object.fromEntries(Object.entries(held).filter(([, rows]) => rows.length > 0));
}

/** The duties for which something of a person may stay after erasure (Luật 91/2025/QH15 Đ14): `privacy.duty.<duty>` in locales/. */
export const DUTIES: readonly string[] = [
  ...new Set(ROOMS.flatMap(({ tables }) => Object.values(tables).flatMap((decision) => (typeof decision === 'object' ? decision.kept : [])))),
];

/** Every room lets go of the person, inside the caller's transaction. The audit line tells that it was done, not to whom. */
export async function erasePerson(tx: Transaction, chat: ChatOfPerson, now: Date, mark: (text: string) => string): Promise<void> {
  const marked = `erased-${mark(`${chat.channel}:${chat.conversationId}`)}`;
  for (const room of ROOMS) await room.erase?.(tx, chat, now, marked);
  await recordAudit(tx, { at: now, actor: 'citizen', action: 'person.erase', subject: `channel:${chat.channel}` });
}
