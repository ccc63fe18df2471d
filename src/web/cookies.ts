import type { Request, Response } from 'express';

/** The value of a cookie as it was set; undefined where there is none. */
export function readCookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return decoded(part.slice(at + 1).trim());
  }
  return undefined;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Sends these cookies ("Set-Cookie" lines), and takes the request for one that has them: a form drawn now is of the session that has just begun. */
export function takeCookies(request: Request, response: Response, lines: readonly string[]): void {
  for (const line of lines) response.append('Set-Cookie', line);
  const pairs = lines.map((line) => line.split(';')[0]!);
  const nameOf = (pair: string) => pair.trim().split('=')[0];
  const others = (request.headers.cookie ?? '').split(';').filter((pair) => pair.trim() && !pairs.some((each) => nameOf(each) === nameOf(pair)));
  request.headers.cookie = [...pairs.filter((pair) => !pair.endsWith('=')), ...others].join('; ');
}
