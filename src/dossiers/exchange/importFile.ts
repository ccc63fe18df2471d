import { setImmediate } from 'node:timers/promises';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { OpenDatabase, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { DossierEvent } from '../events.ts';
import type { Remark } from './findings.ts';
import type { DifferenceKind } from './mirror.ts';
import { createPlaces } from './places.ts';
import { type ReadingCounts, readApart } from './reading.ts';
import { previewBatch, type UpsertOutcome, type UpsertRow, upsertBatch } from './upsert.ts';

export interface ImportOptions {
  file: string;
  /** The file's name for history and the list of imports, without its folder. */
  source: string;
  /** Who imports: "person:12", "system". */
  actor: string;
  clock: Clock;
  /** What headings mean where they are not the known ones. */
  mapping?: Record<string, string | null>;
  /** Where the refused rows are written, as XLSX or CSV. */
  errors?: string;
  /** Read and compare, write nothing. */
  dryRun?: boolean;
  tell(tx: Transaction, events: DossierEvent[]): Promise<void>;
  onProgress?(progress: { stage: 'reading' | 'writing'; done: number; total: number }): void;
}

export interface ImportSummary {
  run: number | null;
  counts: ReadingCounts;
  outcomes: Record<UpsertOutcome, number>;
  differences: Partial<Record<DifferenceKind, number>>;
  findings: Remark[];
  headings: Record<string, string | null>;
  /** Rows in the file of refused ones. */
  written: number;
  /** The most memory of the reading process, in bytes, and the longest time that a batch held the database, in milliseconds. */
  memory: number;
  longestSlice: number;
}

/** How long a batch may hold the embedded database's only connection, in milliseconds, and how many rows it has at most. */
const SLICE = 40;
const MOST_IN_SLICE = 250;
const ON_SERVER = 500;
/** Milliseconds between two lines on how far an import is. */
const TOLD_EVERY = 1_000;

/** Rows of the next batch: on the embedded database as many as the last one shows to fit into a slice. */
function pacer(kind: OpenDatabase['kind']) {
  let size = kind === 'server' ? ON_SERVER : 20;
  return {
    size: () => size,
    took(milliseconds: number) {
      if (kind === 'server') return;
      const ideal = size * Math.min(1.5, SLICE / Math.max(1, milliseconds));
      size = Math.max(10, Math.min(MOST_IN_SLICE, Math.floor(ideal)));
    },
  };
}

interface Run {
  id: number;
  /** Unless `always`, no more often than others look. */
  tell(data: Prisma.ImportRunUpdateInput, always?: boolean): Promise<void>;
}

/** The row of an import that others look at while it runs. */
async function beginRun({ prisma }: OpenDatabase, { source, actor, clock }: ImportOptions): Promise<Run> {
  const now = clock.now();
  const { id } = await prisma.importRun.create({ data: { source, actor, state: 'reading', startedAt: now, updatedAt: now } });
  let toldAt = performance.now();
  return {
    id,
    async tell(data, always = false) {
      if (!always && performance.now() - toldAt < TOLD_EVERY) return;
      toldAt = performance.now();
      await prisma.importRun.update({ where: { id }, data: { ...data, updatedAt: clock.now() } });
    },
  };
}

/** The names by which a file may call the procedures in force. */
const procedureList = ({ prisma }: OpenDatabase) =>
  prisma.$queryRaw<{ code: string; name: string }[]>`
    SELECT v.code, v.content->'content'->>'name' AS name FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number`;

/**
 * Imports an export of the one-stop software: a process of its own reads it, this one writes what is sound, batch by batch. Ended at any
 * moment, it has written whole batches, and importing the same file again completes it. Throws what is wrong with the file as AppError.
 */
export async function importFile(database: OpenDatabase, options: ImportOptions): Promise<ImportSummary> {
  const { clock, dryRun = false } = options;
  const placesOf = await createPlaces(database.prisma);
  const procedures = await procedureList(database);
  const run = dryRun ? null : await beginRun(database, options);
  const summary: ImportSummary = {
    run: run?.id ?? null,
    counts: { rows: 0, sound: 0, refused: 0, repeated: 0, findings: {} },
    outcomes: { created: 0, updated: 0, unchanged: 0, kept: 0 },
    differences: {},
    findings: [],
    headings: {},
    written: 0,
    memory: 0,
    longestSlice: 0,
  };
  const pace = pacer(database.kind);
  const waiting: UpsertRow[] = [];
  let total = 0;
  let done = 0;

  const write = async (rows: UpsertRow[]) => {
    const now = clock.now();
    const places = await placesOf(
      rows.map(({ dossier }) => dossier),
      now,
    );
    const began = performance.now();
    const cpu = process.cpuUsage();
    const setting = { now, source: `import:${options.source}`, tell: options.tell };
    const results = dryRun ? await previewBatch(database.prisma, rows, places) : await upsertBatch(database.prisma, rows, places, setting);
    const took = performance.now() - began;
    const { user, system } = process.cpuUsage(cpu);
    // The embedded database works in this process: where others keep the machine busy, its own time tells the size of a slice.
    pace.took(Math.min(took, (user + system) / 1000));
    summary.longestSlice = Math.max(summary.longestSlice, took);
    for (const { outcome, differences } of results) {
      summary.outcomes[outcome]++;
      for (const { kind } of differences) summary.differences[kind] = (summary.differences[kind] ?? 0) + 1;
    }
    done += rows.length;
    options.onProgress?.({ stage: 'writing', done, total });
    await run?.tell({ state: 'writing', done });
    // Whoever waits for the connection, or for this process, comes first.
    await setImmediate();
  };

  try {
    const order = { file: options.file, mapping: options.mapping ?? {}, procedures, now: clock.now().toISOString() };
    const messages = readApart(options.errors === undefined ? order : { ...order, errors: options.errors });
    for await (const message of messages) {
      if (message.kind === 'dossier') waiting.push({ dossier: message.dossier, hash: message.hash });
      if (waiting.length >= pace.size() || (message.kind === 'end' && waiting.length > 0)) await write(waiting.splice(0));
      if (message.kind === 'remark') summary.findings.push(message.remark);
      else if (message.kind === 'reading') options.onProgress?.({ stage: 'reading', done: message.rows, total: 0 });
      else if (message.kind === 'begin') {
        [total, summary.headings] = [message.total, message.headings];
        await run?.tell({ state: 'writing', total }, true);
      } else if (message.kind === 'end') [summary.counts, summary.written, summary.memory] = [message.counts, message.written, message.memory];
    }
    await finish(database, run, summary, options);
    return summary;
  } catch (error) {
    const problem = error instanceof AppError ? error.code : 'internal';
    await run?.tell({ state: 'failed', problem, endedAt: clock.now() }, true).catch(() => {});
    throw error;
  }
}

async function finish({ prisma }: OpenDatabase, run: Run | null, summary: ImportSummary, { clock, actor, source }: ImportOptions): Promise<void> {
  if (!run) return;
  const { created, updated, unchanged, kept } = summary.outcomes;
  const { refused, sound } = summary.counts;
  const differences = Object.values(summary.differences).reduce((sum, count) => sum + count, 0);
  const findings = summary.counts.findings as Prisma.InputJsonObject;
  await run.tell({ state: 'done', done: sound, created, updated, unchanged, refused, differences, findings, endedAt: clock.now() }, true);
  const details = { source, created, updated, unchanged, kept, refused };
  await prisma.$transaction((tx) => recordAudit(tx, { at: clock.now(), actor, action: 'dossier.import', subject: `import:${run.id}`, details }));
}

/** An import is silent for no longer than this while its process lives. */
const SILENT = 60_000;

/** An import whose process ended without a word: called at start, and before the next one. */
export async function markInterrupted({ prisma }: OpenDatabase, now: Date): Promise<number> {
  const { count } = await prisma.importRun.updateMany({
    where: { state: { in: ['reading', 'writing'] }, updatedAt: { lt: new Date(now.getTime() - SILENT) } },
    data: { state: 'interrupted', endedAt: now, updatedAt: now },
  });
  return count;
}
