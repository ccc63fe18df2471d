import { Prisma } from '#src/generated/prisma/client.ts';
import { enqueueParts } from '#src/notices/enqueue.ts';
import type { Notice } from '#src/notices/notice.ts';
import { QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Feedback, Follower, Line } from './model.ts';
import { refusalError } from './refusals.ts';
import { type FeedbackTerms, readTerms } from './terms.ts';

/** Feedback with what a step looks at beside it. */
export interface Held extends Feedback {
  locale: string;
  followers: Follower[];
  /** Of its agency. */
  terms: FeedbackTerms;
}

/** The feedback of a code with those who follow it. Throws `feedbackNotFound`. */
export const look = (database: Database | Transaction, code: string): Promise<Held> => read(database, code, Prisma.empty);

/** The same, locked until the transaction ends. */
export const hold = (tx: Transaction, code: string): Promise<Held> => read(tx, code, Prisma.sql`FOR UPDATE OF f`);

async function read(tx: Database | Transaction, code: string, lock: Prisma.Sql): Promise<Held> {
  const [row] = await tx.$queryRaw<(Omit<Held, 'terms'> & { terms: unknown })[]>`
    SELECT f.id, f.code, f.version, f."agencyId", f."unitId", f."officerId", f.topic, f.state, f.place, f.anonymous, f.locale, f."createdAt",
      f."classifyBy", f."forwardBy", f."dueAt", f.provisional, f."classifiedAt", f."answeredAt", f."reopenUntil", f."closedAt", f."forwardedTo",
      f.reopened, f."sameAs", (SELECT t.content FROM feedback_terms t WHERE t."agencyId" = f."agencyId") AS terms,
      COALESCE((SELECT json_agg(json_build_object('channel', w.channel, 'conversationId', w."conversationId", 'own', w.own, 'locale', c.locale))
        FROM feedback_follower w LEFT JOIN conversation c ON c.channel = w.channel AND c.id = w."conversationId"
        WHERE w."feedbackId" = f.id), '[]') AS followers
    FROM feedback f WHERE f.code = ${code} ${lock}`;
  if (!row) throw refusalError('feedbackNotFound');
  return { ...row, terms: readTerms(row.terms) };
}

/** One line of the history. */
interface History {
  unitId: string;
  code: string;
  fromState: string | null;
  toState: string;
  line: Line;
  actor: string;
  now: Date;
  words: string | null;
}

/** The line, its words and the audit entry (ids and states alone) for the feedback whose id `kept` holds; parts of a WITH. */
export const lineParts = ({ unitId, code, fromState, toState, line, actor, now, words }: History): Prisma.Sql => Prisma.sql`
  line AS (
    INSERT INTO feedback_event ("feedbackId", kind, at, actor, "unitId", "fromState", "toState")
    SELECT id, ${line}, ${now}::timestamptz, ${actor}, ${unitId}, ${fromState}::text, ${toState} FROM kept),
  words AS (
    INSERT INTO feedback_message ("feedbackId", kind, at, actor, text)
    SELECT id, ${line}, ${now}::timestamptz, ${actor}, ${words}::text FROM kept WHERE ${words}::text IS NOT NULL),
  audited AS (
    INSERT INTO audit_event (at, actor, action, subject, details)
    SELECT ${now}::timestamptz, ${actor}, ${`feedback.${line}`}, ${`feedback:${code}`}, ${JSON.stringify({ fromState, toState })}::jsonb FROM kept)`;

/** What the life cycle changes. */
const COLUMNS = [
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
] as const satisfies (keyof Feedback)[];

export interface Written {
  before: Feedback;
  after: Feedback;
  /** Leaves the row as it is: it disturbs nobody who is working on it. */
  quiet: boolean;
  line: Line;
  actor: string;
  now: Date;
  words: string | null;
  notices: Notice[];
}

/**
 * Keeps a step with everything around it in one statement, whole or not at all, so that it needs no transaction of its own. Nothing is kept,
 * and `feedbackChanged` thrown, when somebody was quicker since `before` was read.
 */
export async function writeStep(tx: Database | Transaction, { before, after, quiet, line, actor, now, words, notices }: Written): Promise<void> {
  const { id, code, version } = before;
  const set = COLUMNS.map((column) => Prisma.sql`${Prisma.raw(`"${column}"`)} = ${after[column]}`);
  const where = Prisma.sql`WHERE id = ${id} AND version = ${version}`;
  const kept = quiet
    ? Prisma.sql`SELECT id FROM feedback ${where} FOR UPDATE`
    : Prisma.sql`UPDATE feedback SET version = version + 1, ${Prisma.join(set)} ${where} RETURNING id`;
  const history = { unitId: after.unitId, code, fromState: before.state, toState: after.state, line, actor, now, words };
  const rows = await tx.$queryRaw<unknown[]>`
    WITH kept AS (${kept}), ${lineParts(history)},
    ${enqueueParts(notices, now, QUIET_HOURS, Prisma.sql`EXISTS (SELECT 1 FROM kept)`)}
    SELECT id FROM kept`;
  if (rows.length === 0) throw refusalError('feedbackChanged');
}
