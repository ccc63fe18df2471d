import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { type CatalogueFiles, hashCatalogueFiles, readCatalogueFiles } from './files.ts';
import { batches, publishEntries, writeWords } from './publishing.ts';

export interface SeedResult {
  /** Procedures that got a new version, or their first. */
  published: number;
  /** Procedures that the files no longer hold. */
  withdrawn: number;
  /** Procedures left alone because an admin or an import published what is in force; what the files bring is in a draft. */
  kept: number;
}

/**
 * Brings the database to what the catalogue files say: only what changed becomes a new version, and nothing that an admin
 * or an import published is overwritten. One transaction; running it again does nothing. Returns null when the files have not changed.
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

async function publishChanged(tx: Transaction, files: CatalogueFiles, at: Date): Promise<SeedResult> {
  const by = { origin: 'files', at, reason: 'catalogue files', source: 'prisma/catalogue' } as const;
  const { published, kept } = await publishEntries(tx, files.procedures, by);
  const inFiles = new Set(files.procedures.map((entry) => entry.content.code));
  const ofFiles = await tx.$queryRaw<{ code: string }[]>`SELECT p.code FROM procedure p
    JOIN procedure_version v ON v.code = p.code AND v.number = p."currentVersion" WHERE v.origin = 'files'`;
  const gone = ofFiles.map(({ code }) => code).filter((code) => !inFiles.has(code));
  await tx.procedure.updateMany({ where: { code: { in: gone } }, data: { currentVersion: null } });
  return { published: published.length, withdrawn: gone.length, kept: kept.length };
}

async function replaceWords(tx: Transaction, files: CatalogueFiles): Promise<void> {
  const known = new Set(files.procedures.map((entry) => entry.content.code));
  const words = new Map([...files.words].filter(([code]) => known.has(code)));
  await writeWords(tx, words, 'files');
  await tx.procedureWords.deleteMany({ where: { origin: 'files', code: { notIn: [...words.keys()] } } });
}

async function replaceLists(tx: Transaction, files: CatalogueFiles): Promise<void> {
  await tx.ambiguityGroup.deleteMany({ where: { origin: 'files' } });
  await tx.ambiguityGroup.createMany({
    data: files.groups.map((group) => ({ id: group.id, content: group, origin: 'files' })),
    skipDuplicates: true,
  });
  await tx.publication.deleteMany({ where: { origin: 'files' } });
  for (const content of files.publications) await tx.publication.create({ data: { id: content.id, content, origin: 'files' } });
  await tx.legalText.deleteMany({ where: { origin: 'files' } });
  const legal = files.legal.map((content) => ({ number: content.number, content, origin: 'files' }));
  for (const data of batches(legal)) await tx.legalText.createMany({ data, skipDuplicates: true });
  await tx.succession.deleteMany({ where: { origin: 'files' } });
  await tx.succession.createMany({ data: files.succession.map((content) => ({ id: content.id, content, origin: 'files' })), skipDuplicates: true });
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
