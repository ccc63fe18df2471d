import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile } from '#src/dossiers/exchange/importFile.ts';
import { systemClock } from '#src/platform/clock.ts';
import { openDatabase } from '#src/platform/database.ts';
import { readEnvironment } from '#src/platform/environment.ts';
import { prepareDatabase } from '#src/prepare.ts';
import { SYSTEM_ACTOR } from '#src/staff/actor.ts';
import { dossierRows, workbookOf } from './dossierFile.ts';

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000);

/** A workbook of 50,000 dossiers (or as many as are asked for) taken in, then the same again, then with every state changed. */
export async function benchImport([count = '50000']: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-import-'));
  const database = await openDatabase(readEnvironment({ DATA_DIR: join(folder, 'data'), DATABASE_URL: process.env['DATABASE_URL'] }));
  try {
    await prepareDatabase(database, systemClock.now(), () => {});
    const procedures = await database.prisma.$queryRaw<{ code: string; name: string }[]>`
      SELECT v.code, v.content->'content'->>'name' AS name FROM procedure_version v ORDER BY v.code LIMIT 60`;
    const file = (change: number) => {
      const name = join(folder, `dossiers-${change}.xlsx`);
      writeFileSync(name, workbookOf(dossierRows(Number(count), procedures, change)));
      return name;
    };
    const runs = [
      ['new', file(0)],
      ['the same again', file(0)],
      ['every state changed', file(1)],
    ] as const;
    for (const [what, name] of runs) {
      globalThis.gc?.();
      const idle = process.memoryUsage.rss();
      let most = idle;
      const cpu = process.cpuUsage();
      const began = performance.now();
      const result = await importFile(database, {
        file: name,
        source: 'bench.xlsx',
        actor: SYSTEM_ACTOR,
        clock: systemClock,
        tell: async () => {},
        onProgress: () => {
          most = Math.max(most, process.memoryUsage.rss());
        },
      });
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(cpu);
      const { created, updated, unchanged, kept } = result.outcomes;
      console.log(
        `${what}: ${seconds.toFixed(1)} s (${Math.round(result.counts.rows / seconds)} rows/s), reading process ${megabytes(result.memory)} MB, this process +${megabytes(most - idle)} MB and ${((user + system) / 1e6).toFixed(1)} s of processor time, longest slice ${Math.round(result.longestSlice)} ms; created ${created}, updated ${updated}, unchanged ${unchanged}, kept ${kept}, refused ${result.counts.refused}`,
      );
    }
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
