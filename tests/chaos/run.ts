/**
 * `npm run chaos [-- --messages N --kills N]`: the long run, on the embedded database and on a PostgreSQL server with two instances
 * (`TEST_DATABASE_URL`, or the one on this machine; left out where none answers). Exit 1 when anything was lost, doubled or out of order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type ChaosReport, runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '100000' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const server = process.env['TEST_DATABASE_URL'] ?? 'postgresql://postgres@127.0.0.1:5432/postgres';
const common = { messages: Number(values.messages), kills: Number(values.kills), seed: Number(values.seed), leaseMs: 9000, print: console.log };
const conversations = Math.max(50, Math.round(common.messages / 100));

export const faultless = (report: ChaosReport) =>
  report.lost + report.doubled + report.unanswered + report.repeated + report.outOfOrder + report.forged === 0;

async function inFolder(run: (folder: string) => Promise<ChaosReport>): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'mot-cua-chaos-'));
  try {
    const report = await run(folder);
    console.log(JSON.stringify(report));
    return faultless(report);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let good = true;
if (values.only !== 'server') {
  console.log('# embedded database, one instance');
  good = await inFolder((dataDir) => runChaos({ ...common, conversations, dataDir, instances: 1 }));
}
if (values.only !== 'embedded') {
  const admin = new pg.Client({ connectionString: server });
  const reached = await admin.connect().then(
    () => true,
    () => false,
  );
  if (!reached) console.log('no PostgreSQL server: the second half is left out');
  else {
    console.log('# PostgreSQL server, two instances');
    const name = `motcua_chaos_${process.pid}`;
    await admin.query(`CREATE DATABASE ${name}`);
    const url = new URL(server);
    url.pathname = `/${name}`;
    good = (await inFolder((dataDir) => runChaos({ ...common, conversations, dataDir, databaseUrl: url.href, instances: 2 }))) && good;
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  }
}
process.exit(good ? 0 : 1);
