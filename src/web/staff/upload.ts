import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Busboy } from '@fastify/busboy';
import type { Request, RequestHandler } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { withoutNul } from './forms.ts';

/** A file that came with a form. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

/** A form with files, which lie on the disk until `remove`. */
export interface SentForm {
  /** Of a field that came several times the first. */
  fields: Record<string, string>;
  files: { path: string; name: string }[];
  remove(): Promise<void>;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** The first file of the form, once `uploadOf` read it; none where the person chose none. */
    upload?: Upload;
    /** Every file of the form. */
    uploads?: Upload[];
    /** The file of a form that `shell.file` read, while the request lasts; null where none was chosen. */
    sent?: SentForm['files'][number] | null;
  }
}

const MOST_FILES = 5;
/** A text of 40,000 letters, and some, as bytes. */
const LONGEST_FIELD = 200_000;

/** A person's name for a file, without any folder or sign that a file name cannot have. */
const plainName = (name: string): string =>
  basename(name.replaceAll('\\', '/'))
    .replaceAll(/\p{Cc}/gu, '')
    .slice(-120);

/**
 * Reads a form with files into a folder of its own, each file as it comes, at most `limit` bytes of it; what is larger is read to its end and
 * not kept, so that the browser hears why. Throws `fileTooLarge`, `formBroken`.
 */
export async function readSentForm(request: Request, limit: number): Promise<SentForm> {
  const folder = await mkdtemp(join(tmpdir(), 'mot-cua-sent-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const fields: Record<string, string> = {};
  const files: SentForm['files'] = [];
  const writing: Promise<unknown>[] = [];
  let tooLarge = false;
  try {
    const headers = { ...request.headers, 'content-type': request.headers['content-type'] ?? '' };
    const reader = new Busboy({ headers, limits: { files: MOST_FILES, fileSize: limit, fields: 300, fieldSize: LONGEST_FIELD } });
    reader.on('field', (name, value) => {
      fields[name] ??= value;
    });
    reader.on('file', (_name, stream, name) => {
      if (!name) return void stream.resume();
      const file = { path: join(folder, String(files.length)), name: plainName(name) };
      files.push(file);
      stream.once('limit', () => {
        tooLarge = true;
      });
      const written = pipeline(stream, createWriteStream(file.path));
      written.catch(() => {});
      writing.push(written);
    });
    await pipeline(request, reader);
    await Promise.all(writing);
  } catch (cause) {
    await remove();
    throw new AppError('formBroken', { status: 400, cause });
  }
  if (tooLarge) {
    await remove();
    throw new AppError('fileTooLarge', { status: 413, params: { limit: Math.round(limit / 1_000_000) } });
  }
  return { fields: withoutNul(fields) as Record<string, string>, files, remove };
}

/**
 * Reads a form with small files (`limit` bytes for all of it) into `request.body`, `request.upload` and `request.uploads`; any other form is
 * left for the next handler. Throws `bodyTooLarge`, `fileTooLarge`, `formBroken`.
 */
export function uploadOf(limit: number): RequestHandler {
  return async (request, _response, next) => {
    if (!request.is('multipart/form-data')) return next();
    if (Number(request.get('content-length')) > limit) throw new AppError('bodyTooLarge', { status: 413 });
    const { fields, files, remove } = await readSentForm(request, limit);
    try {
      const uploads = await Promise.all(files.map(async ({ name, path }) => ({ name, bytes: await readFile(path) })));
      const chosen = uploads.filter(({ bytes }) => bytes.length > 0);
      Object.assign(request, { body: fields, uploads: chosen, ...(chosen[0] && { upload: chosen[0] }) });
    } finally {
      await remove();
    }
    next();
  };
}
