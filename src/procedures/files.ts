import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from 'js-yaml';
import { z } from 'zod';
import { AppError } from '#src/platform/errors.ts';
import {
  type AmbiguityGroup,
  ambiguityGroup,
  type ElsewhereProcedure,
  elsewhereProcedure,
  type ProcedureContent,
  type ProcedureWords,
  procedureContent,
  procedureWords,
} from './content.ts';
import { type LegalText, legalText } from './legal.ts';
import { type Publication, publication } from './publications.ts';
import { type Succession, succession } from './succession.ts';

/** The catalogue as the repository keeps it: prisma/catalogue, files that a person reviews in a diff. */
export interface CatalogueFiles {
  hash: string;
  procedures: { group: string; content: ProcedureContent }[];
  words: Map<string, ProcedureWords>;
  groups: AmbiguityGroup[];
  elsewhere: ElsewhereProcedure[];
  publications: Publication[];
  /** The texts that procedures cite. */
  legal: LegalText[];
  succession: Succession[];
}

export const CATALOGUE_FOLDER = fileURLToPath(new URL('../../prisma/catalogue', import.meta.url));

const names = (folder: string) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.yaml'))
        .sort()
    : [];

/** A hash over all files: when it is what the database holds, there is nothing to load. */
export function hashCatalogueFiles(folder = CATALOGUE_FOLDER): string {
  const hash = createHash('sha256');
  for (const sub of ['', 'procedures', 'words'])
    for (const name of names(join(folder, sub))) hash.update(name).update(readFileSync(join(folder, sub, name)));
  return hash.digest('hex');
}

/** Something wrong in a file, with the entry that it is in. */
export interface FileFault {
  file: string;
  detail: string;
}

/** What a file's entry is called: its code or id, in a list or as the key. */
function entryAt(data: unknown, place: PropertyKey | undefined): string {
  if (typeof place !== 'number') return '';
  const entry = (data as { code?: unknown; id?: unknown; number?: unknown }[])[place];
  return String(entry?.code ?? entry?.id ?? entry?.number ?? '');
}

/** Reads one file and checks its shape. With a fault in it the file gives nothing. */
function readFile<T>(file: string, schema: z.ZodType<T>, nothing: T, faults: FileFault[]): T {
  let data: unknown;
  try {
    data = load(readFileSync(file, 'utf8'));
  } catch (cause) {
    faults.push({ file, detail: String(cause).slice(0, 300) });
    return nothing;
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    faults.push({ file, detail: `${entryAt(data, path[0])} ${path.map(String).join(' › ')}: ${message}`.trim() });
  return nothing;
}

/** Reports each name that is there twice: the second would silently take the first one's place. */
function reportTwice(entries: { name: string; file: string }[], faults: FileFault[]): void {
  const seen = new Map<string, string>();
  for (const { name, file } of entries) {
    const before = seen.get(name);
    if (before !== undefined) faults.push({ file, detail: `${name}: also in ${before}` });
    else seen.set(name, file);
  }
}

/** Everything in the files that can be read, and everything that is wrong with them. */
export function inspectCatalogueFiles(folder = CATALOGUE_FOLDER): { files: CatalogueFiles; faults: FileFault[] } {
  const faults: FileFault[] = [];
  const procedures = names(join(folder, 'procedures')).flatMap((name) => {
    const file = join(folder, 'procedures', name);
    return readFile(file, z.array(procedureContent), [], faults).map((content) => ({ group: name.replace('.yaml', ''), file, content }));
  });
  const words = names(join(folder, 'words')).flatMap((name) => {
    const file = join(folder, 'words', name);
    return Object.entries(readFile(file, z.record(z.string(), procedureWords), {}, faults)).map(([code, entry]) => ({ code, file, entry }));
  });
  const groupFile = join(folder, 'ambiguity.yaml');
  const groups = readFile(groupFile, z.array(ambiguityGroup), [], faults);
  const elsewhereFile = join(folder, 'elsewhere.yaml');
  const elsewhere = readFile(elsewhereFile, z.array(elsewhereProcedure), [], faults);
  const publicationFile = join(folder, 'publications.yaml');
  const publications = existsSync(publicationFile) ? readFile(publicationFile, z.array(publication), [], faults) : [];
  const legalFile = join(folder, 'legal.yaml');
  const legal = existsSync(legalFile) ? readFile(legalFile, z.array(legalText), [], faults) : [];
  const successionFile = join(folder, 'succession.yaml');
  const table = existsSync(successionFile) ? readFile(successionFile, z.array(succession), [], faults) : [];

  reportTwice(
    [...procedures.map(({ content, file }) => ({ name: content.code, file })), ...elsewhere.map(({ code }) => ({ name: code, file: elsewhereFile }))],
    faults,
  );
  reportTwice(
    words.map(({ code, file }) => ({ name: code, file })),
    faults,
  );
  reportTwice(
    [
      ...groups.map(({ id }) => ({ name: id, file: groupFile })),
      ...publications.map(({ id }) => ({ name: `publication ${id}`, file: publicationFile })),
      ...legal.map(({ number }) => ({ name: `legal text ${number}`, file: legalFile })),
      ...table.map(({ id }) => ({ name: `succession ${id}`, file: successionFile })),
    ],
    faults,
  );
  const files = {
    hash: hashCatalogueFiles(folder),
    procedures: procedures.map(({ group, content }) => ({ group, content })),
    words: new Map(words.map(({ code, entry }) => [code, entry])),
    groups,
    elsewhere,
    publications,
    legal,
    succession: table,
  };
  return { files, faults };
}

/** Reads the catalogue files; throws an AppError that names the file and the entry of the first fault. */
export function readCatalogueFiles(folder = CATALOGUE_FOLDER): CatalogueFiles {
  const { files, faults } = inspectCatalogueFiles(folder);
  const [first] = faults;
  if (first) throw new AppError('catalogueFileBroken', { params: { file: first.file, detail: first.detail } });
  return files;
}

export const NO_WORDS: ProcedureWords = { aliases: [], situations: [] };
