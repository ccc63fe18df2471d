import type { Database } from '#src/platform/database.ts';
import { knowFields } from '#src/text/fields.ts';
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
  rest: Lists,
): Catalogue {
  const procedures = new Map<string, Procedure>();
  for (const { content, ...row } of rows) procedures.set(content.code, { ...content, ...row });
  const groups = rest.groups
    .map((group) => ({ ...group, options: group.options.filter((option) => procedures.has(option.code)) }))
    .filter((group) => group.options.length > 1);
  const { publications, legal, succession } = rest;
  return { ...at, procedures, groups, elsewhere: rest.elsewhere.filter((entry) => !procedures.has(entry.code)), publications, legal, succession };
}

/** The lists beside the procedures, as the database holds them. */
type Lists = Pick<Catalogue, 'groups' | 'elsewhere' | 'publications' | 'legal' | 'succession'>;

/** What tells, of a catalogue that was read, whether something changed since. */
interface Marks {
  /** The hash of a procedure's words. */
  words: ReadonlyMap<string, string | null>;
  lists: string;
  read: Lists;
}
const marksOf = new WeakMap<Catalogue, Marks>();

/** One mark of all the lists: they are long, and seldom change. */
async function listsMark(database: Database): Promise<string> {
  const [row] = await database.$queryRaw<{ mark: string }[]>`SELECT concat_ws(' ',
    (SELECT md5(string_agg(id || removed || content::text, ' ' ORDER BY id)) FROM ambiguity_group),
    (SELECT md5(string_agg(e::text, ' ' ORDER BY code)) FROM elsewhere_procedure e),
    (SELECT md5(string_agg(content::text, ' ' ORDER BY id)) FROM publication),
    (SELECT md5(string_agg(content::text, ' ' ORDER BY number)) FROM legal_text),
    (SELECT md5(string_agg(content::text, ' ' ORDER BY id)) FROM succession)) AS mark`;
  return row?.mark ?? '';
}

async function readLists(database: Database): Promise<Lists> {
  const groups = await database.ambiguityGroup.findMany({ where: { removed: false }, orderBy: { id: 'asc' } });
  const elsewhere = await database.elsewhereProcedure.findMany({ orderBy: { code: 'asc' } });
  const publications = await database.publication.findMany({ orderBy: { id: 'asc' } });
  const legal = await database.legalText.findMany({ orderBy: { number: 'asc' } });
  const table = await database.succession.findMany({ orderBy: { id: 'asc' } });
  return {
    groups: groups.map((row): AmbiguityGroup => ambiguityGroup.parse(row.content)),
    elsewhere: elsewhere.map((row) => ({ ...row, agency: row.agency ?? undefined })),
    publications: publications.map((row) => publication.parse(row.content)),
    legal: legal.map((row) => legalText.parse(row.content)),
    succession: table.map((row) => succession.parse(row.content)),
  };
}

/**
 * The versions in force, as the database holds them. A version never changes, so what `before` holds of one is taken from there, and so are
 * words and lists that are still the same: after a publication only what is new is read.
 */
export async function loadCatalogue(database: Database, before?: Catalogue): Promise<Catalogue> {
  const old = before && marksOf.get(before);
  const state = await database.catalogueState.findUnique({ where: { id: 1 } });
  const rows = await database.$queryRaw<{ code: string; version: number; words: string | null }[]>`
    SELECT p.code, p."currentVersion" AS version, w."contentHash" AS words FROM procedure p LEFT JOIN procedure_words w ON w.code = p.code
    WHERE p."currentVersion" IS NOT NULL`;
  const codesOf = (list: typeof rows) => list.map(({ code }) => code);
  const fresh = codesOf(rows.filter(({ code, version }) => before?.procedures.get(code)?.version !== version));
  const versions = await database.$queryRaw<{ code: string; content: { group: string; content: unknown } }[]>`
    SELECT v.code, v.content FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number
    WHERE p.code = ANY(${fresh})`;
  const read = new Map(
    versions.map(({ code, content }) => [code, { group: content.group, content: procedureContent.parse(content.content) as ProcedureContent }]),
  );
  const otherWords = codesOf(rows.filter(({ code, words }) => !before?.procedures.has(code) || old?.words.get(code) !== words));
  const wordsRead = new Map((await database.procedureWords.findMany({ where: { code: { in: otherWords } } })).map((row) => [row.code, wordsOf(row)]));
  const changed = new Set(otherWords);
  const wordsFor = (code: string) => (changed.has(code) ? (wordsRead.get(code) ?? NO_WORDS) : (before?.procedures.get(code)?.words ?? NO_WORDS));
  const held = (code: string) => {
    const { group = '', version: _version, words: _words, ...content } = before?.procedures.get(code) ?? {};
    return { group, content: content as ProcedureContent };
  };
  const lists = await listsMark(database);
  const beside = old?.lists === lists ? old.read : await readLists(database);
  const catalogue = build(
    { revision: Number(state?.revision ?? 0), publishedAt: state?.updatedAt ?? null },
    rows
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ code, version }) => ({ ...(read.get(code) ?? held(code)), version, words: wordsFor(code) })),
    beside,
  );
  const earlier = before
    ? []
    : await database.$queryRaw<{ field: string }[]>`
        SELECT DISTINCT v.content->'content'->>'field' AS field FROM procedure_version v JOIN procedure p ON p.code = v.code
        WHERE v.number IS DISTINCT FROM p."currentVersion"`;
  knowFields(
    [...catalogue.procedures.values()].map(({ field }) => field),
    earlier.map(({ field }) => field),
  );
  marksOf.set(catalogue, { words: new Map(rows.map(({ code, words }) => [code, words])), lists, read: beside });
  return catalogue;
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

function wordsOf(row: WordsRow): ProcedureWords {
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
