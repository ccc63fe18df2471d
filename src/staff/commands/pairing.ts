import type { PersonChat } from '#src/generated/prisma/client.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import { type Actor, actorId } from '../actor.ts';
import { type ChatOfPerson, chatsOf } from '../chats.ts';
import { hashOfCode, newPairingCode, shownCode } from '../pairingCode.ts';
import { countAttempt, giveBack, type Tried } from '../signInGuard.ts';
import { act, allowOwn, type Staff } from '../staff.ts';
import { takeBack } from '../takeBack.ts';

/** Long enough to walk to the colleague's desk, short enough to guess nothing. */
export const PAIRING_MINUTES = 30;

/** A code that pairs one chat with the person, once; the one given before becomes void. Their own, or anybody's for who keeps accounts. */
export function issuePairingCode(staff: Staff, actor: Actor, personId: string): Promise<{ code: string; expiresAt: Date }> {
  allowOwn(actor, 'person.manage', personId);
  const code = newPairingCode();
  return act(staff, actor, async ({ tx, now, audit }) => {
    if (!(await tx.person.findFirst({ where: { id: personId, active: true } }))) throw new AppError('personUnknown', { status: 404 });
    const expiresAt = new Date(now.getTime() + PAIRING_MINUTES * 60_000);
    const row = { hash: hashOfCode(code), createdAt: now, createdBy: actorId(actor), expiresAt };
    await tx.pairingCode.upsert({ where: { personId }, create: { personId, ...row }, update: row });
    await audit('pairing.issue', `person:${personId}`);
    return { code: shownCode(code), expiresAt };
  });
}

/** A wrong code, one that was used and one that is too old are told the same. */
export type Paired = { kind: 'paired'; name: string; locale: Locale } | { kind: 'wrong' } | { kind: 'slowed'; until: Date };

export interface PairingFrom {
  now: Date;
  /** The network address, where a stranger can make chats at will. */
  address?: string;
}

/** Pairs the chat with the person whose code this is, inside the conversation's own transaction. A chat that was another's is theirs no more. */
export async function pairChat(tx: Transaction, chat: ChatOfPerson, code: string, { now, address }: PairingFrom): Promise<Paired> {
  const { channel, chatId } = chat;
  const tried: Tried[] = [{ kind: 'chat', value: `${channel}:${chatId}` }, ...(address ? [{ kind: 'address' as const, value: address }] : [])];
  const until = await countAttempt(tx, now, tried);
  if (until) return { kind: 'slowed', until };
  // Taken and gone in one statement: of two chats that come with the same code one is paired.
  const [taken] = await tx.$queryRaw<{ personId: string }[]>`
    DELETE FROM pairing_code WHERE hash = ${hashOfCode(code)} AND "expiresAt" > ${now} RETURNING "personId"`;
  const person = taken && (await tx.person.findFirst({ where: { id: taken.personId, active: true } }));
  if (!person) return { kind: 'wrong' };
  for (const each of tried) await giveBack(tx, now, each);
  const before = await tx.personChat.findUnique({ where: { channel_chatId: chat } });
  if (before && before.personId !== person.id) {
    await takeBack(tx, chat, before.personId, now);
    await recordAudit(tx, revoked(before.personId, channel, `person:${person.id}`, now));
  }
  await tellOthers(tx, person, channel, now);
  await tx.personChat.upsert({
    where: { channel_chatId: chat },
    create: { ...chat, personId: person.id, pairedAt: now },
    update: { personId: person.id, pairedAt: now, preferredAt: null },
  });
  await recordAudit(tx, { at: now, actor: `person:${person.id}`, action: 'chat.pair', subject: `person:${person.id}`, details: { channel } });
  return { kind: 'paired', name: person.name, locale: person.locale as Locale };
}

const revoked = (personId: string, channel: string, actor: string, at: Date) => ({
  at,
  actor,
  action: 'chat.revoke',
  subject: `person:${personId}`,
  details: { channel },
});

/** The chats paired before hear of it: whoever did not do this themselves can revoke it. */
async function tellOthers(tx: Transaction, { id, locale }: { id: string; locale: string }, channel: string, now: Date): Promise<void> {
  const say = sayIn(locale as Locale);
  const text = say('work.pair.another', { channel: say(`work.channel.${channel}`), time: formatDateTime(now) });
  const notices = (await chatsOf(tx, [id])).map((chat) => ({
    kind: 'notice' as const,
    to: [{ channel: chat.channel, chat: chat.chatId }] as [{ channel: string; chat: string }],
    reply: reply([{ kind: 'text', text }]),
    locale: locale as Locale,
    key: `pairing:${id}:${chat.channel}:${chat.chatId}:${now.toISOString()}`,
    subject: `person:${id}`,
    urgent: true,
  }));
  await enqueue(tx, notices, now);
}

export interface Revoked {
  /** The pairing as it was, for `restoreChat`. */
  pairing: PersonChat;
  /** Letters that waited there and could go to no other chat of the person's: no undo brings them back. */
  lost: number;
}

/** The chat is the person's no more: from this moment it is as any citizen's. */
export function revokeChat(staff: Staff, actor: Actor, personId: string, chat: ChatOfPerson): Promise<Revoked> {
  allowOwn(actor, 'person.manage', personId);
  const { channel, chatId } = chat;
  return act(staff, actor, async ({ tx, now }) => {
    const held = await tx.personChat.findUnique({ where: { channel_chatId: { channel, chatId } } });
    if (held?.personId !== personId) throw new AppError('chatUnknown', { status: 404 });
    await tx.personChat.delete({ where: { channel_chatId: { channel, chatId } } });
    const lost = await takeBack(tx, { channel, chatId }, personId, now);
    await recordAudit(tx, revoked(personId, channel, actorId(actor), now));
    return { pairing: held, lost };
  });
}

/**
 * Takes a revocation back. Whoever calls has made sure that this very pairing was revoked by this actor a moment ago. What waited to be said
 * there stays withdrawn. Throws `chatPairedSince` when the chat is somebody's by now.
 */
export function restoreChat(staff: Staff, actor: Actor, { channel, chatId, personId, pairedAt, preferredAt }: PersonChat): Promise<void> {
  allowOwn(actor, 'person.manage', personId);
  return act(staff, actor, async ({ tx, audit }) => {
    if (!(await tx.person.findFirst({ where: { id: personId, active: true } }))) throw new AppError('personUnknown', { status: 404 });
    const { count } = await tx.personChat.createMany({ data: { channel, chatId, personId, pairedAt, preferredAt }, skipDuplicates: true });
    if (count === 0) throw new AppError('chatPairedSince', { status: 409 });
    await audit('chat.restore', `person:${personId}`, { channel });
  });
}

/** The same from within the chat itself; nothing where it is nobody's. Returns whether it was somebody's. */
export async function unpairChat(tx: Transaction, { channel, chatId }: ChatOfPerson, now: Date): Promise<boolean> {
  const [gone] = await tx.$queryRaw<{ personId: string }[]>`
    DELETE FROM person_chat WHERE channel = ${channel} AND "chatId" = ${chatId} RETURNING "personId"`;
  if (!gone) return false;
  await takeBack(tx, { channel, chatId }, gone.personId, now);
  await recordAudit(tx, revoked(gone.personId, channel, `person:${gone.personId}`, now));
  return true;
}

/** Reminders come to this chat first. */
export function preferChat(staff: Staff, actor: Actor, personId: string, { channel, chatId }: ChatOfPerson): Promise<void> {
  allowOwn(actor, 'person.manage', personId);
  return act(staff, actor, async ({ tx, now, audit }) => {
    const { count } = await tx.personChat.updateMany({ where: { channel, chatId, personId }, data: { preferredAt: now } });
    if (count === 0) throw new AppError('chatUnknown', { status: 404 });
    await audit('chat.prefer', `person:${personId}`, { channel });
  });
}
