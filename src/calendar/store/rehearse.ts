import type { Calendar } from '../calendar.ts';
import type { By } from './change.ts';
import { loadCalendar } from './load.ts';

/** Undoes a change that was only tried; thrown here and caught here. */
class Undo extends Error {}

/**
 * What the calendars of these agencies would be after a change, which is undone: `change` is one of the commands with the `by` that it is
 * given. Null when it would change nothing. Throws what the command throws.
 */
export async function rehearse(agencyIds: readonly string[], by: By, change: (by: By) => Promise<unknown>): Promise<Map<string, Calendar> | null> {
  const calendars = new Map<string, Calendar>();
  const before: By['before'] = async (tx) => {
    for (const id of agencyIds) calendars.set(id, await loadCalendar(tx, id));
    throw new Undo();
  };
  try {
    await change({ ...by, before });
    return null;
  } catch (error) {
    if (error instanceof Undo) return calendars;
    throw error;
  }
}
