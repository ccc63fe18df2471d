import { randomBytes } from 'node:crypto';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { DossierEvent } from '../events.ts';
import { asDossier, type Dossier } from '../model.ts';
import { writeDifferences } from './differences.ts';
import {
  changesOf,
  type Difference,
  differencesOfMirror,
  differencesWithLocal,
  historyKind,
  isLowered,
  type Mirror,
  type MirrorPlace,
  mirrorOf,
  toldByImport,
} from './mirror.ts';
import type { ImportedDossier } from './record.ts';
import { insertRows, type Row, updateRows } from './setBased.ts';

export interface UpsertRow {
  dossier: ImportedDossier;
  hash: string;
}

/**
 * `unchanged`: the same content as before. `kept`: this register has it otherwise and keeps it, because the dossier is its own or is closed;
 * the difference is written down.
 */
export type UpsertOutcome = 'created' | 'updated' | 'unchanged' | 'kept';

export interface UpsertResult {
  outcome: UpsertOutcome;
  differences: Difference[];
}

export interface UpsertSetting {
  now: Date;
  /** Who says so, for history and differences: "import:ho-so.xlsx", "key:12". */
  source: string;
  tell(tx: Transaction, events: DossierEvent[]): Promise<void>;
}

/** Two imports at once would each see the other's dossiers as missing. */
const LOCK = 7_246_113;
/** As many random bits as the token in a slip's QR has. */
const newToken = () => randomBytes(16).toString('base64url');

interface Plan {
  row: UpsertRow;
  before: Dossier | null;
  after: Mirror | null;
  result: UpsertResult;
}

/** What becomes of one row, given what is there. */
function planRow(row: UpsertRow, place: MirrorPlace, before: Dossier | null): Plan {
  const { dossier, hash } = row;
  if (before && before.source !== 'mirrored') {
    const differences = differencesWithLocal(before, dossier, place.procedureCode);
    return { row, before, after: null, result: { outcome: differences.length > 0 ? 'kept' : 'unchanged', differences } };
  }
  if (before?.sourceHash === hash)
    return { row, before, after: null, result: { outcome: 'unchanged', differences: differencesOfMirror(before, before.reappointments) } };
  if (before && isLowered(before, dossier)) {
    const differences = [{ kind: 'state' as const, ours: before.state, theirs: dossier.state }];
    return { row, before, after: null, result: { outcome: 'kept', differences } };
  }
  const after = mirrorOf(dossier, place, before);
  return {
    row,
    before,
    after,
    result: { outcome: before ? 'updated' : 'created', differences: differencesOfMirror(after, before?.reappointments ?? 0) },
  };
}

type Written = Plan & { after: Mirror; id: number };

const mirrorRow = ({ after, row }: Plan, now: Date): Row => ({
  ...(after as Mirror),
  source: 'mirrored',
  sourceHash: row.hash,
  sourceUpdatedAt: now,
});

const applicantRow = ({ id, row: { dossier } }: Written): Row => ({
  dossierId: id,
  kind: dossier.ownerKind ?? 'person',
  name: dossier.owner ?? null,
  phone: dossier.phone ?? null,
  email: dossier.email ?? null,
  address: dossier.address ?? null,
  subject: dossier.subject ?? null,
});

function historyRow({ id, before, after, row: { dossier } }: Written, { now, source }: UpsertSetting): Row {
  const at = after.lastEventAt;
  return {
    dossierId: id,
    kind: historyKind(dossier, before),
    at: before?.state === after.state ? now : at,
    recordedAt: now,
    actor: source,
    unitId: after.unitId,
    fromState: before?.state ?? null,
    toState: after.state,
    reason: dossier.reason ?? null,
    data: before ? { changes: changesOf(before, after) } : { dueAt: after.dueAt?.toISOString() ?? null },
    sourceKey: `${after.state} ${at.toISOString()} ${(before?.version ?? 0) + 1}`,
  };
}

/** Requests for supplements that began, and those that ended because the dossier went on. */
async function writeSupplements(tx: Transaction, written: Written[], { now, source }: UpsertSetting): Promise<void> {
  const left = written.filter(({ before, after }) => before?.state === 'supplementRequested' && after.state !== 'supplementRequested');
  if (left.length > 0)
    await tx.dossierSupplement.updateMany({
      where: { dossierId: { in: left.map(({ id }) => id) }, completedAt: null },
      data: { completedAt: now, completedBy: source },
    });
  const begun = written.filter(({ before, after }) => after.state === 'supplementRequested' && before?.state !== 'supplementRequested');
  if (begun.length > 0)
    await tx.dossierSupplement.createMany({
      data: begun.map(({ id, after, row: { dossier } }) => ({
        dossierId: id,
        number: after.supplementCount,
        stage: after.acceptedAt ? 'processing' : 'beforeAcceptance',
        items: [{ name: dossier.reason ?? '' }],
        reason: dossier.reason ?? '',
        requestedAt: dossier.supplementRequestedAt ?? now,
        requestedBy: source,
      })),
    });
}

/** Linked chats alone are told: for the others nobody waits, and an import may be long. */
async function tellLinked(tx: Transaction, written: Written[], { now, tell }: UpsertSetting): Promise<void> {
  const changed = written.filter(({ before }) => before);
  if (changed.length === 0) return;
  const linked = await tx.dossierChat.findMany({ where: { dossierId: { in: changed.map(({ id }) => id) } }, select: { dossierId: true } });
  const ids = new Set(linked.map(({ dossierId }) => dossierId));
  const events = changed
    .filter(({ id }) => ids.has(id))
    .flatMap(({ id, before, after, row: { dossier } }) =>
      toldByImport(before as Dossier, after, dossier).map((body) => ({
        dossierId: id,
        code: dossier.code,
        procedureName: after.procedureName,
        at: now,
        ...body,
      })),
    );
  if (events.length > 0) await tell(tx, events as DossierEvent[]);
}

async function planBatch(tx: Transaction, rows: readonly UpsertRow[], places: readonly MirrorPlace[]): Promise<Plan[]> {
  const codes = rows.map(({ dossier }) => dossier.code);
  const held = await tx.$queryRaw<Parameters<typeof asDossier>[0][]>`SELECT * FROM dossier WHERE code = ANY(${codes}) FOR UPDATE`;
  const byCode = new Map(held.map((row) => [row.code, asDossier(row)]));
  return rows.map((row, at) => planRow(row, places[at] as MirrorPlace, byCode.get(row.dossier.code) ?? null));
}

/** What writing a batch would come to, for a dry run. */
export async function previewBatch(database: Database, rows: readonly UpsertRow[], places: readonly MirrorPlace[]): Promise<UpsertResult[]> {
  return (await planBatch(database, rows, places)).map(({ result }) => result);
}

/**
 * Writes a batch in one transaction: all of it or nothing. Codes stand once in it. A row whose content is the one last taken changes nothing,
 * so that the same file may be imported again, or an import that was cut off go on.
 */
export async function upsertBatch(
  database: Database,
  rows: readonly UpsertRow[],
  places: readonly MirrorPlace[],
  setting: UpsertSetting,
): Promise<UpsertResult[]> {
  if (rows.length === 0) return [];
  return database.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    const plans = await planBatch(tx, rows, places);

    const fresh = plans.filter(({ after, before }) => after && !before);
    const inserted = await insertRows<{ id: number; code: string }>(
      tx,
      'dossier',
      fresh.map((plan) => ({ code: plan.row.dossier.code, slipToken: newToken(), ...mirrorRow(plan, setting.now) })),
      { returning: ['id', 'code'] },
    );
    const ids = new Map(inserted.map(({ id, code }) => [code, id]));
    const changed = plans.filter(({ after, before }) => after && before);
    await updateRows(
      tx,
      'dossier',
      changed.map((plan) => ({ id: plan.before!.id, version: plan.before!.version + 1, ...mirrorRow(plan, setting.now) })),
    );
    const written = plans.flatMap((plan): Written[] => {
      const id = plan.before?.id ?? ids.get(plan.row.dossier.code);
      return plan.after && id !== undefined ? [{ ...plan, after: plan.after, id }] : [];
    });
    // What a person had erased does not come back.
    await insertRows(tx, 'dossier_applicant', written.map(applicantRow), { onConflict: 'dossierId', unless: '"erasedAt" IS NOT NULL' });
    await insertRows(
      tx,
      'dossier_event',
      written
        .filter((entry) => !entry.before || Object.keys(changesOf(entry.before, entry.after)).length > 0)
        .map((entry) => historyRow(entry, setting)),
    );
    await writeSupplements(tx, written, setting);
    // Of a dossier that is new nothing was written down before.
    const looked = plans.filter(({ result: { outcome, differences } }) => differences.length > 0 || outcome !== 'created');
    await writeDifferences(
      tx,
      looked.map(({ row, result }) => ({ code: row.dossier.code, differences: result.differences })),
      setting,
    );
    await tellLinked(tx, written, setting);
    return plans.map(({ result }) => result);
  });
}
