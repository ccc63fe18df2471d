import express, { type RequestHandler } from 'express';
import { AppError } from '#src/platform/errors.ts';

/** A file that came with a form. */
export interface Upload {
  name: string;
  bytes: Buffer;
}

declare module 'express-serve-static-core' {
  interface Request {
    /** The first file of the form, once `uploadOf` read it; none where the person chose none. */
    upload?: Upload;
    /** Every file of the form. */
    uploads?: Upload[];
  }
}

/**
 * Reads a form with small files (`limit` bytes at most, all of it in memory) into `request.body`, `request.upload` and `request.uploads`; any other form is left
 * for the next handler. Throws `formBroken` where the body is no such form.
 */
export function uploadOf(limit: number): RequestHandler {
  const parse = express.raw({ type: 'multipart/form-data', limit });
  return (request, response, next) => {
    if (!request.is('multipart/form-data')) return next();
    parse(request, response, async (error?: unknown) => {
      if (error) return next(error);
      try {
        const headers = { 'content-type': request.get('content-type') ?? '' };
        const fields = [...(await new Response(request.body, { headers }).formData())];
        const files = fields.flatMap(([, value]) => (typeof value !== 'string' && value.size > 0 ? [value] : []));
        request.body = Object.fromEntries(fields.filter(([, value]) => typeof value === 'string'));
        request.uploads = await Promise.all(files.map(async (file) => ({ name: file.name, bytes: Buffer.from(await file.arrayBuffer()) })));
        const [first] = request.uploads;
        if (first) request.upload = first;
        next();
      } catch (cause) {
        next(new AppError('formBroken', { status: 400, cause }));
      }
    });
  };
}
