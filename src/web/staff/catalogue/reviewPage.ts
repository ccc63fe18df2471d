import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { PublicationRefused, publishEdit, unscheduleEdit } from '#src/procedures/editing/commands/publish.ts';
import { commentOnEdit, EditFaults } from '#src/procedures/editing/commands/write.ts';
import { commentsOf, type Edit, readEdit } from '#src/procedures/editing/edits.ts';
import { asProcedure, type Remark, refusals, warnings } from '#src/procedures/editing/invariants.ts';
import { readTyped } from '#src/procedures/editing/typed.ts';
import { isSection } from '#src/procedures/sections.ts';
import { may } from '#src/staff/policy.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { area, form, input, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { differencesView } from './differencesView.ts';
import { tabs } from './editView.ts';
import { addressOf, CATALOGUE, STYLES, writerOf } from './places.ts';
import { previewView } from './previewView.ts';
import { completenessView, remarksView } from './sideView.ts';

/** What was said of an edit or a version, the oldest first. */
export const commentsView = (say: Say, comments: readonly { by: string; at: Date; text: string }[], named: (id: string) => string): VNode =>
  html`<ul class="comments">${comments.map(({ by, at, text }) => html`<li><p class="note">${by === 'system' ? say('app.name') : named(by)}, ${formatDateTime(at)}</p><p class="lines">${text}</p></li>`)}</ul>` as VNode;

interface Outcome {
  typed: Typed;
  refused: readonly Remark[];
  note(say: Say): string;
}

/** The buttons of whoever may publish and typed none of it. */
const decide = (view: View, code: string, edit: Edit, typed: Typed): VNode => {
  const { say } = view;
  const button = (act: string, key: string, look: string) => html`<button type="submit" name="do" value=${act} class=${look}>${say(key)}</button>`;
  if (edit.state === 'scheduled')
    return form(view, `${addressOf(code)}/duyet`, html`<p class="act">${button('unschedule', 'catalogueEditing.unschedule', 'second')}</p>`);
  return form(
    view,
    `${addressOf(code)}/duyet`,
    html`
    <p class="act">${button('publish', 'catalogueEditing.publishNow', 'primary')}</p>
    <details open=${Boolean(typed.faults?.['at'])}><summary>${say('catalogueEditing.later')}</summary>
      ${input(view, { name: 'at', label: say('catalogueEditing.at'), type: 'datetime-local' }, typed)}
      ${input(view, { name: 'reason', id: 'publish-reason', label: say('catalogueEditing.reasonOther'), maxlength: 500 }, typed)}
      <p class="act">${button('schedule', 'catalogueEditing.schedule', 'second')}</p></details>
    <details open=${Boolean(typed.faults?.['comment'])}><summary>${say('catalogueEditing.giveBack')}</summary>
      ${area(view, { name: 'back', label: say('catalogueEditing.giveBackWhy'), maxlength: 2000 }, { values: typed.values, ...(typed.faults?.['comment'] && { faults: { back: typed.faults['comment'] } }) })}
      <p class="act">${button('back', 'catalogueEditing.giveBack', 'danger')}</p></details>`,
  );
};

/** `/quan-tri/thu-tuc/:code/duyet`: what would change, and the word of a second person. */
export function catalogueReviewPage(shell: Shell): Router {
  const { database, clock, current, previews } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  const codeOf = (request: Request) => String(request.params['code']);

  async function show(request: Request, response: Response, outcome: Partial<Outcome> = {}, status = 200): Promise<void> {
    const code = codeOf(request);
    const { catalogue, show: answer } = current();
    const person = actorOf(request);
    const edit = await readEdit(database, code);
    const { side } = readTyped(edit.typed, edit.base);
    const today = dayOf(clock.now());
    const comments = (await commentsOf(database, code)).filter(({ version }) => version === null);
    const named = await officialsNamed(database, [...edit.authors, edit.updatedBy, edit.approver, ...comments.map(({ by }) => by)]);
    const mine = edit.authors.includes(person.id);
    const mayDecide = may(person, 'catalogue.publish') && !mine && (edit.state === 'review' || edit.state === 'scheduled');
    const next = side && asProcedure(side, catalogue.procedures.get(code));
    const typed = outcome.typed ?? { values: {} };
    const wanted = String(request.query['section'] ?? '');
    await shell.send(request, response, (view) => {
      const { say, locale } = view;
      const refused = side ? (outcome.refused?.length ? outcome.refused : refusals(side, catalogue, today)) : [];
      const when = edit.publishAt ? formatDateTime(edit.publishAt) : '';
      return {
        title: say('catalogueEditing.reviewTitle', { name: edit.typed['name'] || code }),
        styles: STYLES,
        status,
        body: html`
        ${tabs(view, code)}
        ${outcome.note ? html`<p class="card warning" role="alert">${outcome.note(say)}</p>` : null}
        ${edit.revision === 0 ? html`<p class="card">${say('catalogueEditing.nothingToReview')} <a href=${addressOf(code)}>${say('catalogueEditing.tabs.edit')}</a></p>` : null}
        ${
          edit.revision > 0
            ? html`<section class="card" aria-labelledby="standing"><h2 id="standing">${say('catalogueEditing.standing')}</h2>
          <p><span class="standing soon">${say(`catalogueEditing.state.${edit.state}`)}</span> ${edit.state === 'scheduled' ? say('catalogueEditing.scheduledFor', { time: when, name: named(edit.approver) }) : ''}</p>
          <p>${say('catalogueEditing.writtenBy', { names: edit.authors.map((id) => named(id)).join(', ') })}</p>
          ${edit.reason ? html`<p>${say('catalogueEditing.reason')}: ${edit.reason}</p>` : null}
          ${mayDecide ? decide(view, code, edit, typed) : html`<p class="note">${say(mine && edit.state === 'review' ? 'catalogueEditing.needsSecond' : edit.state === 'draft' ? 'catalogueEditing.stillDraft' : 'catalogueEditing.waits')}</p>`}
        </section>
        ${remarksView(say, refused, 'refused', addressOf(code))}
        ${side ? remarksView(say, warnings(side, catalogue, today), 'look', addressOf(code)) : null}
        <section class="card" aria-labelledby="differences"><h2 id="differences">${say('catalogueEditing.differences')}</h2>
          ${side ? differencesView(say, edit.base, side) : html`<p>${say('catalogueEditing.notReadable')}</p>`}</section>
        <section class="card" aria-labelledby="comments"><h2 id="comments">${say('catalogueEditing.comments')}</h2>
          ${comments.length > 0 ? commentsView(say, comments, named) : html`<p class="note">${say('catalogueEditing.noComments')}</p>`}
          ${form(view, `${addressOf(code)}/duyet`, html`${area(view, { name: 'comment', label: say('catalogueEditing.comment'), maxlength: 2000 }, typed, 2)}<p class="act"><button type="submit" name="do" value="comment" class="second">${say('catalogueEditing.commentSend')}</button></p>`)}
        </section>
        ${next ? html`<section class="card" aria-labelledby="complete">${completenessView(say, next, addressOf(code))}</section><section class="card" aria-labelledby="preview"><h2 id="preview">${say('catalogueEditing.preview.title')}</h2><form id="edit" method="get" action=${`${addressOf(code)}/duyet#preview`}></form>${previewView(say, { procedure: next, section: isSection(wanted) ? wanted : 'overview', locale, show: answer, previews })}<p class="act"><button type="submit" form="edit" class="second">${say('catalogueEditing.show')}</button></p></section>` : null}`
            : null
        }` as VNode,
      };
    });
  }

  router.use(`${CATALOGUE}/:code/duyet`, shell.signedIn, shell.allowed('catalogue.edit'));
  router.get(`${CATALOGUE}/:code/duyet`, (request, response) => show(request, response));
  router.post(`${CATALOGUE}/:code/duyet`, shell.form, async (request, response) => {
    const code = codeOf(request);
    const values = typedIn(request.body);
    const writer = writerOf(actorOf(request));
    const here = `${addressOf(code)}/duyet`;
    try {
      switch (values['do']) {
        case 'publish':
        case 'schedule': {
          const later = values['do'] === 'schedule';
          const at = later ? new Date(`${values['at']}:00+07:00`) : null;
          if (at && Number.isNaN(at.getTime())) throw new EditFaults({ at: 'time' });
          const number = await publishEdit(desk, writer, code, { catalogue: current().catalogue, reason: later ? (values['reason'] ?? '') : '', at });
          if (number === null) return shell.done(response, here, { key: 'catalogueEditing.done.scheduled' });
          await shell.deps.catalogueChanged?.();
          return shell.done(response, `${addressOf(code)}/lich-su`, { key: 'catalogueEditing.done.published', values: { number } });
        }
        case 'unschedule':
          await unscheduleEdit(desk, writer, code);
          return shell.done(response, here, { key: 'catalogueEditing.done.unscheduled' });
        case 'back':
          await commentOnEdit(desk, writer, code, values['back'] ?? '', true);
          return shell.done(response, here, { key: 'catalogueEditing.done.givenBack' });
        default:
          await commentOnEdit(desk, writer, code, values['comment'] ?? '');
          return shell.done(response, `${here}#comments`, { key: 'catalogueEditing.done.commented' });
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.status >= 500 || error.code === 'notAllowed') throw error;
      const note = (say: Say) => say(`errors.${error.code}`, error.params);
      const faults = error instanceof EditFaults ? error.faults : undefined;
      const refused = error instanceof PublicationRefused ? error.remarks : [];
      await show(request, response, { typed: { values, ...(faults && { faults }) }, refused, note }, error.status);
    }
  });

  return router;
}
