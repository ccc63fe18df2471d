import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';

/** Nothing is loaded from elsewhere, nothing runs that was not served by us. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'";

/** Half a year; not for subdomains, which may be other offices'. */
const HTTPS_ONLY = 'max-age=15552000';

/** The headers of every answer; `url` is the address people use: with https browsers are told to keep to it. */
export function securityHeaders(url: string | undefined): RequestHandler {
  const headers = {
    'Content-Security-Policy': POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
    ...(url?.startsWith('https:') && { 'Strict-Transport-Security': HTTPS_ONLY }),
  };
  return (_request, response, next) => {
    response.set(headers);
    next();
  };
}

/** Compares two secrets without telling by the time taken where they differ. */
export function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
