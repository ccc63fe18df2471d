import { yearToAnnounce } from '#src/calendar/index.ts';
import { loadCalendar } from '#src/calendar/store/load.ts';
import { loadCatalogue } from '#src/procedures/catalogue.ts';
import { dayOf } from '#src/text/formats.ts';
import { type Check, fix, ok } from './finding.ts';

export const checkCatalogue: Check = async ({ database, say }) => {
  const { procedures, revision } = await loadCatalogue(database.prisma);
  return [procedures.size > 0 ? ok(say('doctor.catalogue', { count: procedures.size, revision })) : fix(say('doctor.catalogueEmpty'))];
};

export const checkCalendar: Check = async ({ database, clock, say }) => {
  const missing = yearToAnnounce(await loadCalendar(database.prisma), dayOf(clock.now()));
  return [missing ? fix(say('doctor.calendarMissing', { year: String(missing.year) })) : ok(say('doctor.calendar'))];
};
