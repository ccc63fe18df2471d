import { createCalendars } from '#src/calendar/store/load.ts';
import { QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Desk } from './desk.ts';
import type { DossierEvent } from './events.ts';
import { tellCitizens } from './tellCitizens.ts';
import { tellOfficials } from './tellOfficials.ts';

/** Others who want to hear of what happens to dossiers, in the same transaction: the question about satisfaction. */
export type Listener = (tx: Transaction, events: DossierEvent[], now: Date) => Promise<unknown>;

/**
 * The desk that commands work with: calendars from their rows, notices to the chats that follow a dossier and to the officials concerned.
 * `publicUrl`, without a slash at its end, leads a citizen to the papers.
 */
export function createDesk(database: Database, clock: Clock, listeners: Listener[] = [], publicUrl?: string): Desk {
  return {
    database,
    clock,
    calendarOf: createCalendars(database),
    async tell(tx, events) {
      if (events.length === 0) return;
      const now = clock.now();
      await tellCitizens(tx, events, now, QUIET_HOURS, publicUrl);
      await tellOfficials(tx, events, now, QUIET_HOURS);
      for (const listen of listeners) await listen(tx, events, now);
    },
  };
}
