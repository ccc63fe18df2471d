import type { ErrorRequestHandler } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { html, type VNode } from '../html.ts';
import { keptFormOf, writtenView } from './keptForm.ts';
import { currentEntry } from './navigation.ts';
import type { Shell } from './shell.ts';

/** Errors that have their own way of giving a form back, or whose form may be another site's. */
const ELSEWHERE = ['formExpired', 'signInNeeded'];

/**
 * A form of ours that is refused for good (a role that was taken away while it was filled in, something that is gone): the reason, and what
 * was written, to be copied. Anything else goes on to the common error page.
 */
export const lostForms =
  (shell: Shell): ErrorRequestHandler =>
  (error, request, response, next) => {
    const refused = error instanceof AppError && error.status < 500 && !ELSEWHERE.includes(error.code);
    const page = request.method === 'POST' && request.is('urlencoded') && request.accepts(['json', 'html']) === 'html';
    if (!refused || !page || response.headersSent || request.actor?.kind !== 'person' || !shell.isOurPage(request)) return next(error);
    shell.fields(request, response, (broken?: unknown) => {
      if (broken) return next(error);
      const kept = keptFormOf(request);
      shell
        .send(request, response, (view) => {
          const typed = writtenView(view, kept);
          // Nobody can load an answer to a form again: the list that it belongs to is one click away.
          const list = currentEntry(request.path);
          return {
            title: view.say('staff.kept.title'),
            status: error.status,
            body: html`<p class="card warning" role="alert">${view.say(`errors.${error.code}`, error.params)}</p>
            ${typed && html`<div class="card"><p>${view.say('staff.kept.about')}</p>${typed}</div>`}
            ${list && list.href !== '/can-bo' ? html`<p><a class="pill" href=${list.href}>${view.say('staff.kept.back', { page: view.say(list.key) })}</a></p>` : null}
            <p><a href="/can-bo">${view.say('staff.nav.home')}</a></p>` as VNode,
          };
        })
        .then(() => shell.deps.metrics.refused.inc({ code: error.code }), next);
    });
  };
