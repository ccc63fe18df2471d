import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { load } from 'js-yaml';
import { z } from 'zod';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { adminUnit, unitSuccession } from './adminUnit.ts';
import { type Agency, agency } from './agency.ts';

const FILE = new URL('../../prisma/catalogue/directory.yaml', import.meta.url);

/** Everything that is known of who and where. What one entry says of another by code or id must be there. */
export const directory = z
  .strictObject({ units: z.array(adminUnit), successions: z.array(unitSuccession), agencies: z.array(agency) })
  .superRefine(({ units, successions, agencies }, context) => {
    const [codes, ids] = [units.map((unit) => unit.code), agencies.map((entry) => entry.id)];
    const report = (message: string) => context.addIssue({ code: 'custom', message });
    for (const list of [codes, ids, successions.map((change) => change.id)])
      for (const [at, id] of list.entries()) if (list.indexOf(id) !== at) report(`${id} stands twice`);
    const known = (owner: string, wanted: (string | undefined)[], there: string[]) => {
      for (const id of wanted) if (id !== undefined && !there.includes(id)) report(`${owner} names ${id}, which is not there`);
    };
    for (const unit of units) known(unit.code, [unit.parent], codes);
    for (const change of successions) known(change.id, [...change.from, ...change.to], codes);
    for (const entry of agencies) {
      known(entry.id, [entry.unit], codes);
      known(entry.id, [entry.partOf], ids);
    }
  });

export type Directory = z.output<typeof directory>;

/** Reads the directory's file; throws the AppError `catalogueFileBroken` with the place of the first fault. */
export function readDirectoryFile(file: URL | string = FILE): Directory {
  const broken = (detail: string, cause?: unknown) =>
    new AppError('catalogueFileBroken', { params: { file: basename(String(file)), detail }, cause });
  let data: unknown;
  try {
    data = load(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw broken(String(cause).slice(0, 300), cause);
  }
  const read = directory.safeParse(data);
  const [issue] = read.error?.issues ?? [];
  if (!read.success) throw broken(`${issue?.path.map(String).join(' › ')}: ${issue?.message}`);
  return read.data;
}

type Row = { id: string; content: unknown; origin: string };
type Entry = { id: string; content: object };

/** Compared as values: the database keeps the keys of a JSON object in an order of its own. */
const same = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, JSON.parse(JSON.stringify(b)));

/** What to write and what to take away so that the rows of files say what the file says; rows of an admin are left alone. */
function changesOf(rows: Row[], entries: Entry[]) {
  const held = new Map(rows.map((row) => [row.id, row]));
  const named = new Set(entries.map((entry) => entry.id));
  return {
    written: entries.filter(({ id, content }) => held.get(id)?.origin !== 'admin' && !same(held.get(id)?.content, content)),
    gone: rows.filter((row) => row.origin === 'files' && !named.has(row.id)).map((row) => row.id),
  };
}

/** Brings what came from the file up to date, in one transaction; what an admin wrote stays. */
export async function seedDirectory(database: Database): Promise<void> {
  const { agencies, units, successions } = readDirectoryFile();
  await database.$transaction(async (tx) => {
    const agencyRows = changesOf(
      await tx.agency.findMany(),
      agencies.map((content) => ({ id: content.id, content })),
    );
    for (const { id, content } of agencyRows.written)
      await tx.agency.upsert({ where: { id }, create: { id, content, origin: 'files' }, update: { content } });
    if (agencyRows.gone.length > 0) await tx.agency.deleteMany({ where: { id: { in: agencyRows.gone } } });

    const unitRows = changesOf(
      await tx.adminUnit.findMany(),
      units.map((content) => ({ id: content.code, content })),
    );
    for (const { id, content } of unitRows.written)
      await tx.adminUnit.upsert({ where: { id }, create: { id, content, origin: 'files' }, update: { content } });
    if (unitRows.gone.length > 0) await tx.adminUnit.deleteMany({ where: { id: { in: unitRows.gone } } });

    const changeRows = changesOf(
      await tx.unitSuccession.findMany(),
      successions.map((content) => ({ id: content.id, content })),
    );
    for (const { id, content } of changeRows.written)
      await tx.unitSuccession.upsert({ where: { id }, create: { id, content, origin: 'files' }, update: { content } });
    if (changeRows.gone.length > 0) await tx.unitSuccession.deleteMany({ where: { id: { in: changeRows.gone } } });
  });
}

/**
 * Once the one-stop unit is a real one, what is invented is no longer told: beside a real address it would be believed.
 */
export function withoutInvented({ agencies, units, successions }: Directory): Directory {
  const office = agencies.find((entry) => entry.id === 'one-stop');
  if (!office || office.demonstration) return { agencies, units, successions };
  const real = units.filter((unit) => !unit.demonstration);
  const codes = new Set(real.map((unit) => unit.code));
  return {
    agencies: agencies.filter((entry) => !entry.demonstration),
    units: real,
    successions: successions.filter((change) => [...change.from, ...change.to].every((code) => codes.has(code))),
  };
}

/** The directory in force: the database's, or the file's before anything is seeded. */
export async function loadDirectory(database: Database): Promise<Directory> {
  const standing = { where: { removed: false }, orderBy: { id: 'asc' } } as const;
  const agencies = await database.agency.findMany(standing);
  if (agencies.length === 0) return readDirectoryFile();
  const units = await database.adminUnit.findMany(standing);
  const successions = await database.unitSuccession.findMany(standing);
  return withoutInvented({
    agencies: agencies.map((row) => agency.parse(row.content)),
    units: units.map((row) => adminUnit.parse(row.content)),
    successions: successions.map((row) => unitSuccession.parse(row.content)),
  });
}

/** The one-stop unit that citizens are sent to. */
export async function loadOffice(database: Database): Promise<Agency> {
  const row = await database.agency.findUnique({ where: { id: 'one-stop' } });
  return row ? agency.parse(row.content) : officeFrom(readDirectoryFile());
}

export function officeFrom({ agencies }: Pick<Directory, 'agencies'>): Agency {
  return agencies.find((entry) => entry.id === 'one-stop') ?? agency.parse({ id: 'one-stop', name: 'Bộ phận Một cửa', kind: 'oneStop' });
}
