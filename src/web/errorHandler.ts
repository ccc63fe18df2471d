import type { ErrorRequestHandler, Request } from 'express';
import { AppError, briefly } from '#src/platform/errors.ts';
import type { Log } from '#src/platform/log.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { type Locale, sayIn } from '#src/platform/texts.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';
import { localeOf } from './locale.ts';

/** What the body parser and Express report, as our own errors. */
function known(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const { type, status } = (error ?? {}) as { type?: string; status?: number };
  if (type === 'entity.too.large') return new AppError('bodyTooLarge', { status: 413 });
  // Bytes are there, but none that this door reads (RFC 9110 §15.5.16).
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') return new AppError('typeNotJson', { status: 415 });
  if (type?.startsWith('entity.') || type?.startsWith('encoding.') || type?.startsWith('charset.') || type?.startsWith('request.'))
    return new AppError('notJson', { status: 400 });
  return status === 400 ? new AppError('badRequest', { status: 400 }) : null;
}

/** A person looking at a page or sending its form, rather than a program asking the API. */
const isPage = (request: Request): boolean =>
  (request.method === 'GET' || Boolean(request.is(['urlencoded', 'multipart']))) &&
  !request.path.startsWith('/api/') &&
  request.accepts(['json', 'html']) === 'html';

function problemPage(message: string, locale: Locale, authority: string | undefined): string {
  const say = sayIn(locale);
  const body = html`<div class="wide sheet"><h1>${message}</h1><p><a href="/">${say('home.label')}</a></p></div>` as VNode;
  return layout({ title: say('app.name'), locale, say, body, authority: authority ?? say('app.authority'), anonymous: true });
}

/** Answers with a sentence in the reader's language and a stable code; the cause goes to the log, never to the reader. */
export function errorHandler(log: Log, metrics: Metrics, authority: string | undefined): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const problem = known(error) ?? new AppError('internal', { status: 500, cause: error });
    metrics.refused.inc({ code: problem.code });
    if (problem.status >= 500) log.error({ path: request.path, error: briefly(problem.cause ?? problem), err: error }, 'request failed');
    if (response.headersSent) return void response.end();
    if (problem.status === 429) response.set('Retry-After', '2');
    const locale = localeOf(request);
    const message = sayIn(locale)(`errors.${problem.code}`, problem.params);
    response.status(problem.status);
    if (isPage(request)) response.type('html').send(problemPage(message, locale, authority));
    else response.json({ error: { code: problem.code, message } });
  };
}
