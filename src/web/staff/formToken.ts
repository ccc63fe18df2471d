import { createHmac, randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { readCookie } from '../cookies.ts';
import { sameSecret } from '../security.ts';

/** The field of every form that changes something. */
export const TOKEN_FIELD = 'form';
const COOKIE = 'mot-cua.form';
const SESSION = /(?:^|;\s*)((?:__Secure-)?mot-cua\.session_token=[^;]*)/;

/**
 * Against forms that another site sends in a person's name: a form carries a code made of a random cookie, the session's cookie and our
 * secret. Another site can read none of them, and a code from before signing in is worth nothing after it.
 */
export function formTokens(secrets: Secrets, secure: boolean) {
  const key = secrets.key('form');
  const codeFor = (request: Request, random: string) =>
    createHmac('sha256', key)
      .update(`${random} ${SESSION.exec(request.headers.cookie ?? '')?.[1] ?? ''}`)
      .digest('base64url');

  /** The code for the forms of the page that is being made. */
  function tokenFor(request: Request, response: Response): string {
    let random = readCookie(request, COOKIE);
    if (!random) {
      random = randomBytes(16).toString('base64url');
      response.cookie(COOKIE, random, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
      request.headers.cookie = [request.headers.cookie, `${COOKIE}=${random}`].filter(Boolean).join('; ');
    }
    return codeFor(request, random);
  }

  /** Whether the form is ours, of the session that there is now. Comes after the body is parsed. */
  function isOurs(request: Request): boolean {
    const random = readCookie(request, COOKIE);
    const given = (request.body as Record<string, unknown> | undefined)?.[TOKEN_FIELD];
    return random !== undefined && typeof given === 'string' && sameSecret(given, codeFor(request, random));
  }

  /** Whether it comes from a page of ours at all, of whatever session: browsers keep the cookie from other sites' forms. */
  const isOurPage = (request: Request): boolean => readCookie(request, COOKIE) !== undefined;

  /** Refuses a POST without the right code. */
  const checkToken: RequestHandler = (request, _response, next) => next(isOurs(request) ? undefined : new AppError('formExpired', { status: 403 }));

  return { tokenFor, checkToken, isOurs, isOurPage };
}
