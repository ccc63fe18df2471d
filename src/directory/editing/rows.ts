import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { adminUnit, unitSuccession } from '../adminUnit.ts';
import { agency } from '../agency.ts';
import type { Directory } from '../directory.ts';

export const ENTRY_KINDS = ['agency', 'unit', 'succession'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** What each kind of entry is read by. */
export const SHAPES = { agency, unit: adminUnit, succession: unitSuccession } as const;

/** The list of a directory that an entry stands in. */
export const LISTS = { agency: 'agencies', unit: 'units', succession: 'successions' } as const satisfies Record<EntryKind, keyof Directory>;

export interface EntryRow {
  id: string;
  content: unknown;
  origin: string;
  removed: boolean;
}

export function readRow(tx: Database | Transaction, kind: EntryKind, id: string): Promise<EntryRow | null> {
  const where = { where: { id } };
  if (kind === 'agency') return tx.agency.findUnique(where);
  return kind === 'unit' ? tx.adminUnit.findUnique(where) : tx.unitSuccession.findUnique(where);
}

export function readRows(tx: Database | Transaction, kind: EntryKind): Promise<EntryRow[]> {
  const order = { orderBy: { id: 'asc' } } as const;
  if (kind === 'agency') return tx.agency.findMany(order);
  return kind === 'unit' ? tx.adminUnit.findMany(order) : tx.unitSuccession.findMany(order);
}

/** Writes an entry as an admin's: files leave it alone from then on. */
export async function writeRow(
  tx: Transaction,
  kind: EntryKind,
  id: string,
  entry: { content: Prisma.InputJsonValue; removed: boolean },
): Promise<void> {
  const data = { ...entry, origin: 'admin' };
  const write = { where: { id }, create: { id, ...data }, update: data };
  if (kind === 'agency') await tx.agency.upsert(write);
  else if (kind === 'unit') await tx.adminUnit.upsert(write);
  else await tx.unitSuccession.upsert(write);
}

/** Every entry that stands, also what is invented and no longer told. */
export async function readWhole(tx: Database | Transaction): Promise<Directory> {
  const standing = async (kind: EntryKind) => (await readRows(tx, kind)).filter(({ removed }) => !removed).map(({ content }) => content);
  return {
    agencies: (await standing('agency')).map((content) => agency.parse(content)),
    units: (await standing('unit')).map((content) => adminUnit.parse(content)),
    successions: (await standing('succession')).map((content) => unitSuccession.parse(content)),
  };
}
