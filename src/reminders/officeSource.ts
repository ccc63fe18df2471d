import { yearToAnnounce } from '#src/calendar/index.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Source, Stage } from './subject.ts';

/** What the office as a whole must not forget: the days off of the next year, and the catalogue. Marked once a day (jobs.ts); its id is the agency's. */
export function officeSource(reviewsDue: (today: string) => number): Source {
  return {
    kind: 'office',
    load: (_database, ids, { now, calendarOf }) =>
      Promise.all(
        ids.map(async (agencyId) => {
          const today = dayOf(now);
          const missing = yearToAnnounce(await calendarOf(agencyId), today);
          const reviews = reviewsDue(today);
          const stages: Stage[] = [];
          // From October on the next year's days off are announced.
          if (missing) stages.push({ ...about('calendar', missing.year), version: `${missing.year}`, anchor: `${missing.year - 1}-10-01` });
          if (reviews > 0) stages.push({ ...about('review', reviews), version: today.slice(0, 7), anchor: `${today.slice(0, 7)}-01` });
          return { kind: 'office', id: agencyId, place: { agencyId, unitId: '', field: '', officerId: null }, procedureCode: null, stages };
        }),
      ),
  };
}

const about = (ladder: 'calendar' | 'review', code: number) => ({ ladder, since: null, said: { code: String(code), name: '', dueAt: null } });
