import { open } from 'node:fs/promises';
import type { Database } from '#src/platform/database.ts';

/** Bytes of a part: written and read at once, so that the embedded database's connection is free again soon. */
const PART = 256 * 1024;

export type PartKind = 'sent' | 'refused';

/** Keeps a file of an import in the database, in the place of the one before: every instance can then go on with it. */
export async function keepFile(database: Database, runId: number, kind: PartKind, path: string): Promise<void> {
  await database.importPart.deleteMany({ where: { runId, kind } });
  const file = await open(path);
  try {
    for (let number = 0; ; number++) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(PART), 0, PART);
      if (bytesRead === 0) return;
      await database.importPart.create({ data: { runId, kind, number, bytes: buffer.subarray(0, bytesRead) } });
    }
  } finally {
    await file.close();
  }
}

/** The bytes of a kept file, part by part; none where there is none (any more). */
export async function* readParts(database: Database, runId: number, kind: PartKind): AsyncGenerator<Uint8Array> {
  for (let number = 0; ; number++) {
    const part = await database.importPart.findUnique({ where: { runId_kind_number: { runId, kind, number } } });
    if (!part) return;
    yield part.bytes;
  }
}

/** Which files of an import are kept. */
export async function partsOf(database: Database, runId: number): Promise<Set<PartKind>> {
  const rows = await database.importPart.findMany({ where: { runId, number: 0 }, select: { kind: true } });
  return new Set(rows.map(({ kind }) => kind as PartKind));
}

/** Days for which a file that was sent, the rows to correct and the findings are kept: they hold personal data. */
const KEPT_DAYS = 7;

export async function erasePastFiles(database: Database, now: Date): Promise<void> {
  const past = { startedAt: { lt: new Date(now.getTime() - KEPT_DAYS * 86_400_000) } };
  await database.importPart.deleteMany({ where: { run: past } });
  await database.importRun.updateMany({ where: { ...past, NOT: { remarks: { equals: [] } } }, data: { remarks: [] } });
}
