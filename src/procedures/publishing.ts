import { createHash } from 'node:crypto';
import type { Transaction } from '#src/platform/database.ts';
import { type ProcedureContent, type ProcedureWords, procedureContent } from './content.ts';
import { type Draft, replaceDrafts, type Side } from './drafts.ts';

/** Where a version or words come from: the repository's files, an imported file, or a person in the admin pages. */
export type Origin = 'files' | 'import' | 'admin';

/** Whose versions and words a publisher may replace; what anybody else published is left alone and becomes a draft. */
const REPLACES: Record<'files' | 'import', readonly string[]> = { files: ['files'], import: ['files', 'import'] };

export const hashOf = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

/** Rows at a time: the embedded database keeps the memory that its largest statement took. */
const BATCH = 50;
export const batches = <T>(rows: T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, at) => rows.slice(at * BATCH, (at + 1) * BATCH));

export interface Publisher {
  origin: keyof typeof REPLACES;
  at: Date;
  /** Why, for the version's history. */
  reason: string;
  /** The file, for a draft. */
  source: string;
}

export interface Published {
  /** Codes that got a new version, or their first. */
  published: string[];
  /** Codes left alone because somebody else published what is in force, and it differs. */
  kept: string[];
  /** Codes of those left alone for which the file brings something new: each has a draft now. */
  drafted: string[];
}

type Entry = { group: string; content: ProcedureContent };
type TwoWords = { theirs: ProcedureWords; ours: ProcedureWords };
/** Words that may not be written because an admin wrote those in force: for the drafts. */
export type KeptWords = Map<string, TwoWords>;

const sideOf = (content: unknown): Side => {
  const row = content as { group: string; content: unknown };
  return { group: row.group, content: procedureContent.parse(row.content) };
};

/** What is held of each code: the version in force, and the newest one's number. */
async function readHeld(tx: Transaction) {
  const held = await tx.procedure.findMany({ select: { code: true, currentVersion: true } });
  const versions = await tx.procedureVersion.findMany({ select: { code: true, number: true, contentHash: true, origin: true } });
  const byCode = Map.groupBy(versions, ({ code }) => code);
  return new Map(
    held.map(({ code, currentVersion }) => {
      const own = byCode.get(code) ?? [];
      return [code, { own, current: own.find(({ number }) => number === currentVersion), newest: Math.max(0, ...own.map(({ number }) => number)) }];
    }),
  );
}
type Held = Awaited<ReturnType<typeof readHeld>>;

async function draftOf(
  tx: Transaction,
  code: string,
  entry: Entry | null,
  words: { theirs: ProcedureWords; ours: ProcedureWords } | undefined,
  by: Publisher,
  held: Held,
): Promise<Draft | null> {
  const { own = [], current } = held.get(code) ?? {};
  if (!current) return null;
  const inForce = sideOf((await tx.procedureVersion.findUniqueOrThrow({ where: { code_number: { code, number: current.number } } })).content);
  const base = own
    .filter(({ origin, number }) => REPLACES[by.origin].includes(origin) && number <= current.number)
    .sort((a, b) => b.number - a.number)[0];
  const baseRow = base && (await tx.procedureVersion.findUniqueOrThrow({ where: { code_number: { code, number: base.number } } }));
  return {
    code,
    origin: by.origin,
    baseVersion: base?.number ?? null,
    inForceVersion: current.number,
    base: baseRow ? sideOf(baseRow.content) : null,
    theirs: { ...inForce, ...(words && { words: words.theirs }) },
    ours: { ...(entry ?? inForce), ...(words && { words: words.ours }) },
    source: by.source,
    createdAt: by.at,
  };
}

/**
 * Publishes what is new or differs from the version in force, as the next version. Where somebody whom this publisher may not replace
 * published what is in force, nothing is overwritten: what the file brings becomes a draft. Call it inside the transaction that
 * holds the lock on catalogue_state; count the revision and record the audit line there too.
 */
export async function publishEntries(tx: Transaction, entries: Entry[], by: Publisher, keptWords: KeptWords = new Map()): Promise<Published> {
  const held = await readHeld(tx);
  const changed = entries
    .map((entry) => ({ entry, code: entry.content.code, contentHash: hashOf({ group: entry.group, content: entry.content }) }))
    .filter(({ code, contentHash }) => held.get(code)?.current?.contentHash !== contentHash);
  const mayReplace = (code: string) => REPLACES[by.origin].includes(held.get(code)?.current?.origin ?? by.origin);
  const kept = changed.filter(({ code }) => !mayReplace(code));
  const fresh = changed
    .filter(({ code }) => mayReplace(code))
    .map(({ entry: { group, content }, code, contentHash }) => ({
      code,
      number: (held.get(code)?.newest ?? 0) + 1,
      content: { group, content },
      contentHash,
      origin: by.origin,
      publishedAt: by.at,
      reason: by.reason,
    }));

  await tx.procedure.createMany({ data: fresh.map(({ code }) => ({ code })), skipDuplicates: true });
  for (const rows of batches(fresh)) {
    await tx.$executeRaw`INSERT INTO procedure_version (code, number, content, "contentHash", origin, "publishedAt", reason)
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS row (code text, number int, content jsonb, "contentHash" text, origin text, "publishedAt" timestamptz, reason text)`;
  }
  const published = fresh.map((row) => row.code);
  await tx.$executeRaw`UPDATE procedure p SET "currentVersion" = v.number
    FROM (SELECT code, max(number) AS number FROM procedure_version WHERE code = ANY(${published}) GROUP BY code) v WHERE v.code = p.code`;

  const drafts: Draft[] = [];
  for (const code of new Set([...kept.map((row) => row.code), ...keptWords.keys()])) {
    const draft = await draftOf(tx, code, kept.find((row) => row.code === code)?.entry ?? null, keptWords.get(code), by, held);
    if (draft) drafts.push(draft);
  }
  const looked = [...new Set([...entries.map(({ content }) => content.code), ...keptWords.keys()])];
  const drafted = await replaceDrafts(tx, by.origin, looked, drafts);
  return { published, kept: kept.map(({ code }) => code), drafted };
}

/** Writes the words that changed, unless somebody whom this publisher may not replace wrote those in force: these are returned. */
export async function writeWords(
  tx: Transaction,
  words: Map<string, ProcedureWords>,
  origin: Publisher['origin'],
): Promise<{ written: string[]; kept: string[] }> {
  const held = new Map((await tx.procedureWords.findMany({ select: { code: true, contentHash: true, origin: true } })).map((row) => [row.code, row]));
  const changed = [...words]
    .map(([code, entry]) => ({ code, ...entry, contentHash: hashOf(entry), origin }))
    .filter((row) => held.get(row.code)?.contentHash !== row.contentHash);
  const mayReplace = ({ code }: { code: string }) => REPLACES[origin].includes(held.get(code)?.origin ?? origin);
  const fresh = changed.filter(mayReplace);
  await tx.procedureWords.deleteMany({ where: { code: { in: fresh.map(({ code }) => code) } } });
  for (const rows of batches(fresh)) await tx.procedureWords.createMany({ data: rows });
  return { written: fresh.map(({ code }) => code), kept: changed.filter((row) => !mayReplace(row)).map(({ code }) => code) };
}
