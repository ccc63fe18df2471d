import { AsyncLocalStorage } from 'node:async_hooks';
import { type Request, type RequestHandler, Router } from 'express';
import { LOCALES, type Say } from '#src/platform/texts.ts';
import { readCookie } from './cookies.ts';
import { html, type VNode } from './html.ts';

const SIZES = ['normal', 'large', 'larger'] as const;

/** How somebody wants pages to look: letters of 100, 120 or 140 per cent, and black on white (or white on black). */
export interface Look {
  size: (typeof SIZES)[number];
  contrast: boolean;
}

const COOKIE = 'mot-cua.look';
const YEAR_MS = 365 * 86_400_000;
const PATH = '/hien-thi';
const PLAIN: Look = { size: 'normal', contrast: false };

export const lookText = ({ size, contrast }: Look): string => `${size}.${contrast ? 'high' : 'usual'}`;

/** The look that a text names; what it does not name well is the plain one. */
export function readLook(text: unknown): Look {
  const [size, contrast] = String(text ?? '').split('.');
  return { size: SIZES.find((known) => known === size) ?? 'normal', contrast: contrast === 'high' };
}

/** The look belongs to the request, and every page's frame asks for it, however deep it is drawn. */
const asked = new AsyncLocalStorage<Look & { back: string | null }>();
export const presentLook = (): Look => asked.getStore() ?? PLAIN;

/** An address of our own to go back to. */
const own = (path: unknown): string => (typeof path === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path) ? path : '/');

/** Where a page is asked for again. The home page is drawn once for everybody: of its address only the language counts. */
function backOf({ method, path, query, originalUrl }: Request): string | null {
  if (method !== 'GET') return null;
  if (path !== '/') return originalUrl;
  const language = LOCALES.find((known) => known === query['lang']);
  return language ? `/?lang=${language}` : '/';
}

/** Remembers the look in a cookie of its own, without a script, and draws everything with it. */
export function looks(url: string | undefined): Router {
  const router = Router();
  const secure = url?.startsWith('https:') ?? false;
  const withLook: RequestHandler = (request, _response, next) => asked.run({ ...readLook(readCookie(request, COOKIE)), back: backOf(request) }, next);
  router.use(withLook);
  router.get(PATH, (request, response) => {
    response.cookie(COOKIE, lookText(readLook(request.query['kieu'])), { httpOnly: true, sameSite: 'lax', secure, path: '/', maxAge: YEAR_MS });
    response.redirect(303, own(request.query['ve']));
  });
  return router;
}

/** A−, A+ and the contrast, as links; nothing on an answer to a form, which they would lead away from. */
export function lookSwitch(say: Say): VNode | null {
  const held = asked.getStore();
  if (!held?.back) return null;
  const { back, ...look } = held;
  const at = SIZES.indexOf(look.size);
  const link = (to: Look, text: string, label: string, pressed?: boolean) =>
    html`<a href=${`${PATH}?${new URLSearchParams({ kieu: lookText(to), ve: back })}`} rel="nofollow" aria-label=${label} aria-current=${pressed ? 'true' : undefined}>${text}</a>`;
  const [smaller, larger] = [SIZES[at - 1], SIZES[at + 1]];
  return html`<nav class="look" aria-label=${say('page.look.label')}>
    ${smaller ? link({ ...look, size: smaller }, 'A−', `A− ${say('page.look.smaller')}`) : null}
    ${larger ? link({ ...look, size: larger }, 'A+', `A+ ${say('page.look.larger')}`) : null}
    ${link({ ...look, contrast: !look.contrast }, say('page.look.contrast'), say(look.contrast ? 'page.look.contrastOff' : 'page.look.contrastOn'), look.contrast)}
  </nav>` as VNode;
}
