import { type Request, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { type AmbiguityGroup, ambiguityGroup, type Catalogue } from '#src/procedures/content.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { groupMark, removeGroup, saveGroup } from '#src/procedures/editing/commands/words.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { isOwnCode, nameOf } from '#src/procedures/present.ts';
import { fold } from '#src/text/fold.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, submit, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { table } from '../table.ts';
import { CATALOGUE, GROUPS, STYLES, writerOf } from './places.ts';
import { codeMeant, shownAs } from './procedureMeant.ts';

const lines = (text: string | undefined): string[] =>
  (text ?? '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);

/** "1.001193 Khai sinh cho con" is an option, and so is "Đăng ký khai sinh | Khai sinh cho con", which needs no code. */
function optionOf(catalogue: Catalogue, line: string): { code: string; label: string } {
  const [, meant, label] = /^(.+?)\s*\|\s*(.*)$/.exec(line) ?? /^(\S+)\s*(.*)$/.exec(line) ?? [];
  return { code: codeMeant(catalogue, meant ?? ''), label: label ?? '' };
}

/** The short name of a group that was given none, from its question. */
const idOf = (question: string): string =>
  fold(question)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 40) || 'nhom';

/** A group as it is typed. */
const typedOf = (catalogue: Catalogue, { id, question, triggers, options }: AmbiguityGroup): Record<string, string> => ({
  ...{ id, question },
  triggers: triggers.join('\n'),
  options: options.map(({ code, label }) => (isOwnCode(code) ? `${shownAs(catalogue, code)} | ${label}` : `${code} ${label}`)).join('\n'),
});

/** A group that was just taken away, with the way to have it back: it is saved again. */
const undo = (view: View, catalogue: Catalogue, group: AmbiguityGroup): VNode =>
  html`<div class="card said" role="status"><p>${view.say('catalogueEditing.groupForm.removed', { question: group.question })}</p>
    ${form(
      view,
      GROUPS,
      html`${Object.entries(typedOf(catalogue, group)).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <p class="act"><button type="submit" class="second">${view.say('catalogueEditing.groupForm.undo')}</button></p>`,
    )}</div>` as VNode;

/** `/quan-tri/thu-tuc/nhom-de-nham`: the questions that keep look-alikes apart. */
export function catalogueGroupsPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(GROUPS, shell.signedIn, shell.allowed('catalogue.edit'));

  const heldMark = (id: string) => groupMark(current().catalogue.groups.find((group) => group.id === id));

  const showOne = (request: Request, response: Response, typed: Typed, fresh: boolean, refused: AppError | null = null) =>
    shell.send(request, response, (view) => {
      const { say } = view;
      const label = (name: string) => ({
        name,
        label: say(`catalogueEditing.groupForm.${name}`),
        hint: say(`catalogueEditing.groupForm.hint.${name}`),
        maxlength: 5000,
      });
      return {
        title: say('catalogueEditing.groups'),
        styles: STYLES,
        status: refused?.status ?? (typed.faults ? 422 : 200),
        body: html`<p><a href=${GROUPS}>${say('catalogueEditing.groupForm.back')}</a></p>${faultSummary(view, typed)}
        ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused.code}`)}</p>` : null}
        <div class="card">${form(
          view,
          GROUPS,
          html`<input type="hidden" name="mark" value=${typed.values['mark'] ?? heldMark(typed.values['id'] ?? '')} />
          ${fresh ? input(view, label('id'), typed) : html`<input type="hidden" name="id" value=${typed.values['id']} />`}
          ${input(view, label('question'), typed)}${area(view, label('triggers'), typed, 5)}${area(view, label('options'), typed, 6)}${submit(say('staff.save'))}`,
        )}</div>
        ${fresh ? null : html`<div class="card">${form(view, `${GROUPS}/xoa`, html`<input type="hidden" name="id" value=${typed.values['id']} /><p class="act"><button type="submit" class="second">${say('catalogueEditing.groupForm.remove')}</button></p>`)}</div>`}` as VNode,
      };
    });

  router.get(GROUPS, async (request, response) => {
    const { groups, procedures } = current().catalogue;
    const id = String(request.query['id'] ?? '');
    const chosen = groups.find((group) => group.id === id);
    if (chosen || id === 'moi') {
      const values = chosen ? typedOf(current().catalogue, chosen) : {};
      return showOne(request, response, { values }, !chosen);
    }
    const removed = await database.ambiguityGroup.findFirst({ where: { id: String(request.query['xoa'] ?? ''), removed: true } });
    await shell.send(request, response, (view) => {
      const { say } = view;
      const rows = groups.map((group) => [
        html`<a href=${`${GROUPS}?id=${encodeURIComponent(group.id)}`}>${group.question}</a>`,
        group.triggers.join('; '),
        html`<ul class="plainlist">${group.options.map(({ code, label }) => html`<li>${label}<div class="note">${procedures.has(code) ? nameOf(procedures.get(code)!) : code}</div></li>`)}</ul>`,
      ]);
      return {
        title: say('catalogueEditing.groups'),
        styles: STYLES,
        body: html`<p><a href=${CATALOGUE}>${say('catalogueEditing.back')}</a></p>${removed ? undo(view, current().catalogue, ambiguityGroup.parse(removed.content)) : null}<p>${say('catalogueEditing.groupForm.about')}</p>
        <p><a class="pill" href=${`${GROUPS}?id=moi`}>${say('catalogueEditing.groupForm.add')}</a></p>
        ${table(
          say('catalogueEditing.groups'),
          ['question', 'triggers', 'options'].map((name) => say(`catalogueEditing.groupForm.${name}`)),
          rows,
        )}` as VNode,
      };
    });
  });

  router.post(GROUPS, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const { catalogue } = current();
    const { question = '' } = values;
    const taken = (id: string) => catalogue.groups.some((group) => group.id === id);
    const own = idOf(question);
    // A group without a short name is a new one, whatever others are called.
    const id = values['id'] || (taken(own) ? `${own.slice(0, 36)}-${catalogue.groups.length}` : own);
    const known = taken(id);
    try {
      await saveGroup(
        desk,
        writerOf(actorOf(request)),
        { id, question, triggers: lines(values['triggers']), options: lines(values['options']).map((line) => optionOf(catalogue, line)) },
        { catalogue: current().catalogue, ...(values['mark'] && { mark: values['mark'] }) },
      );
      await shell.deps.catalogueChanged?.();
      shell.done(response, GROUPS, { key: 'staff.said.saved' });
    } catch (error) {
      if (error instanceof EditFaults) return showOne(request, response, { values, faults: error.faults }, !known);
      if (!(error instanceof AppError) || error.code !== 'wordsMeanwhile') throw error;
      // Saved once more, it is typed over what the other one wrote.
      await shell.deps.catalogueChanged?.();
      await showOne(request, response, { values: { ...values, mark: heldMark(id) } }, !known, error);
    }
  });

  router.post(`${GROUPS}/xoa`, shell.form, async (request, response) => {
    const { id = '' } = typedIn(request.body);
    await removeGroup(desk, writerOf(actorOf(request)), id);
    await shell.deps.catalogueChanged?.();
    response.redirect(303, `${GROUPS}?xoa=${encodeURIComponent(id)}`);
  });

  return router;
}
