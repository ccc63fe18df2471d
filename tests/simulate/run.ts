/**
 * `npm run simulate [-- --dossiers N --officials N --seed N --from 2026-01-05 --to 2026-12-31]`: a year of reminders against a slow oracle, on an
 * embedded database. Exit 1 when anything was missed, said twice or in quiet time, or overdue unannounced.
 */
import { parseArgs } from 'node:util';
import { PGlite } from '@electric-sql/pglite';
import { pgliteDatabase } from '#src/platform/database.ts';
import { migrate } from '#src/platform/migrate.ts';
import { publishTestProcedure } from '#tests/support/dossiers.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    dossiers: { type: 'string', default: '2000' },
    officials: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '2026-01-05' },
    to: { type: 'string', default: '2026-12-31' },
  },
});
const open = pgliteDatabase(await PGlite.create());
await migrate(open.pool);
await publishTestProcedure(open, '9.000005');
const { dossiers, officials, seed, from, to } = values;
const report = await simulate(open, { from, to, dossiers: Number(dossiers), officials: Number(officials), seed: Number(seed), print: console.log });
await open.close();
const { missed, doubled, quiet, unannounced, ...figures } = report;
console.log(JSON.stringify({ ...figures, missed: missed.length, doubled: doubled.length, quiet: quiet.length, unannounced: unannounced.length }));
const faults = Object.entries({ missed, doubled, quiet, unannounced }).flatMap(([kind, all]) => all.slice(0, 20).map((fault) => `${kind}: ${fault}`));
for (const fault of faults) console.log(fault);
process.exit(faults.length === 0 ? 0 : 1);
