import { type Calendar, dueDate } from '#src/calendar/index.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';
import { LOCALES, sayIn } from '#src/platform/texts.ts';
import { reply } from '#src/text/reply.ts';

/** Rights that a person at the authority must see to; reading, taking home and erasing are done at once. */
export const REQUEST_KINDS = ['correct', 'withdraw', 'other'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP: answered within 02 working days. */
const TERM = { unit: 'workingDays', value: 2 } as const;

/** UTF-16 units of all that is said to one request. */
const LONGEST = 6000;

/**
 * Keeps a request for the data-protection contact; more words to an open one of the same kind are added to it. `text`: what is asked for, its
 * personal numbers masked. Returns when it is answered at the latest.
 */
export async function openRequest(
  tx: Transaction,
  request: ChatOfPerson & { kind: RequestKind; locale: string; text?: string },
  calendar: Calendar,
  now: Date,
): Promise<Date> {
  const { channel, conversationId, kind, text } = request;
  const open = await tx.privacyRequest.findFirst({ where: { channel, conversationId, kind, answeredAt: null } });
  if (open) {
    const all = [open.text, text].filter(Boolean).join('\n').slice(0, LONGEST);
    await tx.privacyRequest.update({ where: { id: open.id }, data: { text: all || null } });
    return open.dueAt;
  }
  const due = dueDate(calendar, { received: now, term: TERM });
  // A term in working days without interruptions can always be counted.
  if (!due.computed) throw new RangeError('not computed');
  const { id } = await tx.privacyRequest.create({ data: { ...request, createdAt: now, dueAt: due.due } });
  await recordAudit(tx, { at: now, actor: 'citizen', action: 'privacyRequest.open', subject: `privacyRequest:${id}`, details: { kind } });
  return due.due;
}

/** Requests that wait for an answer, the most urgent first. */
export const openRequests = (database: Database) =>
  database.privacyRequest.findMany({ where: { answeredAt: null }, orderBy: { dueAt: 'asc' }, take: 200 });

/** Answers a request in the person's own chat, in the words of the contact. Throws `notFound` when it is answered already or is none. */
export async function answerRequest(database: Database, id: number, words: string, actor: string, now: Date): Promise<void> {
  await database.$transaction(async (tx) => {
    const { count } = await tx.privacyRequest.updateMany({ where: { id, answeredAt: null }, data: { answeredAt: now, answeredBy: actor } });
    if (count === 0) throw new AppError('notFound', { status: 404 });
    const { channel, conversationId, locale: kept } = await tx.privacyRequest.findUniqueOrThrow({ where: { id } });
    const locale = LOCALES.find((known) => known === kept) ?? 'vi';
    const blocks = [
      { kind: 'text' as const, text: sayIn(locale)('privacy.answered') },
      { kind: 'text' as const, text: words },
    ];
    await enqueue(tx, [{ kind: 'answer', to: { channel, chat: conversationId }, reply: reply(blocks), locale }], now);
    await recordAudit(tx, { at: now, actor, action: 'privacyRequest.answer', subject: `privacyRequest:${id}` });
  });
}
