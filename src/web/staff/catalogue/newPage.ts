import { type Request, type Response, Router } from 'express';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { beginProcedure, EditFaults } from '#src/procedures/editing/commands/write.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, select, submit, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { addressOf, CATALOGUE, NEW, STYLES, writerOf } from './places.ts';

/** `/quan-tri/thu-tuc/moi`: a procedure that the catalogue does not have yet. */
export function catalogueNewPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(NEW, shell.signedIn, shell.allowed('catalogue.edit'));

  const show = (request: Request, response: Response, typed: Typed) =>
    shell.send(request, response, (view) => {
      const { say } = view;
      const groups = [...new Set([...current().catalogue.procedures.values()].map(({ group }) => group))].sort();
      return {
        title: say('catalogueEditing.add'),
        styles: STYLES,
        status: typed.faults ? 422 : 200,
        body: html`<p><a href=${CATALOGUE}>${say('catalogueEditing.back')}</a></p>${faultSummary(view, typed)}
        <div class="card">${form(
          view,
          NEW,
          html`${input(view, { name: 'code', label: say('catalogueEditing.code'), hint: say('catalogueEditing.codeHint'), maxlength: 12 }, typed)}
          ${area(view, { name: 'name', label: say('catalogueEditing.field.name'), required: true, maxlength: 1000 }, typed, 2)}
          ${select(view, { name: 'group', label: say('catalogueEditing.field.group') }, [{ value: '', label: say('staff.choose') }, ...groups.map((group) => ({ value: group, label: say(`group.${group}`) }))], typed)}
          ${submit(say('catalogueEditing.begin'))}`,
        )}</div>` as VNode,
      };
    });

  router.get(NEW, (request, response) => show(request, response, { values: {} }));
  router.post(NEW, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const { code = '', name = '', group = '' } = values;
    try {
      const begun = await beginProcedure(desk, writerOf(actorOf(request)), code, { name, group, levelNow: 'commune', confidence: 'high' });
      shell.done(response, addressOf(begun), { key: 'catalogueEditing.done.begun' });
    } catch (error) {
      if (!(error instanceof EditFaults)) throw error;
      await show(request, response, { values, faults: error.faults });
    }
  });

  return router;
}
