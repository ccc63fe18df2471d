import { enqueue } from '#src/notices/enqueue.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { type Locale, type Say, sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import { chatsOf } from './chats.ts';

/**
 * What is told to the person whose account it is, whoever did it: a password, a second factor or a role that changed without them is seen
 * by them at once (OWASP ASVS 2.2.3). The names are those of the audit log.
 */
const TOLD = [
  'password.change',
  'setupLink.use',
  'factor.enable',
  'factor.disable',
  'factor.reset',
  'factor.renewCodes',
  'membership.add',
  'membership.end',
] as const;
type Told = (typeof TOLD)[number];

const isTold = (action: string): action is Told => TOLD.some((known) => known === action);

type Details = Record<string, string | number | boolean | null>;

/** "Vai trò Lãnh đạo đã kết thúc, lúc 09:15 22/11/2026". */
export function newsText(say: Say, { action, details, at }: { action: string; details: Details; at: Date }): string {
  const { role } = details;
  return say(`staff.news.${action}`, { role: role ? say(`staff.role.${role}`) : '', time: formatDateTime(at) });
}

/**
 * Tells a person in each of their chats of a change of their account, in the transaction of that change; nothing where the action is none of
 * those, or where they have no chat: then the first page after they sign in does.
 */
export async function tellAccountNews(tx: Transaction, personId: string, action: string, details: Details, at: Date): Promise<void> {
  if (!isTold(action) || details['purpose'] === 'firstAdmin') return;
  const chats = await chatsOf(tx, [personId]);
  if (chats.length === 0) return;
  const { locale } = await tx.person.findUniqueOrThrow({ where: { id: personId }, select: { locale: true } });
  const say = sayIn(locale as Locale);
  const text = `${newsText(say, { action, details, at })} ${say('staff.news.notYou')}`;
  const notices = chats.map(({ channel, chatId }) => ({
    kind: 'notice' as const,
    to: [{ channel, chat: chatId }] as [{ channel: string; chat: string }],
    reply: reply([{ kind: 'text', text }]),
    locale: locale as Locale,
    key: `account:${personId}:${action}:${details['role'] ?? ''}:${channel}:${chatId}:${at.toISOString()}`,
    subject: `person:${personId}`,
    urgent: true,
  }));
  await enqueue(tx, notices, at);
}

export interface AccountNews {
  action: string;
  details: Details;
  at: Date;
}

/** Changes that are listed. */
const MOST = 10;

/**
 * What changed in an account since the time before last that its person signed in, and was not done by themselves since the last: the newest
 * first. Nothing on the first day.
 */
export async function accountNews(database: Database, personId: string): Promise<AccountNews[]> {
  const subject = `person:${personId}`;
  const [last, before] = await database.auditEvent.findMany({
    where: { subject, action: 'session.begin' },
    orderBy: { id: 'desc' },
    take: 2,
    select: { id: true },
  });
  if (!last || !before) return [];
  const rows = await database.auditEvent.findMany({
    where: { subject, id: { gt: before.id }, action: { in: [...TOLD] }, OR: [{ id: { lt: last.id } }, { NOT: { actor: subject } }] },
    orderBy: { id: 'desc' },
    take: MOST,
    select: { action: true, details: true, at: true },
  });
  return rows.map(({ details, ...row }) => ({ ...row, details: details as Details }));
}
