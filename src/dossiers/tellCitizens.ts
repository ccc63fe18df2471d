import { enqueue } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import type { QuietHours } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { citizenNotice } from './citizenNotice.ts';
import { type DossierEvent, FOR_CITIZENS } from './events.ts';
import { slipLink } from './slips/link.ts';

/** What comes with a paper for the citizen: its notice leads to it. */
const WITH_PAPER: readonly DossierEvent['kind'][] = ['accepted', 'supplementRequested', 'apologised', 'refused', 'rejected', 'stopped'];

/**
 * A chat that follows the dossier hears of each change, in its language, outside quiet hours, with the way to the paper where there is one;
 * said once whatever happens. `publicUrl` is without a slash at its end. Returns how many.
 */
export async function tellCitizens(tx: Transaction, events: DossierEvent[], now: Date, quiet?: QuietHours, publicUrl?: string): Promise<number> {
  const told = events.filter(({ kind }) => FOR_CITIZENS.includes(kind));
  if (told.length === 0) return 0;
  const ids = [...new Set(told.map(({ dossierId }) => dossierId))];
  const chats = await tx.$queryRaw<{ dossierId: number; channel: string; conversationId: string; locale: Locale | null; slipToken: string | null }[]>`
    SELECT c."dossierId", c.channel, c."conversationId", v.locale, d."slipToken" FROM dossier_chat c JOIN dossier d ON d.id = c."dossierId"
    LEFT JOIN conversation v ON v.channel = c.channel AND v.id = c."conversationId" WHERE c."dossierId" = ANY(${ids})`;
  const notices = chats.flatMap(({ dossierId, channel, conversationId, locale, slipToken }) =>
    told
      .filter((event) => event.dossierId === dossierId)
      .map((event) => {
        const paper = publicUrl && WITH_PAPER.includes(event.kind) ? slipLink({ publicUrl }, slipToken) : null;
        return noticeOf(event, { channel, chat: conversationId }, locale ?? 'vi', paper);
      }),
  );
  return enqueue(tx, notices, now, quiet);
}

function noticeOf(event: DossierEvent, to: { channel: string; chat: string }, locale: Locale, paper: string | null): Notice {
  const say = sayIn(locale);
  const said = citizenNotice(event, say)!;
  const { code, kind, at, dossierId, procedureName } = event;
  const due = 'newDueAt' in event ? event.newDueAt : 'dueAt' in event ? event.dueAt : null;
  return {
    kind: 'notice',
    to: [to],
    reply: paper ? { ...said, blocks: [...said.blocks, { kind: 'link', label: say('dossier.notice.paper'), url: paper }] } : said,
    locale,
    key: `dossier:${dossierId}:${kind}:${at.toISOString()}:${to.channel}:${to.chat}`,
    subject: `dossier:${code}`,
    // For channels that may only send approved templates once their window has closed.
    template: { name: `dossier.${kind}`, values: { code, procedure: procedureName, ...(due && { due: formatDateTime(due) }) } },
  };
}
