import type { ErrorRequestHandler } from 'express';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { sayIn } from '#src/platform/texts.ts';
import { localeOf } from './locale.ts';

/** What the body parser and Express report, as our own errors. */
function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === 'entity.too.large') return new AppError('bodyTooLarge', { status: 413 });
  if (type?.startsWith('entity.') || type?.startsWith('encoding.') || type?.startsWith('charset.') || type?.startsWith('request.'))
    return new AppError('notJson', { status: 400 });
  return status === 400 ? new AppError('badRequest', { status: 400 }) : null;
}

/** Answers with a sentence in the reader's language and a stable code; the cause goes to the log, never to the reader. */
export function errorHandler(log: Log, metrics: Metrics): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = known(error) ?? new AppError('internal', { status: 500, cause: error });
    metrics.refused.inc({ code: problem.code });
    if (problem.status >= 500) log.error({ path: request.path, error: briefly(problem.cause ?? problem), err: error }, 'request failed');
    if (response.headersSent) return void response.end();
    if (problem.status === 429) response.set('Retry-After', '2');
    const message = sayIn(localeOf(request))(`errors.${problem.code}`, problem.params);
    response.status(problem.status).json({ error: { code: problem.code, message } });
  };
}
