import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request } from 'express';
import { AppError } from '#src/platform/errors.ts';

export interface SentForm {
  fields: Record<string, string>;
  /** Null where none was chosen. */
  file: { path: string; name: string } | null;
  /** Removes what was sent from the disk. */
  remove(): Promise<void>;
}

/** A person's name for a file, without any folder or sign that a file name cannot have. */
const plainName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .slice(-120);

/**
 * Reads a form with a large file (uploadOf of upload.ts keeps a small one in memory) into a folder of its own, the file as it comes, at most
 * `limit` bytes of it; what is larger is read to its end and
 * not kept, so that the browser hears why. Throws fileTooLarge, badRequest.
 */
export async function readSentForm(request: Request, limit: number): Promise<SentForm> {
  const folder = await mkdtemp(join(tmpdir(), 'mot-cua-sent-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const fields: Record<string, string> = {};
  let file: SentForm['file'] = null;
  let tooLarge = false;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    const headers = { ...request.headers, 'content-type': request.headers['content-type'] ?? '' };
    const reader = new Busboy({ headers, limits: { files: 1, fileSize: limit, fields: 300, fieldSize: 20_000 } });
    reader.on('field', (name, value) => {
      fields[name] ??= value;
    });
    reader.on('file', (_name, stream, name) => {
      if (!name) return void stream.resume();
      file = { path: join(folder, 'file'), name: plainName(name) };
      stream.once('limit', () => {
        tooLarge = true;
      });
      writing = pipeline(stream, createWriteStream(file.path));
      writing.catch(() => {});
    });
    await pipeline(request, reader);
    await writing;
  } catch (cause) {
    await remove();
    throw new AppError('badRequest', { status: 400, cause });
  }
  if (tooLarge) {
    await remove();
    throw new AppError('fileTooLarge', { status: 413, params: { limit: Math.round(limit / 1_000_000) } });
  }
  return { fields, file, remove };
}
