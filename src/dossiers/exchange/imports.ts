import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ImportRun, Prisma } from '#src/generated/prisma/client.ts';
import type { Clock } from '#src/platform/clock.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import { type Actor, actorId } from '#src/staff/actor.ts';
import { type ImportDatabase, type ImportOptions, importFile, type RunState } from './importFile.ts';
import { type Headings, saveMapping } from './mappingStore.ts';
import { keepFile, readParts } from './parts.ts';
import { formatOf } from './sources.ts';

/** Findings that are kept to be read on the page; all of them are in the counts, errors also in the file of rows to correct. */
const MOST_KEPT = 300;

/** Ended without having got to its end. */
const ENDED: RunState[] = ['failed', 'interrupted'];

export interface ImportsDeps {
  database: ImportDatabase;
  clock: Clock;
  log: Pick<Log, 'warn'>;
  tell: ImportOptions['tell'];
}

export interface SentFile {
  path: string;
  name: string;
}

/**
 * Imports that somebody follows on a page: a file is sent and read as a dry run; then, when the person has seen what it comes to, imported.
 * One file at a time for each process. What happens stands in `import_run`, so that any instance can show it.
 */
export function createImports({ database, clock, log, tell }: ImportsDeps) {
  const { prisma } = database;
  const stopping = new AbortController();
  let last: Promise<unknown> = Promise.resolve();

  async function work(run: ImportRun, actor: Actor): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'mot-cua-import-'));
    const [file, errors] = [join(folder, `sent${extname(run.source).toLowerCase()}`), join(folder, 'refused.xlsx')];
    const { id, source, dryRun } = run;
    try {
      await pipeline(readParts(prisma, id, 'sent'), createWriteStream(file));
      const mapping = run.headings as Headings;
      await importFile(database, {
        ...{ file, source, actor, clock, mapping, errors, dryRun, tell, run: id, signal: stopping.signal },
        async keep({ findings, written }) {
          if (written > 0) await keepFile(prisma, id, 'refused', errors);
          else await prisma.importPart.deleteMany({ where: { runId: id, kind: 'refused' } });
          await prisma.importRun.update({ where: { id }, data: { remarks: findings.slice(0, MOST_KEPT) as unknown as Prisma.InputJsonValue } });
          if (!dryRun) await prisma.importPart.deleteMany({ where: { runId: id, kind: 'sent' } });
        },
      });
      if (!dryRun && run.mapping) {
        const { headings } = await prisma.importRun.findUniqueOrThrow({ where: { id }, select: { headings: true } });
        await saveMapping(prisma, run.mapping, headings as Headings, actorId(actor), clock.now());
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Takes its turn; a fault of the file is in its row, any other in the log too. */
  function queue(run: ImportRun, actor: Actor): void {
    last = last.then(async () => {
      if (stopping.signal.aborted) return;
      await work(run, actor).catch(async (error) => {
        if (error instanceof AppError && error.status < 500) return;
        log.warn({ err: error, run: run.id }, 'import ended');
        const state = { in: ['waiting', 'reading', 'writing'] satisfies RunState[] };
        const data = { state: 'failed', problem: 'internal', endedAt: clock.now() };
        await prisma.importRun.updateMany({ where: { id: run.id, state }, data }).catch(() => {});
      });
    });
  }

  /** Again from the beginning, where nothing is under way: of two clicks one counts. */
  async function again(actor: Actor, id: number, from: Prisma.ImportRunWhereInput, data: Prisma.ImportRunUpdateManyMutationInput): Promise<boolean> {
    const fresh = { state: 'waiting', done: 0, total: 0, problem: null, endedAt: null, updatedAt: clock.now() };
    const parts = { some: { kind: 'sent' } };
    const { count } = await prisma.importRun.updateMany({ where: { ...from, id, parts }, data: { ...fresh, ...data } });
    if (count > 0) queue(await prisma.importRun.findUniqueOrThrow({ where: { id } }), actor);
    return count > 0;
  }

  return {
    /** Keeps a file and reads it as a dry run; answers the number of its run. Throws exchangeFormat for a kind of file that is not read. */
    async send(actor: Actor, { path, name }: SentFile, headings: Headings, mapping: string | null): Promise<number> {
      formatOf(name);
      const now = clock.now();
      const data = { source: name, actor: actorId(actor), state: 'waiting', startedAt: now, updatedAt: now, dryRun: true, headings, mapping };
      const run = await prisma.importRun.create({ data });
      await keepFile(prisma, run.id, 'sent', path);
      queue(run, actor);
      return run.id;
    },
    /** Reads it again, with what the person says that its headings mean. False when it is under way, or its file is gone. */
    check: (actor: Actor, id: number, headings: Headings, mapping: string | null): Promise<boolean> =>
      again(actor, id, { state: { in: ['checked', ...ENDED] } }, { headings, mapping, dryRun: true }),
    /** Writes what the dry run showed. An import that was cut off goes on. False when it is under way, done, or its file is gone. */
    begin: (actor: Actor, id: number): Promise<boolean> =>
      again(actor, id, { OR: [{ state: 'checked' }, { state: { in: ENDED }, dryRun: false }] }, { dryRun: false }),
    /** When nothing is under way any more. */
    idle: (): Promise<unknown> => last,
    /** Ends after the batch that is being written; the same file goes on from there. */
    async stop(): Promise<void> {
      stopping.abort();
      await last;
    },
  };
}

export type Imports = ReturnType<typeof createImports>;
