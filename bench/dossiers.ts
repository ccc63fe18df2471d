import pg from 'pg';
import { makeCalendar } from '#src/calendar/index.ts';
import { readCalendarFile } from '#src/calendar/store/file.ts';
import type { Desk } from '#src/dossiers/desk.ts';
import { lookUp } from '#src/dossiers/lookUp.ts';
import { recomputeOpen } from '#src/dossiers/recompute.ts';
import { systemClock } from '#src/platform/clock.ts';
import { serverDatabase } from '#src/platform/database.ts';
import { migrate } from '#src/platform/migrate.ts';
import { percentile } from './machine.ts';

const STORED = 1_000_000;
const OPEN = 100_000;
const LOOKUPS = 5000;
const NAME = 'motcua_bench_dossiers';

/** Rows as they come from a few years of a province: the last `OPEN` are open, received in the newest weeks. */
const FILL = `
INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, outcome, "submittedAt", "acceptedAt",
  "clockStartedAt", "resolvedAt", "returnedAt", "closedAt", "lastEventAt", "termValue", "termUnit", "dueBasis", "originalDueAt", "promisedDueAt",
  "computedDueAt", "dueAt", "computedWith", "slipToken")
SELECT 'H26.' || g % 100 || '-' || to_char(at, 'YYMMDD') || '-' || lpad((g / 100)::text, 6, '0'), 'agency-' || g % 100, 'unit-' || g % 700, '1.001193',
  'Bench', 'Bench', 'direct', CASE WHEN open THEN 'processing' ELSE 'returned' END, CASE WHEN open THEN NULL ELSE 'granted' END, at, at, at,
  CASE WHEN open THEN NULL ELSE at + interval '2 days' END, CASE WHEN open THEN NULL ELSE at + interval '3 days' END,
  CASE WHEN open THEN NULL ELSE at + interval '3 days' END, at, 5 + g % 15, 'workingDays', 'term', at + interval '21 days', at + interval '21 days',
  at + interval '21 days', at + interval '21 days', 1, md5(g::text)
FROM (SELECT g, g > ${STORED - OPEN} AS open, timestamptz '2026-11-20 02:00Z' - (${STORED} - g) * interval '1 minute' AS at
  FROM generate_series(1, ${STORED}) g) rows`;

/** `npm run bench -- dossiers`, with DATABASE_URL of a server: look-up by code among a million, and a calendar change over the open ones. */
export async function benchDossiers(): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) return console.log('Needs DATABASE_URL of a PostgreSQL server; a database of its own is made there and dropped.');
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(`DROP DATABASE IF EXISTS ${NAME}`);
  await admin.query(`CREATE DATABASE ${NAME}`);
  const address = new URL(url);
  address.pathname = `/${NAME}`;
  const database = serverDatabase(address.href);
  try {
    await migrate(database.pool);
    await database.pool.query(FILL);
    await database.pool.query('VACUUM ANALYZE dossier');
    const { rows } = await database.pool.query<{ code: string }>(`SELECT code FROM dossier TABLESAMPLE SYSTEM (2) LIMIT ${LOOKUPS}`);

    const times: number[] = [];
    const log = { warn: () => {} } as never;
    for (const { code } of rows) {
      const from = performance.now();
      await lookUp(database.prisma, { code: `hồ sơ ${code}` }, { now: new Date(), asker: { chat: code }, log });
      times.push(performance.now() - from);
    }
    console.log(`Look-up by code among ${STORED}: p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms (${times.length} look-ups)`);

    const { officialYears, days } = readCalendarFile();
    const calendar = makeCalendar({ days, officialYears: officialYears.map(({ year }) => year), revision: 2 });
    const desk: Desk = { database: database.prisma, clock: systemClock, calendarOf: async () => calendar, tell: async () => {} };
    const from = performance.now();
    const { looked, changed } = await recomputeOpen(desk, 250);
    console.log(`Recomputed ${looked} open dossiers, ${changed} with a line of history: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  } finally {
    await database.close();
    await admin.query(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
    await admin.end();
  }
}
