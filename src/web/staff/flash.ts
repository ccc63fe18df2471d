import type { Request, Response } from 'express';
import type { Secrets } from '#src/platform/secrets.ts';
import { readCookie } from '../cookies.ts';

/** What a page says once, after an act led to it. */
export interface Flash {
  /** A sentence of locales/ and what fills it. */
  key: string;
  values?: Record<string, string | number>;
  /** Shown once and never again: a new key, a one-time link. */
  secret?: string;
  /** What takes the act back: a form of ours that the page offers as one button. It stands in a cookie, so only short fields fit. */
  undo?: { to: string; fields?: Record<string, string> };
}

const COOKIE = 'mot-cua.said';
const SECONDS = 60;

/** Kept encrypted in a cookie of the person's own for the moment between an act and the page after it. */
export function flashes(secrets: Secrets, secure: boolean) {
  const options = { httpOnly: true, sameSite: 'lax', secure, path: '/' } as const;
  return {
    say(response: Response, flash: Flash): void {
      response.cookie(COOKIE, secrets.seal('flash', JSON.stringify(flash)), { ...options, maxAge: SECONDS * 1000 });
    },
    take(request: Request, response: Response): Flash | null {
      const sealed = readCookie(request, COOKIE);
      if (!sealed) return null;
      response.clearCookie(COOKIE, options);
      const text = secrets.open('flash', sealed);
      return text ? (JSON.parse(text) as Flash) : null;
    },
  };
}
