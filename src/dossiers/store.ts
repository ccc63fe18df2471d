import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { DossierEvent, DossierEventBody } from './events.ts';
import { asDossier, type Dossier } from './model.ts';
import { type Refusal, refusalError, refuse } from './refusals.ts';
import type { HistoryLine } from './transition.ts';

/** Throws the refusal when there is one. */
export function orThrow<T extends object>(value: T | Refusal): T {
  if ('refused' in value) throw refusalError(value as Refusal);
  return value as T;
}

export async function findDossier(tx: Transaction, code: string): Promise<Dossier> {
  const row = await tx.dossier.findUnique({ where: { code } });
  if (!row) throw refusalError(refuse('dossierNotFound'));
  return asDossier(row);
}

export const lineRow = (dossierId: number, line: HistoryLine): Prisma.DossierEventCreateManyInput => ({ dossierId, ...line });

/**
 * Writes what changed, if nobody else changed it since it was read: of two officers acting at once the second is refused
 * with `dossierChanged`.
 */
export async function saveChange(tx: Transaction, before: Dossier, after: Dossier): Promise<void> {
  const keys = (Object.keys(after) as (keyof Dossier)[]).filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  const data = Object.fromEntries(keys.map((key) => [key, after[key]])) as Prisma.DossierUpdateManyMutationInput;
  const { count } = await tx.dossier.updateMany({ where: { id: before.id, version: before.version }, data });
  if (count === 0) throw refusalError(refuse('dossierChanged', { code: before.code }));
}

/** The next number of a series, under the lock of its row until the transaction ends: no two are the same, and none is left out. */
export async function nextSerial(tx: Transaction, series: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ last: number }[]>`
    INSERT INTO dossier_serial (series, last) VALUES (${series}, 1)
    ON CONFLICT (series) DO UPDATE SET last = dossier_serial.last + 1 RETURNING last`;
  return row!.last;
}

/** Events as they leave the room: with the dossier that they are about. */
export const asEvents = ({ id, code, procedureName }: Dossier, at: Date, bodies: DossierEventBody[]): DossierEvent[] =>
  bodies.map((body) => ({ dossierId: id, code, procedureName, at, ...body }));
