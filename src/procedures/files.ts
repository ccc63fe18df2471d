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

/** The catalogue as the repository keeps it: prisma/catalogue, files that a person reviews in a diff. */
export interface CatalogueFiles {
  hash: string;
  procedures: { group: string; content: ProcedureContent }[];
  words: Map<string, ProcedureWords>;
  groups: AmbiguityGroup[];
  elsewhere: ElsewhereProcedure[];
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

/** Reads one file and checks its shape; an error names the file and the entry. */
function readFile<T>(path: string, schema: z.ZodType<T>): T {
  let data: unknown;
  try {
    data = load(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new AppError('catalogueFileBroken', { params: { file: path, detail: String(cause).slice(0, 300) }, cause });
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = issue?.path.join(' › ') ?? '';
  const entry = typeof issue?.path[0] === 'number' ? ((data as { code?: string }[])[issue.path[0]]?.code ?? '') : '';
  throw new AppError('catalogueFileBroken', { params: { file: path, detail: `${entry} ${at}: ${issue?.message}`.trim() } });
}

export function readCatalogueFiles(folder = CATALOGUE_FOLDER): CatalogueFiles {
  const procedures = names(join(folder, 'procedures')).flatMap((name) => {
    const group = name.replace('.yaml', '');
    return readFile(join(folder, 'procedures', name), z.array(procedureContent)).map((content) => ({ group, content }));
  });
  const words = new Map<string, ProcedureWords>();
  for (const name of names(join(folder, 'words')))
    for (const [code, entry] of Object.entries(readFile(join(folder, 'words', name), z.record(z.string(), procedureWords)))) words.set(code, entry);
  return {
    hash: hashCatalogueFiles(folder),
    procedures,
    words,
    groups: readFile(join(folder, 'ambiguity.yaml'), z.array(ambiguityGroup)),
    elsewhere: readFile(join(folder, 'elsewhere.yaml'), z.array(elsewhereProcedure)),
  };
}

export const NO_WORDS: ProcedureWords = { aliases: [], situations: [] };
