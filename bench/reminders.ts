import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { calendarFromFile } from '#src/calendar/store/file.ts';
import { type OpenDatabase, openDatabase, serverDatabase } from '#src/platform/database.ts';
import { migrate } from '#src/platform/migrate.ts';
import { compose } from '#src/reminders/compose.ts';
import { dossierSource } from '#src/reminders/dossierSource.ts';
import { decideHold, openHolds } from '#src/reminders/holds.ts';
import { readRuleFile } from '#src/reminders/rule.ts';
import { loadRules, seedRules } from '#src/reminders/ruleStore.ts';
import { scan } from '#src/reminders/scan.ts';
import { loadReach } from '#src/staff/reach.ts';
import { onFreshServer } from './freshServer.ts';
import { watchHolds } from './holds.ts';

const OPEN = 100_000;
const DUE = 5000;
const PEOPLE = 10_000;
const LINES = 5;
/** How many of the longest holds of the connection are named. */
const HOLDS = 3;
/** Monday, 9 November 2026: what is due on Thursday is due in three working days. */
const NOW = new Date('2026-11-09T08:00:00+07:00');

/** Open dossiers of a hundred agencies; the first `DUE` are due in three working days, the others later. */
const FILL = `
INSERT INTO dossier (code, "agencyId", "unitId", "officerId", "procedureCode", "procedureName", field, channel, state, "submittedAt", "acceptedAt",
  "clockStartedAt", "lastEventAt", "termValue", "termUnit", "dueBasis", "promisedDueAt", "computedDueAt", "dueAt")
SELECT 'H26.' || g % 100 || '-261102-' || lpad(g::text, 6, '0'), 'agency-' || g % 100, 'unit-' || g % 700, 'person-' || g % ${PEOPLE}, '1.001193',
  'Bench', 'Bench', 'direct', 'processing', at, at, at, at, 9, 'workingDays', 'term', due, due, due
FROM (SELECT g, timestamptz '2026-11-06 09:00+07' AS at, timestamptz '2026-11-12 17:00+07' + CASE WHEN g <= ${DUE} THEN interval '0' ELSE (7 + g % 60) * interval '1 day' END AS due
  FROM generate_series(1, ${OPEN}) g) rows`;
const STAFF = [
  `INSERT INTO person (id, name, "createdAt") SELECT 'person-' || g, 'Bench', now() FROM generate_series(0, ${PEOPLE - 1}) g`,
  `INSERT INTO membership ("personId", "agencyId", "unitId", role, "validFrom")
   SELECT 'person-' || g, 'agency-' || g % 100, 'unit-' || g % 700, 'officer', '2026-01-01' FROM generate_series(0, ${PEOPLE - 1}) g`,
  `INSERT INTO person_chat (channel, "chatId", "personId", "pairedAt") SELECT 'zalo-bot', 'chat-' || g, 'person-' || g, now() FROM generate_series(0, ${PEOPLE - 1}) g`,
];
const ITEMS = `
INSERT INTO reminder_item (kind, "subjectId", ladder, rule, version, slot, "personId", "agencyId", "unitId", field, at, "notBefore", urgent, first, said, state)
SELECT 'bench', g::text, 'due', 'due-3', '2026-11-12', 0, 'person-' || g % ${PEOPLE}, 'agency-' || g % 100, 'unit-' || g % 700, 'Bench', $1::timestamptz, $1::timestamptz, false, g % 2 = 0,
  jsonb_build_object('code', 'H26.1-261102-' || g, 'name', 'Bench', 'dueAt', '2026-11-12T10:00:00.000Z'), 'due' FROM generate_series(1, ${PEOPLE * LINES}) g`;

/** `npm run bench -- reminders`: scans over a hundred thousand open dossiers, and ten thousand digests, on either database. */
export async function benchReminders(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  console.log('\n# embedded');
  try {
    await measure(await openDatabase({ DATA_DIR: folder }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log('\n# server');
  await onFreshServer((url) => measure(serverDatabase(url)));
}

async function measure(database: OpenDatabase): Promise<void> {
  const calendar = calendarFromFile();
  const settings = { ...readRuleFile().settings, mostAtOnce: PEOPLE * 10 };
  const { prisma, pool } = database;
  const holds = watchHolds(pool);
  try {
    await migrate(pool);
    await seedRules(prisma, NOW);
    for (const statement of [...STAFF, FILL]) await pool.query(statement);
    const { revision } = await loadRules(prisma);
    const basis = revision + calendar.revision;
    const deps = {
      database: prisma,
      now: NOW,
      calendarOf: async () => calendar,
      sources: [dossierSource],
      log: { warn: console.log },
      loadReach,
      settings,
      url: null,
    };
    const dueAt = (where: string) =>
      pool.query(`UPDATE reminder_due SET basis = ${basis}, "nextAt" = CASE WHEN ${where} THEN $1::timestamptz ELSE $2::timestamptz END`, [
        NOW,
        new Date('2026-12-01'),
      ]);
    const timed = async <T>(label: string, work: () => Promise<T>): Promise<T> => {
      holds.clear();
      const [from, cpu] = [performance.now(), process.cpuUsage()];
      const result = await work();
      const { user, system } = process.cpuUsage(cpu);
      console.log(`${label}: ${((performance.now() - from) / 1000).toFixed(2)} s, ${((user + system) / 1e6).toFixed(2)} s of processor time here`);
      for (const { ms, cpuMs, statements } of holds.longest(HOLDS))
        console.log(`  held ${ms.toFixed(0)} ms, ${cpuMs.toFixed(0)} ms of processor time: ${statements.join(' ; ')}`);
      return result;
    };
    await dueAt('false');
    for (const table of ['reminder_due', 'dossier', 'person', 'membership']) await pool.query(`VACUUM ANALYZE ${table}`);
    await scan(deps);
    const times: number[] = [];
    const worked = process.threadCpuUsage();
    for (let turn = 0; turn < 20; turn++) {
      const from = performance.now();
      await scan(deps);
      times.push(performance.now() - from);
    }
    times.sort((a, b) => a - b);
    const { user, system } = process.threadCpuUsage(worked);
    console.log(
      `Nothing due among ${OPEN}: median ${times[10]!.toFixed(1)} ms, longest ${times[19]!.toFixed(1)} ms, ${((user + system) / 20_000).toFixed(1)} ms of processor time each`,
    );
    await dueAt(`"subjectId"::int <= ${DUE}`);
    const scanned = await timed(`${DUE} due`, () => scan(deps));
    console.log(scanned);
    await pool.query('TRUNCATE reminder_item');
    await pool.query(ITEMS, [NOW]);
    console.log(await timed(`${PEOPLE} digests of ${LINES} lines`, () => compose(deps)));
    await pool.query('TRUNCATE reminder_item');
    await pool.query(ITEMS.replaceAll(`'person-' || g % ${PEOPLE}`, `'person-1'`), [NOW]);
    console.log(await timed(`One digest of ${PEOPLE * LINES} lines`, () => compose(deps)));
    await pool.query('TRUNCATE reminder_item, outbox, outbox_lane');
    await pool.query(ITEMS, [NOW]);
    const strict = { ...deps, settings: readRuleFile().settings };
    console.log(await timed(`A rule that would write to ${PEOPLE}, held`, () => compose(strict)));
    const [hold] = await openHolds(prisma);
    const decide = () => decideHold(prisma, { id: hold!.id, decision: 'released', reason: 'bench' }, { actor: 'system', at: NOW });
    await timed('let go', decide);
    console.log(await timed('and said', () => compose(strict)));
  } finally {
    await database.close();
  }
}
