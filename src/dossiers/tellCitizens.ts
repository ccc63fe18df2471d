import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import type { QuietHours } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { citizenNotice } from './citizenNotice.ts';
import { type DossierEvent, FOR_CITIZENS } from './events.ts';

/** A chat that follows the dossier hears of each change, in its language, outside quiet hours; said once whatever happens. Returns how many. */
export async function tellCitizens(tx: Transaction, events: DossierEvent[], now: Date, quiet?: QuietHours): Promise<number> {
  const told = events.filter(({ kind }) => FOR_CITIZENS.includes(kind));
  if (told.length === 0) return 0;
  const ids = [...new Set(told.map(({ dossierId }) => dossierId))];
  const chats = await tx.$queryRaw<{ dossierId: number; channel: string; conversationId: string; locale: Locale | null }[]>`
    SELECT c."dossierId", c.channel, c."conversationId", v.locale FROM dossier_chat c
    LEFT JOIN conversation v ON v.channel = c.channel AND v.id = c."conversationId" WHERE c."dossierId" = ANY(${ids})`;
  const notices = chats.flatMap(({ dossierId, channel, conversationId, locale }) =>
    told.filter((event) => event.dossierId === dossierId).map((event) => noticeOf(event, { channel, chat: conversationId }, locale ?? 'vi')),
  );
  return enqueue(tx, notices, now, quiet);
}

function noticeOf(event: DossierEvent, to: { channel: string; chat: string }, locale: Locale): Notice {
  const { code, kind, at, dossierId, procedureName } = event;
  const due = 'newDueAt' in event ? event.newDueAt : 'dueAt' in event ? event.dueAt : null;
  return {
    kind: 'notice',
    to: [to],
    reply: citizenNotice(event, sayIn(locale))!,
    locale,
    key: `dossier:${dossierId}:${kind}:${at.toISOString()}:${to.channel}:${to.chat}`,
    subject: `dossier:${code}`,
    // For channels that may only send approved templates once their window has closed.
    template: { name: `dossier.${kind}`, values: { code, procedure: procedureName, ...(due && { due: formatDateTime(due) }) } },
  };
}
