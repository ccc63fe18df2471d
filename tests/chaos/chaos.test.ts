import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { runChaos } from './chaos.ts';

/** The long run of `npm run chaos`, scaled down: on the suite's own kind of database. */
test('killed at random moments: nothing acknowledged is lost, nothing takes effect twice, order is kept', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'mot-cua-chaos-'));
  const source = inject('database');
  const name = `motcua_chaos_${randomBytes(4).toString('hex')}`;
  const admin = source.kind === 'server' ? new pg.Client({ connectionString: source.url }) : null;
  try {
    const options = { messages: 600, kills: 2, conversations: 40, dataDir, seed: randomBytes(2).readUInt16BE(), leaseMs: 9000 };
    await admin?.connect();
    await admin?.query(`CREATE DATABASE ${name}`);
    const url = source.kind === 'server' ? Object.assign(new URL(source.url), { pathname: `/${name}` }).href : undefined;
    const report = await runChaos({ ...options, instances: url ? 2 : 1, ...(url && { databaseUrl: url }) });
    const { repeatedAmbiguous: _allowed, seconds: _time, ...counts } = report;
    const none = { lost: 0, doubled: 0, unanswered: 0, repeated: 0, outOfOrder: 0, forged: 0 };
    expect(counts).toEqual({ acknowledged: 600, kills: 2, ...none });
  } finally {
    await admin?.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await admin?.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}, 400_000);
