import { createHash } from 'node:crypto';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { type CatalogueFiles, hashCatalogueFiles, readCatalogueFiles } from './files.ts';

const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Rows at a time: the embedded database keeps the memory that its largest statement took. */
const BATCH = 50;
const batches = <T>(rows: T[]): T[][] => Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, at) => rows.slice(at * BATCH, (at + 1) * BATCH));

export interface SeedResult {
  /** Procedures that got a new version, or their first. */
  published: number;
  /** Procedures that the files no longer hold. */
  withdrawn: number;
  /** Procedures left alone because an admin published what is in force. */
  kept: number;
}

/**
 * Brings the database to what the catalogue files say: only what changed becomes a new version, and nothing that an admin
 * published is overwritten. One transaction; running it again does nothing. Returns null when the files have not changed.
 */
export async function seedCatalogue(database: Database, files: CatalogueFiles, now: Date): Promise<SeedResult | null> {
  return database.$transaction(
    async (tx) => {
      await tx.catalogueState.createMany({ data: [{ id: 1, updatedAt: now }], skipDuplicates: true });
      // Several instances may start at once: the row's lock lets one seed and the others find it done.
      await tx.$executeRaw`SELECT 1 FROM catalogue_state WHERE id = 1 FOR UPDATE`;
      const state = await tx.catalogueState.findUniqueOrThrow({ where: { id: 1 } });
      if (state.filesHash === files.hash) return null;
      const result = await publishChanged(tx, files, now);
      await replaceWords(tx, files);
      await replaceLists(tx, files);
      await tx.catalogueState.update({ where: { id: 1 }, data: { filesHash: files.hash, revision: { increment: 1 }, updatedAt: now } });
      await recordAudit(tx, { at: now, actor: 'system', action: 'catalogue.seed', subject: 'catalogue', details: { ...result } });
      return result;
    },
    { timeout: 60_000 },
  );
}

async function publishChanged(tx: Transaction, files: CatalogueFiles, publishedAt: Date): Promise<SeedResult> {
  const held = await tx.procedure.findMany({ select: { code: true, currentVersion: true } });
  const versions = await tx.procedureVersion.findMany({ select: { code: true, number: true, contentHash: true, origin: true } });
  const current = new Map(held.map((row) => [row.code, versions.find((v) => v.code === row.code && v.number === row.currentVersion)]));
  const newest = new Map<string, number>();
  for (const version of versions) newest.set(version.code, Math.max(version.number, newest.get(version.code) ?? 0));

  let kept = 0;
  const fresh = [];
  for (const entry of files.procedures) {
    const { code } = entry.content;
    const contentHash = hashOf(entry);
    const inForce = current.get(code);
    if (inForce?.contentHash === contentHash) continue;
    if (inForce?.origin === 'admin') kept++;
    else
      fresh.push({ code, number: (newest.get(code) ?? 0) + 1, content: entry, contentHash, origin: 'files', publishedAt, reason: 'catalogue files' });
  }
  const inFiles = new Set(files.procedures.map((entry) => entry.content.code));
  const gone = [...current].filter(([code, version]) => version?.origin === 'files' && !inFiles.has(code)).map(([code]) => code);

  await tx.procedure.createMany({ data: fresh.map(({ code }) => ({ code })), skipDuplicates: true });
  for (const rows of batches(fresh)) {
    await tx.$executeRaw`INSERT INTO procedure_version (code, number, content, "contentHash", origin, "publishedAt", reason)
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (code text, number int, content jsonb, "contentHash" text, origin text, "publishedAt" timestamptz, reason text)`;
  }
  const codes = fresh.map((row) => row.code);
  await tx.$executeRaw`UPDATE procedure p SET "currentVersion" = v.number
    FROM (SELECT code, max(number) AS number FROM procedure_version WHERE code = ANY(${codes}) GROUP BY code) v WHERE v.code = p.code`;
  await tx.procedure.updateMany({ where: { code: { in: gone } }, data: { currentVersion: null } });
  return { published: fresh.length, withdrawn: gone.length, kept };
}

async function replaceWords(tx: Transaction, files: CatalogueFiles): Promise<void> {
  const known = new Set(files.procedures.map((entry) => entry.content.code));
  const held = new Map((await tx.procedureWords.findMany({ select: { code: true, contentHash: true, origin: true } })).map((row) => [row.code, row]));
  const changed = [...files.words]
    .filter(([code]) => known.has(code) && held.get(code)?.origin !== 'admin')
    .map(([code, words]) => ({ code, ...words, contentHash: hashOf(words), origin: 'files' }))
    .filter((row) => held.get(row.code)?.contentHash !== row.contentHash);
  const gone = [...held.values()].filter((row) => row.origin === 'files' && !(files.words.has(row.code) && known.has(row.code)));
  await tx.procedureWords.deleteMany({ where: { code: { in: [...changed, ...gone].map((row) => row.code) } } });
  for (const rows of batches(changed)) await tx.procedureWords.createMany({ data: rows });
}

async function replaceLists(tx: Transaction, files: CatalogueFiles): Promise<void> {
  await tx.ambiguityGroup.deleteMany({ where: { origin: 'files' } });
  await tx.ambiguityGroup.createMany({
    data: files.groups.map((group) => ({ id: group.id, content: group, origin: 'files' })),
    skipDuplicates: true,
  });
  await tx.publication.deleteMany({ where: { origin: 'files' } });
  for (const content of files.publications) await tx.publication.create({ data: { id: content.id, content, origin: 'files' } });
  await tx.elsewhereProcedure.deleteMany();
  for (const rows of batches(files.elsewhere)) await tx.elsewhereProcedure.createMany({ data: rows });
}

/** Seeds from the repository's files unless the database already holds them, which a hash tells without reading them all. */
export async function seedFromFiles(database: Database, now: Date, begin: () => void): Promise<SeedResult | null> {
  const state = await database.catalogueState.findUnique({ where: { id: 1 } });
  if (state?.filesHash === hashCatalogueFiles()) return null;
  begin();
  return seedCatalogue(database, readCatalogueFiles(), now);
}
