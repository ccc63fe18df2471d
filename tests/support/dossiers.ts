import { type Calendar, makeCalendar } from '#src/calendar/index.ts';
import type { Desk, Who } from '#src/dossiers/desk.ts';
import type { DossierEvent } from '#src/dossiers/events.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { madeUpContent } from './procedure.ts';

/** The holidays of spring 2026, which the tests' dates lie in. */
export const CALENDAR_2026 = makeCalendar({
  days: ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20', '2026-04-27', '2026-04-30', '2026-05-01'].map((date) => ({
    date,
    kind: 'holiday' as const,
    name: 'test',
    status: 'official' as const,
    source: 'test',
  })),
  officialYears: [2026],
  revision: 1,
});

/** A moment in Vietnamese time: `at('03-09 09:15')` in 2026. */
export const at = (text: string): Date => new Date(`2026-${text.replace(' ', 'T')}:00+07:00`);

export const EVERYBODY: Who = { actor: 'person:officer', may: () => true };

export interface TestDesk extends Desk {
  told: DossierEvent[];
  set(text: string): void;
  calendar: Calendar;
}

/** A desk whose clock is set by hand and whose events are listened to. */
export function testDesk(database: OpenDatabase, start = '03-09 09:15'): TestDesk {
  let now = at(start);
  const told: DossierEvent[] = [];
  const desk: TestDesk = {
    database: database.prisma,
    clock: { now: () => now },
    calendar: CALENDAR_2026,
    calendarOf: async () => desk.calendar,
    tell: async (_tx, events) => void told.push(...events),
    told,
    set: (text) => {
      now = at(text);
    },
  };
  return desk;
}

/** Publishes a made-up procedure of five working days. */
export async function publishTestProcedure(
  database: OpenDatabase,
  code: string,
  term: object | null = { text: '05 ngày làm việc', value: 5, unit: 'workingDays' },
) {
  const content = madeUpContent({ code, ...(term && { termNow: { basis: 'page', ...term } as never }) });
  await database.prisma.procedure.create({ data: { code, currentVersion: 1 } });
  const version = {
    code,
    number: 1,
    content: { group: 'justice', content },
    contentHash: code,
    origin: 'files',
    publishedAt: at('01-05 08:00'),
    reason: 'test',
  };
  await database.prisma.procedureVersion.create({ data: version as never });
}

/** What an officer of the made-up commune writes down. */
export const RECEIPT = {
  agencyId: 'xa',
  organisation: 'H26.1',
  unitId: 'mot-cua',
  procedureCode: '9.000005',
  applicant: { name: 'Nguyễn Văn Thử', phone: '0900000000' },
  papers: [{ name: 'Tờ khai', originals: 1, copies: 0 }],
};
