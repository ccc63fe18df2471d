import { setImmediate } from 'node:timers/promises';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { OpenDatabase, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { may } from '#src/staff/policy.ts';
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
  /** Who imports: rows of agencies that are not theirs are refused, as the HTTP API does. */
  actor: Actor;
  clock: Clock;
  /** What headings mean where they are not the known ones. */
  mapping?: Record<string, string | null>;
  /** Where the refused rows are written, as XLSX or CSV. */
  errors?: string;
  /** Read and compare, write nothing. */
  dryRun?: boolean;
  /** The row of `import_run` that was made for it; without one an import makes its own, and a dry run has none. */
  run?: number;
  /** Ends it after the batch that is being written. */
  signal?: AbortSignal;
  /** Before others see that it is done, with its outcome. */
  keep?(summary: ImportSummary): Promise<unknown>;
  tell(tx: Transaction, events: DossierEvent[]): Promise<void>;
  onProgress?(progress: { stage: 'reading' | 'writing'; done: number; total: number }): void;
}

/** Of `import_run`. `waiting`: for another file. `checked`: the dry run of a file that was sent to the page is done. */
export const RUN_STATES = ['waiting', 'reading', 'writing', 'checked', 'done', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

export type ImportDatabase = Pick<OpenDatabase, 'kind' | 'prisma'>;

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
/** Rows of other agencies that are named one by one; all are counted. */
const MOST_ELSEWHERE = 200;

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

type ReadRow = UpsertRow & { row: number };

interface Run {
  id: number;
  /** Unless `always`, no more often than others look. */
  tell(data: Prisma.ImportRunUpdateInput, always?: boolean): Promise<void>;
}

/** The row of an import that others look at while it runs. */
async function beginRun({ prisma }: ImportDatabase, { source, actor, clock, run, dryRun = false }: ImportOptions): Promise<Run | null> {
  if (dryRun && run === undefined) return null;
  const now = clock.now();
  const begun = { source, actor: actorId(actor), state: 'reading', startedAt: now, updatedAt: now, dryRun };
  const { id } =
    run === undefined ? await prisma.importRun.create({ data: begun }) : await prisma.importRun.update({ where: { id: run }, data: begun });
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
const procedureList = ({ prisma }: ImportDatabase) =>
  prisma.$queryRaw<{ code: string; name: string }[]>`
    SELECT v.code, v.content->'content'->>'name' AS name FROM procedure_version v JOIN procedure p ON p.code = v.code AND p."currentVersion" = v.number`;

/**
 * Imports an export of the one-stop software: a process of its own reads it, this one writes what is sound, batch by batch. Ended at any
 * moment, it has written whole batches, and importing the same file again completes it. Throws what is wrong with the file as AppError.
 */
export async function importFile(database: ImportDatabase, options: ImportOptions): Promise<ImportSummary> {
  const { clock, dryRun = false } = options;
  const placesOf = await createPlaces(database.prisma);
  const procedures = await procedureList(database);
  const run = await beginRun(database, options);
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
  const waiting: ReadRow[] = [];
  let total = 0;
  let done = 0;

  let elsewhere = 0;
  /** The rows of agencies that the actor imports for, with their places; the others are said to be refused. */
  const allowedOf = async (rows: ReadRow[], now: Date) => {
    const found = await placesOf(
      rows.map(({ dossier }) => dossier),
      now,
    );
    const allowed = rows.flatMap((row, at) => (may(options.actor, 'dossier.import', found[at]!) ? [{ row, place: found[at]! }] : []));
    const taken = new Set(allowed.map(({ row }) => row));
    for (const row of rows) {
      if (taken.has(row)) continue;
      if (elsewhere++ < MOST_ELSEWHERE) summary.findings.push({ row: row.row, dossier: row.dossier.code, field: 'code', code: 'agencyNotAllowed' });
    }
    return allowed;
  };

  const write = async (read: ReadRow[]) => {
    const now = clock.now();
    const allowed = await allowedOf(read, now);
    const rows = allowed.map(({ row }) => row);
    const places = allowed.map(({ place }) => place);
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
    done += read.length;
    options.onProgress?.({ stage: 'writing', done, total });
    await run?.tell({ state: 'writing', done });
    // Whoever waits for the connection, or for this process, comes first.
    await setImmediate();
  };

  try {
    const order = { file: options.file, mapping: options.mapping ?? {}, procedures, now: clock.now().toISOString() };
    const messages = readApart(options.errors === undefined ? order : { ...order, errors: options.errors });
    for await (const message of messages) {
      if (options.signal?.aborted) throw new AppError('importStopped', { status: 503 });
      if (message.kind === 'dossier') waiting.push({ row: message.row, dossier: message.dossier, hash: message.hash });
      if (waiting.length >= pace.size() || (message.kind === 'end' && waiting.length > 0)) await write(waiting.splice(0));
      if (message.kind === 'remark') summary.findings.push(message.remark);
      else if (message.kind === 'reading') {
        options.onProgress?.({ stage: 'reading', done: message.rows, total: 0 });
        await run?.tell({ done: message.rows });
      } else if (message.kind === 'begin') {
        [total, summary.headings] = [message.total, message.headings];
        await run?.tell({ state: 'writing', total, done: 0, headings: summary.headings }, true);
      } else if (message.kind === 'end') [summary.counts, summary.written, summary.memory] = [message.counts, message.written, message.memory];
    }
    if (elsewhere > 0) {
      summary.counts.refused += elsewhere;
      summary.counts.sound -= elsewhere;
      summary.counts.findings.agencyNotAllowed = elsewhere;
    }
    await options.keep?.(summary);
    await finish(database, run, summary, options);
    return summary;
  } catch (error) {
    const problem = error instanceof AppError ? error.code : 'internal';
    const state: RunState = problem === 'importStopped' ? 'interrupted' : 'failed';
    const problemParams = error instanceof AppError ? error.params : {};
    await run?.tell({ state, problem, problemParams, endedAt: clock.now() }, true).catch(() => {});
    throw error;
  }
}

async function finish(
  { prisma }: ImportDatabase,
  run: Run | null,
  summary: ImportSummary,
  { clock, actor, source, dryRun = false }: ImportOptions,
): Promise<void> {
  if (!run) return;
  const { created, updated, unchanged, kept } = summary.outcomes;
  const { refused, sound } = summary.counts;
  const differences = Object.values(summary.differences).reduce((sum, count) => sum + count, 0);
  const findings = summary.counts.findings as Prisma.InputJsonObject;
  const total = sound + (summary.counts.findings.agencyNotAllowed ?? 0);
  const end = { done: total, created, updated, unchanged, refused, differences, findings, problem: null, endedAt: clock.now() };
  await run.tell({ state: dryRun ? 'checked' : 'done', ...end }, true);
  if (dryRun) return;
  const details = { source, created, updated, unchanged, kept, refused };
  await prisma.$transaction((tx) =>
    recordAudit(tx, { at: clock.now(), actor: actorId(actor), action: 'dossier.import', subject: `import:${run.id}`, details }),
  );
}

/** An import is silent for no longer than this while its process lives; one that waits for another file, for no longer than that. */
const SILENT = 60_000;
const WAITS = 3_600_000;

/** An import whose process ended without a word: called at start, and before the next one. */
export async function markInterrupted({ prisma }: ImportDatabase, now: Date): Promise<number> {
  const before = (ms: number) => ({ lt: new Date(now.getTime() - ms) });
  const { count } = await prisma.importRun.updateMany({
    where: {
      OR: [
        { state: { in: ['reading', 'writing'] satisfies RunState[] }, updatedAt: before(SILENT) },
        { state: 'waiting' satisfies RunState, updatedAt: before(WAITS) },
      ],
    },
    data: { state: 'interrupted' satisfies RunState, problem: 'importStopped', endedAt: now, updatedAt: now },
  });
  return count;
}
