import { workingDayFrom } from '#src/calendar/index.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Source, Stage } from '../subject.ts';
import { mondayOf, weekAfter, weekBefore } from './week.ts';
import { keepWeek } from './weekStore.ts';

/**
 * The week that an agency's leaders hear of; its id is the agency's. Counted when it is first looked at in the week after, told on the first
 * working day, also when the product stood still then; the coming week's stage makes that it is looked at again.
 */
export const weekSource: Source = {
  kind: 'week',
  load: (database, ids, { now, calendarOf }) =>
    Promise.all(
      ids.map(async (agencyId) => {
        const calendar = await calendarOf(agencyId);
        const monday = mondayOf(dayOf(now));
        await keepWeek({ database, calendar, agencyId, week: weekBefore(monday), now });
        const told = (from: string): Stage => ({
          ladder: 'week',
          version: weekBefore(from),
          anchor: workingDayFrom(calendar, from),
          since: null,
          said: { code: weekBefore(from), name: '', dueAt: null },
        });
        const place = { agencyId, unitId: '', field: '', officerId: null };
        return { kind: 'week', id: agencyId, place, procedureCode: null, stages: [told(monday), told(weekAfter(monday))] };
      }),
    ),
};
