import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';
import { tellAccountNews } from './accountNews.ts';
import { type Actor, actorId } from './actor.ts';
import { type Action, may, type Subject } from './policy.ts';

/** What the commands of this room work with. */
export interface Staff {
  database: Database;
  clock: Clock;
}

/** Throws `notAllowed` unless the policy table allows it: commands ask themselves, whoever calls them. */
export function allow(actor: Actor, action: Action, subject?: Subject): void {
  if (!may(actor, action, subject)) throw new AppError('notAllowed', { status: 403 });
}

/** The same for what everybody may do for themselves. */
export function allowOwn(actor: Actor, action: Action, personId: string): void {
  if (actor.kind !== 'person' || actor.id !== personId) allow(actor, action);
}

/** "2026-01-30" for "2026-01-31". */
export const dayBefore = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);

export interface Act {
  tx: Transaction;
  now: Date;
  /** The day in Vietnam, "2026-01-31". */
  today: string;
  /** Writes the line of the audit log: never personal data, never a secret. A person whose account it is about is told where it concerns them. */
  audit(action: string, subject: string, details?: Record<string, string | number | boolean | null>): Promise<void>;
}

/** Changes of accounts wait for each other (two admins could each take the other's role), so this lock is taken first. */
const STAFF_LOCK = 7_305_001;

/** One command: one transaction, with its line in the audit log. */
export function act<T>({ database, clock }: Staff, actor: Actor, run: (act: Act) => Promise<T>): Promise<T> {
  const now = clock.now();
  return database.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${STAFF_LOCK})`;
    const audit: Act['audit'] = async (action, subject, details = {}) => {
      await recordAudit(tx, { at: now, actor: actorId(actor), action, subject, details });
      const [, personId] = /^person:(.+)$/.exec(subject) ?? [];
      if (personId) await tellAccountNews(tx, personId, action, details, now);
    };
    return run({ tx, now, today: dayOf(now), audit });
  });
}
