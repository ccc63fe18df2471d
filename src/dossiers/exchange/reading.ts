import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { AppError } from '#src/platform/errors.ts';
import type { FindingCode, Remark } from './findings.ts';
import type { ImportedDossier } from './record.ts';

/** What the reading process is asked for. */
export interface ReadingOrder {
  file: string;
  mapping: Record<string, string | null>;
  procedures: { code: string; name: string }[];
  now: string;
  /** Where to write the refused rows, as XLSX or CSV. */
  errors?: string;
}

export interface ReadingCounts {
  /** Rows that hold a dossier, or should. */
  rows: number;
  sound: number;
  refused: number;
  /** The same row again. */
  repeated: number;
  findings: Partial<Record<FindingCode, number>>;
}

export type ReadingMessage =
  | { kind: 'reading'; rows: number }
  | { kind: 'begin'; total: number; headings: Record<string, string | null> }
  | { kind: 'remark'; remark: Remark }
  | { kind: 'dossier'; row: number; dossier: ImportedDossier; hash: string }
  | { kind: 'end'; counts: ReadingCounts; written: number; memory: number }
  | { kind: 'problem'; code: string; status: number; params: Record<string, string | number> };

/** Megabytes that the reading process may use for its objects: beyond, it ends and the import says so. */
const MEMORY = 224;
const PROCESS = fileURLToPath(new URL('./readingProcess.ts', import.meta.url));

/**
 * What a process of its own reads in a file, message by message; it waits while the reader is busy, and is ended when the reader stops.
 * Throws what is wrong with the file as AppError, and importOutOfMemory when it needs more than it may have.
 */
export async function* readApart(order: ReadingOrder): AsyncGenerator<Exclude<ReadingMessage, { kind: 'problem' }>> {
  const { NODE_OPTIONS: _none, ...environment } = process.env;
  const child = spawn(process.execPath, [`--max-old-space-size=${MEMORY}`, '--max-semi-space-size=4', PROCESS], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: environment,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()).once('error', () => done()));
  child.stdin.on('error', () => {});
  child.stdin.end(JSON.stringify(order));
  let complete = false;
  try {
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      const message = JSON.parse(line) as ReadingMessage;
      if (message.kind === 'problem') throw new AppError(message.code, { status: message.status, params: message.params });
      complete = message.kind === 'end';
      yield message;
    }
    await ended;
    if (!complete) {
      const memory = /heap|memory/i.test(said);
      throw new AppError(memory ? 'importOutOfMemory' : 'importReadingEnded', { status: memory ? 413 : 500, cause: new Error(said) });
    }
  } finally {
    if (child.exitCode === null) child.kill();
  }
}
