import type { Database } from '#src/platform/database.ts';
import {
  type AmbiguityGroup,
  ambiguityGroup,
  type Catalogue,
  type Procedure,
  type ProcedureContent,
  type ProcedureWords,
  procedureContent,
} from './content.ts';
import { type CatalogueFiles, NO_WORDS } from './files.ts';
import { legalText } from './legal.ts';
import { publication } from './publications.ts';
import { succession } from './succession.ts';

function build(
  at: { revision: number; publishedAt: Date | null },
  rows: { group: string; content: ProcedureContent; version: number; words: ProcedureWords }[],
  rest: Pick<Catalogue, 'groups' | 'elsewhere' | 'publications' | 'legal' | 'succession'>,
): Catalogue {
  const procedures = new Map<string, Procedure>();
  for (const { content, ...row } of rows) procedures.set(content.code, { ...content, ...row });
  const groups = rest.groups
    .map((group) => ({ ...group, options: group.options.filter((option) => procedures.has(option.code)) }))
    .filter((group) => group.options.length > 1);
  const { publications, legal, succession } = rest;
  return { ...at, procedures, groups, elsewhere: rest.elsewhere.filter((entry) => !procedures.has(entry.code)), publications, legal, succession };
}

/**
 * The versions in force, as the database holds them. A version never changes, so what `before` holds of one is taken from there: after a
 * publication only the new versions are read.
 */
export async function loadCatalogue(database: Database, before?: Catalogue): Promise<Catalogue> {
  const state = await database.catalogueState.findUnique({ where: { id: 1 } });
  const rows = await database.procedure.findMany({ where: { currentVersion: { not: null } }, include: { words: true }, orderBy: { code: 'asc' } });
  const fresh = rows.filter(({ code, currentVersion }) => before?.procedures.get(code)?.version !== currentVersion).map(({ code }) => code);
  const versions = await database.$queryRaw<{ code: string; content: { group: string; content: unknown } }[]>`
    SELECT v.code, v.content FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number
    WHERE p.code = ANY(${fresh})`;
  const read = new Map(
    versions.map(({ code, content }) => [code, { group: content.group, content: procedureContent.parse(content.content) as ProcedureContent }]),
  );
  const held = (code: string) => {
    const { group = '', version: _version, words: _words, ...content } = before?.procedures.get(code) ?? {};
    return { group, content: content as ProcedureContent };
  };
  const groups = await database.ambiguityGroup.findMany({ orderBy: { id: 'asc' } });
  const elsewhere = await database.elsewhereProcedure.findMany({ orderBy: { code: 'asc' } });
  const publications = await database.publication.findMany({ orderBy: { id: 'asc' } });
  const legal = await database.legalText.findMany({ orderBy: { number: 'asc' } });
  const table = await database.succession.findMany({ orderBy: { id: 'asc' } });
  return build(
    { revision: Number(state?.revision ?? 0), publishedAt: state?.updatedAt ?? null },
    rows
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, currentVersion, words }) => ({ ...(read.get(code) ?? held(code)), version: currentVersion as number, words: wordsOf(words) })),
    {
      groups: groups.map((row): AmbiguityGroup => ambiguityGroup.parse(row.content)),
      elsewhere: elsewhere.map((row) => ({ ...row, agency: row.agency ?? undefined })),
      publications: publications.map((row) => publication.parse(row.content)),
      legal: legal.map((row) => legalText.parse(row.content)),
      succession: table.map((row) => succession.parse(row.content)),
    },
  );
}

type WordsRow = {
  friendlyName: string | null;
  summary: string | null;
  when: string | null;
  author: string | null;
  reviewed: boolean;
  aliases: string[];
  situations: string[];
};

function wordsOf(row: WordsRow | null | undefined): ProcedureWords {
  if (!row) return NO_WORDS;
  const { reviewed, aliases, situations } = row;
  const given = Object.fromEntries(
    (['friendlyName', 'summary', 'when', 'author'] as const).flatMap((key) => (row[key] === null ? [] : [[key, row[key]]])),
  );
  return { ...given, ...(reviewed ? { reviewed } : {}), aliases, situations };
}

/** The same catalogue without a database: for the commands that only read, and for tests. */
export function catalogueFromFiles(files: CatalogueFiles): Catalogue {
  const rows = files.procedures.map(({ group, content }) => ({ group, content, version: 1, words: files.words.get(content.code) ?? NO_WORDS }));
  return build(
    { revision: 0, publishedAt: null },
    rows.sort((a, b) => (a.content.code < b.content.code ? -1 : 1)),
    files,
  );
}
