import { Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { hostOf, linksIn } from '#src/text/links.ts';
import { html, type VNode } from '../html.ts';
import type { Shell } from './shell.ts';

const PAGE = '/can-bo/lien-ket';

/** A citizen's words: an address in them is no link but leads to a page that says where it goes. */
export const citizenText = (text: string): VNode =>
  html`${linksIn(text).map((piece) => ('host' in piece ? html`<a href=${`${PAGE}?den=${encodeURIComponent(piece.text)}`} rel="noreferrer">${piece.text}</a>` : piece.text))}` as VNode;

/** `GET /can-bo/lien-ket?den=…`: where an address that a citizen sent leads, before anybody follows it. */
export function outsideLinkPage(shell: Shell): Router {
  const router = Router();
  router.get(PAGE, shell.signedIn, async (request, response) => {
    const address = String(request.query['den'] ?? '').slice(0, 2000);
    const host = hostOf(address);
    if (host === null) throw new AppError('notFound', { status: 404 });
    await shell.send(request, response, ({ say }) => ({
      title: say('staff.outsideLink.title'),
      body: html`
      <p>${say('staff.outsideLink.warning', { host })}</p>
      <p><code>${address}</code></p>
      <p class="note">${say('staff.outsideLink.advice')}</p>` as VNode,
    }));
  });
  return router;
}
