import type { Calendar } from '#src/calendar/index.ts';
import type { Database } from '#src/platform/database.ts';
import type { Place } from '#src/staff/whoIsWho.ts';

/** What the working days of a rule are counted from. */
export const LADDERS = [
  'due',
  'apology',
  'accept',
  'idle',
  'handOver',
  'supplement',
  'supplementEnd',
  'consultation',
  'consulted',
  'calendar',
  'review',
  'feedback',
  'classify',
  'forward',
  'week',
] as const;
export type Ladder = (typeof LADDERS)[number];

/** What a message may hold of a subject: nothing personal. */
export interface Said {
  code: string;
  name: string;
  /** ISO time of the date that it is about. */
  dueAt: string | null;
  /** An apology is proposed and waits for approval. */
  proposed?: true;
}

/** Something that is running at a subject, and asks for reminders until it no longer does. */
export interface Stage {
  ladder: Ladder;
  /** Names what it is counted from: the same version is reminded of once, another one from the beginning. */
  version: string;
  /** The day counted from, "2026-03-09". */
  anchor: string;
  /** Reminders due before this are none: it did not run then. */
  since: Date | null;
  said: Said;
  /** Where it is not the subject's own. */
  place?: Place;
}

export interface Subject {
  kind: string;
  id: string;
  place: Place;
  /** Null where rules of a procedure cannot apply. */
  procedureCode: string | null;
  stages: Stage[];
  /** Who has put it off, and until when. */
  snoozes?: readonly Snooze[];
  /** When it ended, where what ended is asked for too. */
  endedAt?: Date;
}

export interface Snooze {
  personId: string;
  until: Date;
}

/**
 * A kind of subjects. Its room (or a trigger in its migration) marks what changed: a row of `reminder_due` with `nextAt` in the past; see
 * `markDue`. A subject that is finished, or unknown, is left out of the answer.
 */
export interface Source {
  kind: string;
  /** `calendars` gives the calendar of an agency; `now` decides what is over. One query or a few, whatever the number of ids. */
  load(database: Database, ids: readonly string[], context: SourceContext): Promise<Subject[]>;
  /** Subjects that ended at this time or later, for looking back; absent where none end. */
  ended?(database: Database, since: Date): Promise<string[]>;
}

export interface SourceContext {
  now: Date;
  calendarOf(agencyId: string): Promise<Calendar>;
  /** Also what ended at this time or later. */
  since?: Date;
}
