import { writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { loadDirectory } from '#src/directory/directory.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Cell } from '#src/platform/sheets/cells.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { sayIn } from '#src/platform/texts.ts';
import { asDossier } from '../model.ts';
import { ENDINGS } from '../presentCitizen.ts';
import type { ImportedDossier } from './record.ts';
import { formatOf } from './sources.ts';
import { exportEntry, exportHeadings, exportRow } from './toTable.ts';

/** Dossiers that are read at a time: the embedded database has one connection, which others want too. */
const PAGE = 200;
/** The most rows of a workbook, which is made in memory; the other kinds are written as they come. */
const MOST_IN_WORKBOOK = 100_000;

const PARTS = {
  applicant: true,
  supplements: { where: { completedAt: null }, orderBy: { number: 'desc' }, take: 1 },
  events: { where: { kind: { in: [...ENDINGS] } }, orderBy: { id: 'desc' }, take: 1, select: { reason: true, at: true } },
} satisfies Prisma.DossierInclude;
type Found = Prisma.DossierGetPayload<{ include: typeof PARTS }>;

const iso = (at: Date | null | undefined) => at?.toISOString();
const given = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined && value !== null && value !== '')) as T;

/** A dossier of the register as an export says it. */
function recordOf(row: Found, unitName: (id: string) => string | undefined): ImportedDossier {
  const dossier = asDossier(row);
  const { state, termUnit, termValue, termText } = dossier;
  const [supplement] = row.supplements;
  const [ending] = row.events;
  const counted = termUnit !== null && termUnit !== 'text' && (termValue !== null || termUnit === 'sameDay');
  const term = counted
    ? { text: termText ?? '', unit: termUnit, ...(termValue === null ? {} : { value: termValue }) }
    : termText
      ? { text: termText, unit: 'text' as const }
      : undefined;
  return given({
    code: dossier.code,
    procedureCode: dossier.procedureCode,
    procedureName: dossier.procedureName,
    field: dossier.field,
    channel: dossier.channel,
    owner: row.applicant?.name ?? undefined,
    ownerKind: row.applicant?.kind as 'person' | 'organisation' | undefined,
    phone: row.applicant?.phone ?? undefined,
    email: row.applicant?.email ?? undefined,
    address: row.applicant?.address ?? undefined,
    subject: row.applicant?.subject ?? undefined,
    submittedAt: dossier.submittedAt.toISOString(),
    acceptedAt: iso(dossier.acceptedAt),
    dueAt: iso(dossier.promisedDueAt ?? dossier.dueAt),
    state,
    outcome: dossier.outcome ?? undefined,
    paused: dossier.pausedAt && state === 'processing' ? (true as const) : undefined,
    returnedAt: iso(dossier.returnedAt),
    returnChannel: dossier.returnChannel,
    resolvedAt: iso(dossier.resolvedAt),
    unit: unitName(dossier.unitId),
    rejectedAt: state === 'rejected' ? iso(dossier.closedAt) : undefined,
    supplementRequestedAt: iso(supplement?.requestedAt),
    reason: supplement?.reason ?? ending?.reason ?? dossier.pauseReason ?? undefined,
    term,
    fee: dossier.fees[0]?.amount,
    setCount: dossier.setCount,
  }) as ImportedDossier;
}

/** Every dossier in the order in which it came to the register. */
async function* allDossiers(database: Database): AsyncGenerator<ImportedDossier> {
  const { agencies } = await loadDirectory(database);
  const names = new Map(agencies.map(({ id, name }) => [id, name]));
  for (let after = 0; ; ) {
    const page: Found[] = await database.dossier.findMany({ where: { id: { gt: after } }, orderBy: { id: 'asc' }, take: PAGE, include: PARTS });
    for (const row of page) yield recordOf(row, (id) => names.get(id));
    if (page.length < PAGE) return;
    after = page.at(-1)!.id;
  }
}

async function writeWorkbook(file: string, database: Database): Promise<number> {
  const rows: Cell[][] = [exportHeadings()];
  for await (const record of allDossiers(database)) {
    if (rows.length > MOST_IN_WORKBOOK) throw new AppError('exportTooManyRows', { params: { limit: MOST_IN_WORKBOOK } });
    rows.push(exportRow(record));
  }
  writeFileSync(file, await formatXlsx([{ name: sayIn('vi')('dossierExchange.sheet'), rows }], 1));
  return rows.length - 1;
}

async function writeLines(file: string, database: Database, json: boolean): Promise<number> {
  const handle = await open(file, 'w');
  let count = 0;
  try {
    await handle.write(json ? '[' : formatCsv([exportHeadings()]));
    for await (const record of allDossiers(database)) {
      const line = json ? `${count > 0 ? ',' : ''}\n${JSON.stringify(exportEntry(record))}` : formatCsv([exportRow(record)]).slice(1);
      await handle.write(line);
      count++;
    }
    if (json) await handle.write('\n]\n');
  } finally {
    await handle.close();
  }
  return count;
}

/** Writes every dossier as XLSX, CSV or JSON, by the file's ending; returns how many. Throws exportNotWritten or exportTooManyRows. */
export async function exportFile(database: Database, file: string): Promise<number> {
  const format = formatOf(file);
  try {
    return await (format === '.xlsx' ? writeWorkbook(file, database) : writeLines(file, database, format === '.json'));
  } catch (cause) {
    if (cause instanceof AppError || !(cause instanceof Error && 'code' in cause && 'syscall' in cause)) throw cause;
    throw new AppError('exportNotWritten', { params: { file, detail: briefly(cause) }, cause });
  }
}
