import type { Database } from '#src/platform/database.ts';
import type { Calendar } from '../calendar.ts';
import { createCalendars } from './load.ts';

/** How often a change made elsewhere is looked for: one look at the revision. */
const EVERY_MS = 30_000;

/** A calendar at hand without a query, for what answers at once. */
export interface HeldCalendar {
  current(): Calendar;
  /** Looks for a change now. */
  refresh(): Promise<void>;
  /** Looks no more; waits for a look that was begun. */
  stop(): Promise<void>;
}

/** Holds the calendar of an agency and follows its changes. What cannot be read leaves the one held, and is reported. */
export async function holdCalendar(database: Database, agencyId: string, report: (error: unknown) => void): Promise<HeldCalendar> {
  const load = createCalendars(database);
  let held = await load(agencyId);
  let looking: Promise<void> | null = null;
  const refresh = (): Promise<void> => {
    looking ??= load(agencyId)
      .then((calendar) => {
        held = calendar;
      }, report)
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  const timer = setInterval(refresh, EVERY_MS).unref();
  const stop = async () => {
    clearInterval(timer);
    await looking;
  };
  return { current: () => held, refresh, stop };
}
