import { makeCalendar } from '#src/calendar/index.ts';
import { readCalendarFile } from '#src/calendar/store/file.ts';
import { handleFeedback } from '#src/feedback/commands/handle.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { FeedbackDesk } from '#src/feedback/desk.ts';
import { systemClock } from '#src/platform/clock.ts';
import { serverDatabase } from '#src/platform/database.ts';
import { migrate } from '#src/platform/migrate.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { onFreshServer } from './freshServer.ts';
import { percentile } from './machine.ts';

const LIVES = 1200;
const SIDE_BY_SIDE = 8;
const NEVER = 'Bench';

/** Rows of some years: one in twenty is open. */
const fill = (stored: number) => `
INSERT INTO feedback (code, "agencyId", "unitId", channel, topic, state, text, place, anonymous, "createdAt", "classifyBy", "forwardBy", "dueAt")
SELECT 'PA-' || to_char(at, 'YYMMDD') || '-' || lpad(to_hex(g), 6, '0'), 'agency-' || g % 20, 'unit-' || g % 100, 'web',
  (ARRAY['site', 'dossier', 'attitude', 'rule', 'information', 'other'])[1 + g % 6],
  CASE WHEN g % 20 = 0 THEN 'assigned' ELSE 'closed' END, 'Bench ' || md5(g::text), 'Bench ' || g % 5000, g % 3 = 0, at, at, at, at + interval '14 days'
FROM (SELECT g, now() - g * interval '2 minutes' AS at FROM generate_series(1, ${stored}) g) rows`;

/** `npm run bench -- feedback [stored]`: whole lives (received, sorted, assigned, answered, closed) a second among a million stored. */
export async function benchFeedback([given]: string[]): Promise<void> {
  const stored = Number(given ?? 1_000_000);
  await onFreshServer(async (url) => {
    const database = serverDatabase(url, SIDE_BY_SIDE);
    try {
      await migrate(database.pool);
      await database.pool.query(fill(stored));
      await database.pool.query('VACUUM ANALYZE feedback');
      const { officialYears, days } = readCalendarFile();
      const calendar = makeCalendar({ days, officialYears: officialYears.map(({ year }) => year), revision: 1 });
      const desk: FeedbackDesk = { database: database.prisma, clock: systemClock, calendarOf: async () => calendar };
      const times: number[] = [];
      const timed = async <T>(work: () => Promise<T>): Promise<T> => {
        const from = performance.now();
        const result = await work();
        times.push(performance.now() - from);
        return result;
      };
      const live = async (at: number) => {
        const contact = { name: NEVER, phone: null, email: null, address: null, consentVersion: '1' };
        const words = {
          ...{
            agencyId: 'agency-1',
            unitId: 'unit-1',
            channel: 'web',
            locale: 'vi',
            topic: 'site' as const,
            text: `Bench ${at}`,
            place: `Bench ${at}`,
          },
          ...{ latitude: null, longitude: null, dossierCode: null, contact, pictures: [], files: [] },
          chat: { channel: 'web', conversationId: `bench-${at}` },
        };
        const { code } = await timed(() => database.prisma.$transaction((tx) => receiveFeedback(tx, words, calendar, systemClock.now())));
        await timed(() => handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'classify', topic: 'site', place: NEVER }));
        await timed(() => handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'assign', unitId: 'unit-2', officerId: null }));
        await timed(() => handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'answer', text: NEVER }));
        await timed(() => handleFeedback(desk, SYSTEM_ACTOR, { code }, { kind: 'close', text: NEVER }));
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, at) => live(-1 - at)));
      times.length = 0;
      let next = 0;
      const from = performance.now();
      await Promise.all(
        Array.from({ length: SIDE_BY_SIDE }, async () => {
          while (next < LIVES) await live(next++);
        }),
      );
      const seconds = (performance.now() - from) / 1000;
      console.log(
        `Whole lives of feedback among ${stored} stored: ${(LIVES / seconds).toFixed(1)} a second; a step p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms`,
      );
    } finally {
      await database.close();
    }
  });
}
