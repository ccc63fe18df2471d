import type { Calendar } from '#src/calendar/index.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import type { Actor } from '#src/staff/actor.ts';
import { type Action, may } from '#src/staff/policy.ts';
import type { Topic } from './model.ts';

/** What the commands of this room work with. */
export interface FeedbackDesk {
  database: Database;
  clock: Clock;
  /** The working-time calendar of an agency. Never called inside a transaction. */
  calendarOf(agencyId: string): Promise<Calendar>;
}

export type FeedbackAction = Extract<Action, `feedback.${string}`>;

/** Which feedback, and which version of it the person saw; without a version the newest is meant. */
export interface FeedbackRef {
  code: string;
  version?: number;
}

/** What is said of an official goes to the head of their unit and the leaders, never to colleagues (domain reference 4.5). */
export const mayDo = (
  actor: Actor,
  action: FeedbackAction,
  { agencyId, unitId, topic }: { agencyId: string; unitId: string; topic: Topic },
): boolean => may(actor, action, { agencyId, unitId }) && (topic !== 'attitude' || may(actor, 'feedback.conduct', { agencyId, unitId }));
