import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { dropEdit } from '#src/procedures/editing/commands/drop.ts';
import { EditedMeanwhile, EditFaults, followInForce, saveEdit, submitEdit } from '#src/procedures/editing/commands/write.ts';
import { commentsOf, type Edit, notePresence, readEdit } from '#src/procedures/editing/edits.ts';
import { moveRows, type Typed } from '#src/procedures/editing/fields.ts';
import { asProcedure, refusals, warnings } from '#src/procedures/editing/invariants.ts';
import { readTyped } from '#src/procedures/editing/typed.ts';
import { registerOf } from '#src/procedures/legal.ts';
import { isSection } from '#src/procedures/sections.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may } from '#src/staff/policy.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';
import { assetUrl } from '../../assets.ts';
import { html, type VNode } from '../../html.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import type { Page, Shell, View } from '../shell.ts';
import { type Conflict, editBody } from './editView.ts';
import { addressOf, CATALOGUE, STYLES, writerOf } from './places.ts';
import { previewView } from './previewView.ts';
import { commentsView } from './reviewPage.ts';
import { completenessView, remarksView } from './sideView.ts';
import { typedFrom } from './typedFrom.ts';

interface Drawn {
  code: string;
  typed: Typed;
  revision: number;
  reason?: string;
  faults?: Readonly<Record<string, string>>;
  conflict?: EditedMeanwhile | null;
  note?(say: Say): string;
  status?: number;
}

const codeOf = (request: Request): string => String(request.params['code']);

/** Numbers that procedures of a group cite, to choose from. */
function numbersOf({ procedures }: Catalogue, group: string): string[] {
  const cited = [...procedures.values()].filter((procedure) => procedure.group === group).flatMap(({ legalBasis }) => legalBasis);
  return [...new Set(cited)].sort();
}

/** `/quan-tri/thu-tuc/:code`: what is published of a procedure, as a form that keeps itself. */
export function catalogueEditPage(shell: Shell): Router {
  const { database, clock, current, previews } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();

  /** What stands beside the form: saved or not, who else is here, what is missing, what keeps it from being published, how it looks. */
  async function sideOf(request: Request, view: View, edit: Edit, typed: Typed, person: PersonActor): Promise<VNode> {
    const { catalogue, show } = current();
    const { say, locale } = view;
    const others = await notePresence(database, edit.code, person.id, clock.now());
    const named = await officialsNamed(database, [...others, edit.updatedBy]);
    const inForce = catalogue.procedures.get(edit.code);
    const { side } = readTyped(typed, edit.base);
    const today = dayOf(clock.now());
    const wanted = String((request.body as Record<string, unknown> | undefined)?.['section'] ?? '');
    const shown = side && asProcedure(side, inForce);
    return html`
      <p id="saved" role="status" class="note">${edit.updatedAt ? say('catalogueEditing.saved', { time: formatDateTime(edit.updatedAt), name: named(edit.updatedBy) }) : say('catalogueEditing.unsaved')}</p>
      ${others.length > 0 ? html`<p class="card warning" role="status">${say('catalogueEditing.others', { names: others.map((id) => named(id)).join(', ') })}</p>` : null}
      ${side ? remarksView(say, refusals(side, catalogue, today), 'refused') : null}
      ${side ? remarksView(say, warnings(side, catalogue, today), 'look') : null}
      ${shown ? html`<section class="card" aria-labelledby="complete">${completenessView(say, shown)}</section>` : html`<p class="card">${say('catalogueEditing.notReadable')}</p>`}
      ${shown ? html`<section class="card" aria-labelledby="preview"><h2 id="preview">${say('catalogueEditing.preview.title')}</h2>${previewView(say, { procedure: shown, section: isSection(wanted) ? wanted : 'overview', locale, show, previews })}</section>` : null}` as VNode;
  }

  async function drawn(
    request: Request,
    view: View,
    person: PersonActor,
    { code, typed, revision, reason, faults, conflict, note, status = 200 }: Drawn,
  ): Promise<Page> {
    const { catalogue } = current();
    const edit = await readEdit(database, code);
    const inForce = catalogue.procedures.get(code);
    const comments = (await commentsOf(database, code)).filter(({ version }) => version === null);
    const named = await officialsNamed(database, [conflict?.by ?? null, ...comments.map(({ by }) => by)]);
    const told: Conflict | null = conflict ? { by: named(conflict.by), at: conflict.at, theirs: conflict.theirs } : null;
    return {
      title: typed['name'] || code,
      styles: STYLES,
      status,
      scripts: [assetUrl('/assets/catalogue.js')],
      body: editBody(view, {
        code,
        state: edit.state,
        revision,
        reason: reason ?? edit.reason,
        typed: { values: typed, ...(faults && { faults }) },
        before: edit.base,
        groups: [...new Set([...catalogue.procedures.values()].map(({ group }) => group))].sort(),
        register: registerOf(catalogue.legal),
        numbers: numbersOf(catalogue, typed['group'] ?? ''),
        side: await sideOf(request, view, edit, typed, person),
        conflict: told,
        comments: comments.length > 0 ? commentsView(view.say, comments, named) : null,
        note: note?.(view.say) ?? null,
        outdated: edit.revision > 0 && (inForce?.version ?? null) !== edit.baseVersion,
      }),
    };
  }
  const draw = (request: Request, response: Response, person: PersonActor, what: Drawn) =>
    shell.send(request, response, (view) => drawn(request, view, person, what));

  /** A role that was taken away meanwhile: what was typed is shown to be copied, nothing is kept. */
  const showLost = (request: Request, response: Response, typed: Typed) =>
    shell.send(request, response, (view) => ({
      title: view.say('catalogueEditing.lost.title'),
      styles: STYLES,
      status: 403,
      body: html`<p class="card warning" role="alert">${view.say('errors.notAllowed')}</p><p>${view.say('catalogueEditing.lost.about')}</p>
        <div class="field"><label for="typed">${view.say('catalogueEditing.lost.typed')}</label>
        <textarea id="typed" rows="20" readonly>${Object.values(typed).filter(Boolean).join('\n')}</textarea></div>` as VNode,
    }));

  router.get(`${CATALOGUE}/:code`, shell.signedIn, shell.allowed('catalogue.edit'), async (request, response, next) => {
    const code = codeOf(request);
    if (!/^(\d\.\d{6}|x-[0-9a-f]{10})$/.test(code)) return next();
    const person = request.actor as PersonActor;
    const edit = await readEdit(database, code);
    await draw(request, response, person, { code, typed: edit.typed, revision: edit.revision });
  });

  router.post(`${CATALOGUE}/:code`, shell.fields, async (request, response, next) => {
    const code = codeOf(request);
    if (!/^(\d\.\d{6}|x-[0-9a-f]{10})$/.test(code)) return next();
    response.set('Cache-Control', 'no-store');
    const body = (request.body ?? {}) as Record<string, unknown>;
    const act = String(body['do'] ?? 'save');
    const reason = String(body['reason'] ?? '').trim();
    const person = await shell.personOf(request);
    if (!person) {
      if (act === 'autosave') throw new AppError('signInNeeded', { status: 401 });
      return shell.askAgain(request, response, next);
    }
    const edit = await readEdit(database, code);
    const typed = typedFrom(body, edit.typed);
    const revision = Number(body['revision']) || 0;
    if (!may(person, 'catalogue.edit')) return showLost(request, response, typed);
    const again = (more: Partial<Drawn> = {}) => draw(request, response, person, { code, typed, revision, reason, ...more });
    if (!shell.isOurs(request)) {
      if (!shell.isOurPage(request)) throw new AppError('formExpired', { status: 403 });
      return again({ status: 403, note: (say) => say('catalogueEditing.sessionChanged') });
    }
    if (/^(add|remove|up):/.test(act)) return again({ typed: moveRows(typed, act) });
    if (act === 'preview') return again();
    const writer = writerOf(person);
    try {
      const saved = await saveEdit(desk, writer, code, typed, revision);
      if (act === 'autosave') {
        const fresh = await readEdit(database, code);
        return shell.part(
          request,
          response,
          async (view) => html`<div data-revision=${saved}>${await sideOf(request, view, fresh, typed, person)}</div>` as VNode,
        );
      }
      if (act === 'follow') {
        await followInForce(desk, writer, code);
        return shell.done(response, addressOf(code), { key: 'catalogueEditing.done.followed' });
      }
      if (act === 'review') {
        await submitEdit(desk, writer, code, reason);
        return shell.done(response, `${addressOf(code)}/duyet`, { key: 'catalogueEditing.done.submitted' });
      }
      shell.done(response, addressOf(code), { key: 'catalogueEditing.done.saved' });
    } catch (error) {
      if (act === 'autosave') throw error;
      if (error instanceof EditedMeanwhile) return again({ conflict: error, revision: error.revision, status: 409 });
      const now = await readEdit(database, code);
      if (error instanceof EditFaults) return again({ faults: error.faults, revision: now.revision, status: 422 });
      if (error instanceof AppError && error.status < 500)
        return again({ revision: now.revision, status: error.status, note: (say) => say(`errors.${error.code}`, error.params) });
      throw error;
    }
  });

  router.post(`${CATALOGUE}/:code/bo`, shell.signedIn, shell.allowed('catalogue.edit'), shell.form, async (request, response) => {
    const code = codeOf(request);
    await dropEdit(desk, writerOf(request.actor as PersonActor), code);
    response.redirect(303, `${CATALOGUE}?bo=${encodeURIComponent(code)}`);
  });

  return router;
}
