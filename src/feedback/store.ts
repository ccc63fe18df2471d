import { Prisma } from '#src/generated/prisma/client.ts';
import { enqueueParts } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import { QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { Feedback, Follower, Line } from './model.ts';
import { refusalError } from './refusals.ts';

export interface Held extends Feedback {
  locale: string;
  followers: Follower[];
}

/** The feedback of a code with those who follow it, locked until the transaction ends. Throws `feedbackNotFound`. */
export async function hold(tx: Transaction, code: string): Promise<Held> {
  const [row] = await tx.$queryRaw<Held[]>`
    SELECT f.id, f.code, f.version, f."agencyId", f."unitId", f."officerId", f.topic, f.state, f.place, f.anonymous, f.locale, f."createdAt",
      f."classifyBy", f."forwardBy", f."dueAt", f.provisional, f."classifiedAt", f."answeredAt", f."reopenUntil", f."closedAt", f."forwardedTo",
      f.reopened, f."sameAs",
      COALESCE((SELECT json_agg(json_build_object('channel', w.channel, 'conversationId', w."conversationId", 'own', w.own, 'locale', c.locale))
        FROM feedback_follower w LEFT JOIN conversation c ON c.channel = w.channel AND c.id = w."conversationId"
        WHERE w."feedbackId" = f.id), '[]') AS followers
    FROM feedback f WHERE f.code = ${code} FOR UPDATE OF f`;
  if (!row) throw refusalError('feedbackNotFound');
  return row;
}

export interface Written {
  feedback: Feedback;
  fromState: string | null;
  line: Line;
  actor: string;
  now: Date;
  words: string | null;
  notices: Notice[];
}

/** The line of history, its words, the audit entry (ids and states alone) and what must be said, after the row itself: one statement. */
export async function writeAround(tx: Transaction, { feedback, fromState, line, actor, now, words, notices }: Written): Promise<void> {
  const { id, code, unitId, state } = feedback;
  const details = JSON.stringify({ fromState, toState: state });
  await tx.$executeRaw`
    WITH line AS (
      INSERT INTO feedback_event ("feedbackId", kind, at, actor, "unitId", "fromState", "toState")
      VALUES (${id}, ${line}, ${now}, ${actor}, ${unitId}, ${fromState}, ${state})),
    words AS (
      INSERT INTO feedback_message ("feedbackId", kind, at, actor, text)
      SELECT ${id}::int, ${line}, ${now}::timestamptz, ${actor}, ${words}::text WHERE ${words}::text IS NOT NULL),
    ${enqueueParts(notices, now, QUIET_HOURS)}
    INSERT INTO audit_event (at, actor, action, subject, details)
    VALUES (${now}, ${actor}, ${`feedback.${line}`}, ${`feedback:${code}`}, ${details}::jsonb)`;
}

/** The row as the life cycle left it. */
export const writeRow = (tx: Transaction, { id, ...change }: Feedback) => {
  const columns: (keyof typeof change)[] = [
    'unitId',
    'officerId',
    'topic',
    'state',
    'place',
    'dueAt',
    'provisional',
    'classifiedAt',
    'answeredAt',
    'reopenUntil',
    'closedAt',
    'forwardedTo',
    'reopened',
    'sameAs',
  ];
  const set = columns.map((column) => Prisma.sql`${Prisma.raw(`"${column}"`)} = ${change[column]}`);
  return tx.$executeRaw`UPDATE feedback SET version = version + 1, ${Prisma.join(set)} WHERE id = ${id}`;
};
