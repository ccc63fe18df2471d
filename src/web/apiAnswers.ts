import type { RequestHandler } from 'express';
import { AppError } from '#src/platform/errors.ts';

/** What the doors for programs read. The web chat's own door takes plain text as well, which some browsers call what a page sends while it closes. */
const READ = ['json', 'text/plain'];

/**
 * For every path under `/api/`: an answer that somebody opens in a browser is kept as a file and never shown as a page of ours (ASVS 14.4.2),
 * and a body of another kind is refused as such, before it is read (ASVS 13.1.5, RFC 9110 §15.5.16).
 */
export const apiAnswers: RequestHandler = (request, response, next) => {
  response.set('Content-Disposition', 'attachment; filename="api.json"');
  // `is` answers null where there is no body at all: what is missing then is said by the route.
  if (request.is(READ) === false) throw new AppError('typeNotJson', { status: 415 });
  next();
};
