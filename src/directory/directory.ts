import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { Database } from '#src/platform/database.ts';
import { type Agency, agency } from './agency.ts';

const FILE = new URL('../../prisma/catalogue/directory.yaml', import.meta.url);

export const readDirectoryFile = (): Agency[] => z.array(agency).parse(load(readFileSync(FILE, 'utf8')));

/** Brings what came from the file up to date; what an admin wrote stays. */
export async function seedDirectory(database: Database): Promise<void> {
  const agencies = readDirectoryFile();
  const held = new Map((await database.agency.findMany()).map((row) => [row.id, row]));
  // Compared as values: the database keeps the keys of a JSON object in an order of its own.
  const changed = agencies.filter(
    (entry) => held.get(entry.id)?.origin !== 'admin' && !isDeepStrictEqual(held.get(entry.id)?.content, JSON.parse(JSON.stringify(entry))),
  );
  for (const content of changed)
    await database.agency.upsert({ where: { id: content.id }, create: { id: content.id, content, origin: 'files' }, update: { content } });
}

/** The one-stop unit that citizens are sent to. */
export async function loadOffice(database: Database): Promise<Agency> {
  const row = await database.agency.findUnique({ where: { id: 'one-stop' } });
  return row ? agency.parse(row.content) : officeFrom(readDirectoryFile());
}

export function officeFrom(agencies: Agency[]): Agency {
  return agencies.find((entry) => entry.id === 'one-stop') ?? { id: 'one-stop', name: 'Bộ phận Một cửa', demonstration: false };
}
