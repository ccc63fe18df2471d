import { createHash } from 'node:crypto';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import { QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { mask } from '#src/text/mask.ts';
import { reply } from '#src/text/reply.ts';
import { offerNumbers } from './numbers.ts';
import { type Rated, type Score, scoreChoices } from './scores.ts';

/** Whose answer it is is not kept, only what it hashes to: a second answer takes the place of the first. */
const voterOf = (chat: string, subject: string): string => createHash('sha256').update(`${chat} ${subject}`).digest('base64url').slice(0, 22);

export interface Rating {
  kind: Rated;
  subject: string;
  /** "<channel>:<conversation>" */
  chat: string;
  channel: string;
  now: Date;
}

/** Whose work is rated, where this chat may rate it: a dossier that it follows, feedback of its own that was answered. */
async function ratedUnit(tx: Transaction, { kind, subject, chat }: Rating): Promise<{ agencyId: string; unitId: string } | null> {
  const [channel = '', conversationId = ''] = chat.split(/:(.*)/s);
  if (kind === 'dossier')
    return tx.dossier.findFirst({
      where: { code: subject, returnedAt: { not: null }, chats: { some: { channel, conversationId } } },
      select: { agencyId: true, unitId: true },
    });
  return tx.feedback.findFirst({
    where: { code: subject, answeredAt: { not: null }, followers: { some: { channel, conversationId, own: true } } },
    select: { agencyId: true, unitId: true },
  });
}

/** Keeps an answer; false when there is nothing that this chat may rate. */
export async function rate(tx: Transaction, rating: Rating, score: Score): Promise<boolean> {
  const place = await ratedUnit(tx, rating);
  if (!place) return false;
  const { kind, subject, chat, channel, now: at } = rating;
  const key = { kind, subject, voter: voterOf(chat, subject) };
  await tx.satisfaction.upsert({
    where: { kind_subject_voter: key },
    create: { ...key, ...place, channel, score, at },
    update: { score, at },
  });
  return true;
}

/** The one comment that may go with it. */
export async function commentOn(tx: Transaction, { kind, subject, chat }: Rating, text: string): Promise<boolean> {
  const comment = mask(text).slice(0, 1000).toWellFormed();
  const { count } = await tx.satisfaction.updateMany({ where: { kind, subject, voter: voterOf(chat, subject) }, data: { comment } });
  return count > 0;
}

/** The one question, once the result of a dossier is in the citizen's hands: to the chats that follow it. A listener of the dossiers' desk. */
export async function askAboutDossiers(
  tx: Transaction,
  events: readonly { kind: string; dossierId: number; code: string; procedureName: string }[],
  now: Date,
): Promise<void> {
  for (const { dossierId, code, procedureName } of events.filter(({ kind }) => kind === 'returned')) {
    const chats = await tx.$queryRaw<{ channel: string; conversationId: string; locale: Locale | null }[]>`
      SELECT c.channel, c."conversationId", v.locale FROM dossier_chat c
      LEFT JOIN conversation v ON v.channel = c.channel AND v.id = c."conversationId" WHERE c."dossierId" = ${dossierId}`;
    const notices = chats.map(({ channel, conversationId, locale }): Notice => {
      const say = sayIn(locale ?? 'vi');
      return {
        kind: 'notice',
        to: [{ channel, chat: conversationId }],
        reply: reply([{ kind: 'text', text: say('feedback.askDossier', { code, procedure: procedureName }) }], scoreChoices('dossier', code, say)),
        locale: locale ?? 'vi',
        key: `satisfaction:${dossierId}:${channel}:${conversationId}`,
        subject: `dossier:${code}`,
        template: { name: 'satisfaction.dossier', values: { code, procedure: procedureName } },
      };
    });
    await enqueue(tx, notices, now, QUIET_HOURS);
    await offerNumbers(tx, chats, scoreChoices('dossier', code, sayIn('vi')), now);
  }
}
