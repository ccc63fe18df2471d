import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '#src/main.ts';
import { systemClock } from '#src/platform/clock.ts';
import { type OpenDatabase, openDatabase } from '#src/platform/database.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareDatabase } from '#src/prepare.ts';
import type { Membership } from '#src/staff/actor.ts';
import { account, member, PASSWORD } from '#tests/support/staff.ts';
import { visitor } from '#tests/support/visitor.ts';
import { onFreshServer } from './freshServer.ts';
import { percentile } from './machine.ts';

const DOSSIERS = 100_000;
const OPEN = 5000;
const PROCEDURES = 2500;
const TIMES = 40;
const UNITS = `(ARRAY['one-stop', 'commune-police', 'military-command', 'health-station', 'land-registration'])`;

/** Dossiers of some years of one authority: the newest are open, due in the weeks around now. */
const FILL_DOSSIERS = `
INSERT INTO dossier (code, "agencyId", "unitId", "procedureCode", "procedureName", field, channel, state, outcome, "submittedAt", "acceptedAt",
  "clockStartedAt", "resolvedAt", "returnedAt", "closedAt", "lastEventAt", "termValue", "termUnit", "dueBasis", "originalDueAt", "promisedDueAt",
  "computedDueAt", "dueAt", "computedWith", "slipToken")
SELECT 'H26.1-' || to_char(at, 'YYMMDD') || '-' || lpad(g::text, 6, '0'), 'peoples-committee', ${UNITS}[1 + g % 5], '1.001193', 'Bench', 'Bench',
  'direct', CASE WHEN open THEN 'processing' ELSE 'returned' END, CASE WHEN open THEN NULL ELSE 'granted' END, at, at, at,
  CASE WHEN open THEN NULL ELSE at + interval '2 days' END, CASE WHEN open THEN NULL ELSE at + interval '3 days' END,
  CASE WHEN open THEN NULL ELSE at + interval '3 days' END, at, 5, 'workingDays', 'term', due, due, due, due, 1, md5(g::text)
FROM (SELECT g, open, at, at + interval '9 days' + g % 7 * interval '1 day' AS due FROM (SELECT g, g > ${DOSSIERS - OPEN} AS open,
  now() - (${DOSSIERS} - g) * interval '3 minutes' AS at FROM generate_series(1, ${DOSSIERS}) g) a) rows`;

/** The catalogue again and again under other codes, until there are enough. */
export const FILL_PROCEDURES = [
  `CREATE TEMP TABLE copy AS SELECT p.code AS of, 'x-' || lpad(to_hex(row_number() OVER (ORDER BY n, p.code)), 10, '0') AS code
    FROM procedure p, generate_series(1, 4) n ORDER BY n, p.code LIMIT ${PROCEDURES} - (SELECT count(*) FROM procedure)`,
  'INSERT INTO procedure (code, "currentVersion") SELECT code, 1 FROM copy',
  `INSERT INTO procedure_version (code, number, content, "contentHash", origin, "publishedAt", reason)
    SELECT c.code, 1, jsonb_set(v.content, '{content,code}', to_jsonb(c.code)), c.code, 'admin', now(), 'Bench'
    FROM copy c JOIN procedure p ON p.code = c.of JOIN procedure_version v ON v.code = p.code AND v.number = p."currentVersion"`,
  `INSERT INTO procedure_words (code, aliases, situations, reviewed, "contentHash", origin)
    SELECT c.code, w.aliases, w.situations, false, c.code, 'admin' FROM copy c JOIN procedure_words w ON w.code = c.of`,
  'UPDATE catalogue_state SET revision = revision + 1',
];

const PLACE = { agencyId: 'peoples-committee' };
const PEOPLE: Record<string, Membership[]> = {
  officer: [member('oneStopOfficer', { ...PLACE, unitId: 'one-stop' })],
  leader: [member('leader', PLACE)],
  editor: [member('editor', PLACE)],
  publisher: [member('publisher', PLACE)],
  admin: [member('admin', PLACE)],
};

const PAGES: [person: string, path: string][] = [
  ['officer', '/can-bo'],
  ['leader', '/can-bo'],
  ['editor', '/can-bo'],
  ['officer', '/can-bo/ho-so'],
  ['officer', '/can-bo/ho-so?state=all'],
  ['officer', '/can-bo/ho-so?state=returned&page=20'],
  ['officer', '/can-bo/ho-so/DOSSIER'],
  ['officer', '/can-bo/xin-loi'],
  ['officer', '/can-bo/gop-y'],
  ['leader', '/can-bo/bao-cao'],
  ['editor', '/quan-tri/thu-tuc'],
  ['editor', '/quan-tri/thu-tuc?q=khai+sinh'],
  ['editor', '/quan-tri/thu-tuc/1.001193'],
  ['editor', '/quan-tri/thu-tuc/1.001193/tu-ngu'],
  ['publisher', '/quan-tri/cau-hoi'],
  ['admin', '/quan-tri/nguoi-dung'],
  ['admin', '/quan-tri/lich'],
  ['admin', '/quan-tri/nhat-ky'],
];

/** A database with everything in it, closed again. Returns the code of an open dossier. */
async function fill(database: OpenDatabase): Promise<string> {
  try {
    await prepareDatabase(database, systemClock.now(), () => {});
    const client = await database.pool.connect();
    for (const statement of [FILL_DOSSIERS, ...FILL_PROCEDURES]) await client.query(statement);
    client.release();
    await database.pool.query('ANALYZE');
    for (const [username, memberships] of Object.entries(PEOPLE))
      await account({ database: database.prisma, clock: systemClock }, username, ...memberships);
    return (await database.prisma.dossier.findFirstOrThrow({ where: { unitId: 'one-stop' }, orderBy: { id: 'desc' } })).code;
  } finally {
    await database.close();
  }
}

/** Milliseconds of this process's processors since then: what a machine that others use does not lengthen by much. */
function processorTime(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const figures = (times: number[], work: number[]) =>
  `p50 ${percentile(times, 50)} ms, p95 ${percentile(times, 95)} ms; processor p50 ${percentile(work, 50)} ms, p95 ${percentile(work, 95)} ms`;

async function measure(settings: Record<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-bench-'));
  const environment = readEnvironment({ DATA_DIR: folder, PORT: '3992', HOST: '127.0.0.1', LOG_LEVEL: 'warn', ...settings });
  try {
    const code = await fill(await openDatabase(environment));
    const started = await start(environment, () => {});
    try {
      const visitors = new Map<string, ReturnType<typeof visitor>>();
      for (const username of Object.keys(PEOPLE)) {
        const person = visitor('http://127.0.0.1:3992');
        await person.see('/dang-nhap');
        await person.send('/dang-nhap', { username, password: PASSWORD });
        visitors.set(username, person);
      }
      const all: number[] = [];
      const allWork: number[] = [];
      for (const [person, page] of PAGES) {
        const path = page.replace('DOSSIER', code);
        const times: number[] = [];
        const work: number[] = [];
        let first = 0;
        for (let at = -5; at < TIMES; at++) {
          const [from, before] = [performance.now(), process.cpuUsage()];
          const { status } = await visitors.get(person)!.see(path);
          if (status !== 200) throw new Error(`${path}: status ${status}`);
          if (at === -5) first = performance.now() - from;
          if (at < 0) continue;
          times.push(performance.now() - from);
          work.push(processorTime(before));
        }
        all.push(...times);
        allWork.push(...work);
        console.log(`${person.padEnd(9)} ${page.padEnd(36)} ${figures(times, work)}; first ${first.toFixed(0)} ms`);
      }
      console.log(`All pages: ${figures(all, allWork)}`);
    } finally {
      await started.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * `npm run bench -- staff [embedded | server]`: the main pages of officials and admins with 100,000 dossiers and 2,500 procedures, one after
 * another, as a browser asks.
 */
export async function benchStaff([only]: string[]): Promise<void> {
  if (only !== 'server') {
    console.log('Embedded database:');
    await measure({});
  }
  if (only === 'embedded') return;
  console.log('PostgreSQL server:');
  await onFreshServer((url) => measure({ DATABASE_URL: url }));
}
