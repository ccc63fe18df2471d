import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';

/** A message that came to nothing and waits for a person: `box` and `row` together name it, such as "out-12". */
export interface Undelivered {
  id: string;
  channel: string;
  /** `dead`: refused for good; `unknown`: it may have arrived; `aside`: what a citizen wrote could not be handled. */
  state: 'dead' | 'unknown' | 'aside';
  kind: 'answer' | 'notice' | 'question';
  reason: string | null;
  /** What a notice is about, such as "dossier:…". */
  subject: string | null;
  at: Date;
}

/** Why a message came to nothing, as far as somebody at a desk must know. `notNoted` where nothing was noted. */
export type Why = 'gone' | 'closed' | 'refused' | 'inVain' | 'unanswered' | 'interrupted' | 'failed' | 'notNoted';
/** The channels know what they noted: a platform's code or text. */
export type WhyNot = (letter: Pick<Undelivered, 'state' | 'reason'>) => Why;

const MOST = 500;

/** What was not delivered, the newest first, at most 500. Nobody's words and nobody's chat are among it. */
export function listUndelivered(database: Database): Promise<Undelivered[]> {
  return database.$queryRaw<Undelivered[]>`
    SELECT * FROM (
      SELECT 'out-' || id AS id, channel, state, kind, reason, subject, "endedAt" AS at FROM outbox
      WHERE state IN ('dead', 'unknown') AND reply IS NOT NULL
      UNION ALL
      SELECT 'in-' || id, channel, state, 'question', reason, NULL, "receivedAt" FROM inbox WHERE state = 'aside') AS rows
    ORDER BY at DESC LIMIT ${MOST}`;
}

/** How many of each there are, by channel. */
export function countUndelivered(database: Database): Promise<{ channel: string; state: Undelivered['state']; count: number }[]> {
  return database.$queryRaw`
    SELECT channel, state, count(*)::int AS count FROM outbox WHERE state IN ('dead', 'unknown') AND reply IS NOT NULL GROUP BY channel, state
    UNION ALL SELECT channel, state, count(*)::int FROM inbox WHERE state = 'aside' GROUP BY channel, state ORDER BY channel, state`;
}

function readId(id: string): { box: 'outbox' | 'inbox'; row: bigint } {
  const [, box, row] = /^(in|out)-(\d{1,18})$/.exec(id) ?? [];
  if (!box || !row) throw new AppError('undeliveredUnknown', { status: 404, params: { id } });
  return { box: box === 'out' ? 'outbox' : 'inbox', row: BigInt(row) };
}

/** Runs `work`, which returns how many rows it changed, and adds the audit line with it. Throws AppError `undeliveredUnknown` when there was none. */
async function decide(
  database: Database,
  id: string,
  verb: 'resend' | 'drop',
  by: { actor: string; now: Date },
  work: (tx: Transaction) => Promise<number>,
) {
  const { box, row } = readId(id);
  await database.$transaction(async (tx) => {
    if ((await work(tx)) === 0) throw new AppError('undeliveredUnknown', { status: 404, params: { id } });
    await recordAudit(tx, { at: by.now, actor: by.actor, action: `${box}.${verb}`, subject: `${box}:${row}` });
  });
}

/**
 * A person decides that it is tried again: a reply or notice goes back into its chat's lane with all its tries (from the part where it stopped,
 * and although its time was over); a citizen's message is handled once more, in its place in the conversation.
 */
export async function resend(database: Database, id: string, by: { actor: string; now: Date }): Promise<void> {
  const { box, row } = readId(id);
  const { now } = by;
  await decide(database, id, 'resend', by, async (tx) =>
    box === 'outbox'
      ? tx.$executeRaw`
          WITH back AS (
            UPDATE outbox SET state = 'waiting', attempts = 0, reason = NULL, "firstTriedAt" = NULL, "endedAt" = NULL, "leaseUntil" = NULL,
              "notBefore" = ${now}, "expiresAt" = CASE WHEN "expiresAt" > ${now} THEN "expiresAt" END
            WHERE id = ${row} AND state IN ('dead', 'unknown') AND reply IS NOT NULL RETURNING channel, chat)
          INSERT INTO outbox_lane AS l (channel, chat, waiting, "nextAt") SELECT channel, chat, 1, ${now}::timestamptz FROM back
          ON CONFLICT (channel, chat) DO UPDATE SET waiting = l.waiting + 1, "nextAt" = GREATEST(l."freeAt", LEAST(l."nextAt", excluded."nextAt"))`
      : tx.$executeRaw`
          WITH back AS (
            UPDATE inbox SET state = 'new', attempts = 0, reason = NULL, "dueAt" = ${now}
            WHERE id = ${row} AND state = 'aside' AND content IS NOT NULL RETURNING channel, conversation)
          INSERT INTO conversation AS c (channel, id, state, locale, "createdAt", "updatedAt")
          SELECT channel, conversation, '{}'::jsonb, 'vi', ${now}, ${now} FROM back
          ON CONFLICT (channel, id) DO UPDATE SET "updatedAt" = excluded."updatedAt"`,
  );
}

/** A person decides that it is not tried again: its words are erased, its row ends as its kind of row ends. */
export async function drop(database: Database, id: string, by: { actor: string; now: Date }): Promise<void> {
  const { box, row } = readId(id);
  const { now } = by;
  await decide(database, id, 'drop', by, async (tx) =>
    box === 'outbox'
      ? tx.$executeRaw`
          UPDATE outbox SET state = 'expired', reason = 'dropped', reply = NULL, context = '{}', "endedAt" = ${now}
          WHERE id = ${row} AND state IN ('dead', 'unknown') AND reply IS NOT NULL`
      : tx.$executeRaw`
          UPDATE inbox SET state = 'done', reason = 'dropped', content = NULL, "doneAt" = ${now} WHERE id = ${row} AND state = 'aside'`,
  );
}
