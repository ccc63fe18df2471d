import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { procedureContent, procedureWords } from '../content.ts';
import { NO_WORDS } from '../files.ts';
import { type KeptWords, publishEntries, writeWords } from '../publishing.ts';
import { isError } from './findings.ts';
import { type Current, type Item, type Plan, type PlanSetting, planImport } from './plan.ts';
import type { ReadRows } from './rows.ts';

export interface ImportOptions {
  now: Date;
  /** The file's name without its folder, for the version's history, the drafts and the audit line. */
  file: string;
  dryRun: boolean;
  /** Write what is sound even where other rows have errors. */
  skipErrors: boolean;
}

export interface ImportResult extends Plan {
  /** Whether anything could be written; false for a dry run and when errors stopped it. */
  written: boolean;
}

/** What is in force, with who published it; inside the transaction that will write, so that nobody publishes in between. */
async function readCurrent(tx: Transaction): Promise<Map<string, Current>> {
  const rows = await tx.$queryRaw<{ code: string; origin: string; content: { group: string; content: unknown } }[]>`
    SELECT v.code, v.origin, v.content FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number`;
  const words = new Map((await tx.procedureWords.findMany()).map((row) => [row.code, row]));
  return new Map(
    rows.map(({ code, origin, content }) => {
      const {
        contentHash: _hash,
        code: _code,
        origin: wordsOrigin,
        reviewed,
        ...own
      } = words.get(code) ?? { ...NO_WORDS, contentHash: '', code, origin: null, reviewed: false };
      const given = Object.fromEntries(Object.entries({ ...own, ...(reviewed ? { reviewed } : {}) }).filter(([, value]) => value !== null));
      return [
        code,
        { group: content.group, content: procedureContent.parse(content.content), words: procedureWords.parse(given), origin, wordsOrigin },
      ];
    }),
  );
}

const entryOf = ({ group, content }: Item) => ({ group, content });

/** Publishes what a plan changes, drafts what an admin's version keeps out, and records the audit line. */
async function write(tx: Transaction, items: Item[], current: Map<string, Current>, options: ImportOptions, refused: number): Promise<void> {
  const { now: at, file } = options;
  const wanted = items.filter(({ status }) => status === 'new' || status === 'changed' || status === 'draft');
  const ofContent = wanted.filter(({ status, fields }) => status === 'new' || fields.some((field) => !field.startsWith('words.')));
  const keptWords: KeptWords = new Map(
    wanted.flatMap(({ code, words }) => {
      const before = current.get(code);
      return words && before?.wordsOrigin === 'admin' ? [[code, { theirs: before.words, ours: words }] as const] : [];
    }),
  );
  // A draft of an earlier import that says nothing more than what is in force now has had its day.
  await tx.procedureDraft.deleteMany({
    where: { origin: 'import', code: { in: items.filter(({ status }) => status === 'unchanged').map(({ code }) => code) } },
  });
  const by = { origin: 'import', at, reason: `import ${file}`, source: file } as const;
  const { published, drafted } = await publishEntries(tx, ofContent.map(entryOf), by, keptWords);
  const { written } = await writeWords(
    tx,
    new Map(wanted.flatMap(({ code, words }) => (words && !keptWords.has(code) ? [[code, words] as const] : []))),
    'import',
  );
  if (published.length + written.length > 0)
    await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: at } });
  const details = { file, published: published.length, words: written.length, drafts: drafted.length, refused };
  await recordAudit(tx, { at, actor: 'system', action: 'catalogue.import', subject: 'catalogue', details });
}

/**
 * Compares the rows of a file with what is in force and, unless it is a dry run or a row has an error, publishes what changed: all in
 * one transaction. What an admin published is not overwritten: the file's version becomes a draft (`procedure_draft`).
 */
export async function importProcedures(
  database: Database,
  read: (groups: readonly string[]) => ReadRows,
  setting: Omit<PlanSetting, 'current'>,
  options: ImportOptions,
): Promise<ImportResult> {
  return database.$transaction(
    async (tx) => {
      await tx.catalogueState.createMany({ data: [{ id: 1, updatedAt: options.now }], skipDuplicates: true });
      await tx.$executeRaw`SELECT 1 FROM catalogue_state WHERE id = 1 FOR UPDATE`;
      const current = await readCurrent(tx);
      const groups = [...new Set([...current.values()].map(({ group }) => group))].sort();
      const plan = planImport(read(groups), { ...setting, current });
      const errors = plan.remarks.some(isError);
      if (options.dryRun || (errors && !options.skipErrors)) return { ...plan, written: false };
      await write(tx, plan.items, current, options, plan.items.filter(({ status }) => status === 'refused').length + plan.broken.length);
      return { ...plan, written: true };
    },
    { timeout: 60_000 },
  );
}
