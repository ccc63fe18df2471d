import { type Request, type Response, Router } from 'express';
import { isRefused } from '#src/feedback/refusals.ts';
import { loadTemplates, saveTemplate, TEMPLATE_STEPS, type Template } from '#src/feedback/templates.ts';
import { html, type VNode } from '../../html.ts';
import { actButton, area, form, input, select, submit, type Typed, typedIn, undoForm } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { FEEDBACK } from './visible.ts';

const TEMPLATES = `${FEEDBACK}/mau`;
const EMPTY: Typed = { values: {} };

/** What was just done, and the fields that undo it: the template as it was, or its removal. */
interface Done {
  key: string;
  undo: Record<string, string>;
}

interface Shown {
  templates: readonly Template[];
  typed?: Typed;
  refused?: string;
  done?: Done;
}

const fieldsOf = ({ id, step, name, text, mark }: Template): Record<string, string> => ({ id: String(id ?? ''), step, name, text, mark });

/** The way back: a template that was changed is changed back, one that is gone is added again, one that was added goes. */
function undoOf({ before, after }: { before: Template | null; after: Template | null }): Record<string, string> {
  if (before) return fieldsOf({ ...before, id: after?.id ?? null, mark: after?.mark ?? '' });
  return after ? { ...fieldsOf(after), remove: '1' } : {};
}

/** `/can-bo/gop-y/mau`: the texts that officers of an agency begin an answer with. */
export function templatesPage(shell: Shell): Router {
  const { desk } = shell.deps;
  const router = Router();
  const agencyOf = (request: Request) => actorOf(request).memberships[0]?.agencyId ?? '';
  router.use(TEMPLATES, shell.signedIn, shell.allowed('feedback.handle'));

  async function show(request: Request, response: Response, shown: Omit<Shown, 'templates'>, status = 200) {
    const templates = await loadTemplates(desk, agencyOf(request));
    await shell.send(request, response, (view) => ({
      title: view.say('feedback.desk.templates'),
      status,
      body: body(view, { templates, ...shown }),
    }));
  }

  router.get(TEMPLATES, (request, response) => show(request, response, {}));
  // Answered with the page itself: a text to go back to is too long for the cookie that other acts say it in.
  router.post(TEMPLATES, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const step = TEMPLATE_STEPS.find((known) => known === values['step']) ?? 'answer';
    const id = Number.parseInt(values['id'] ?? '', 10);
    const remove = values['remove'] === '1';
    const given = { id: Number.isNaN(id) ? null : id, step, name: values['name'] ?? '', text: remove ? null : (values['text'] ?? '') };
    try {
      const saved = await saveTemplate(desk, actorOf(request), agencyOf(request), { ...given, ...(values['mark'] && { mark: values['mark'] }) });
      await show(request, response, { done: { key: remove ? 'templateRemoved' : 'templateSaved', undo: undoOf(saved) } });
    } catch (error) {
      if (!isRefused(error)) throw error;
      await show(request, response, { typed: { values }, refused: error.code }, error.status);
    }
  });
  return router;
}

/** The fields of a template, new or not; `typed` is what was typed in it and could not be kept. */
function fields(view: View, template: Template | null, typed: Typed): VNode {
  const { say } = view;
  const id = (name: string) => (template ? `${name}-${template.id}` : name);
  return form(
    view,
    TEMPLATES,
    html`
    ${template ? ['id', 'mark'].map((name) => html`<input type="hidden" name=${name} value=${fieldsOf(template)[name]} />`) : null}
    ${select(
      view,
      { name: 'step', id: id('step'), label: say('feedback.desk.input.step') },
      TEMPLATE_STEPS.map((step) => ({ value: step, label: say(`feedback.desk.step.${step}`) })),
      typed,
    )}
    ${input(view, { name: 'name', id: id('name'), label: say('feedback.desk.input.name'), required: true, maxlength: 100 }, typed)}
    ${area(view, { name: 'text', id: id('text'), label: say('feedback.desk.input.text'), hint: say('feedback.desk.placeholders'), required: true, maxlength: 3000 }, typed, 5)}
    ${submit(say('staff.save'))}`,
  );
}

function templateView(view: View, template: Template, typed: Typed): VNode {
  const { say } = view;
  const { id, name, text, step, mark } = template;
  if (id === null)
    return html`<details class="card step"><summary>${name} (${say('feedback.desk.given')})</summary><p class="words">${text}</p></details>` as VNode;
  const own = typed.values['id'] === String(id);
  return html`<details class="card step" open=${own}><summary>${name}</summary>
    ${fields(view, template, own ? typed : { values: fieldsOf(template) })}
    ${actButton(view, TEMPLATES, say('feedback.desk.remove'), { id: String(id), remove: '1', step, mark }, 'danger')}</details>` as VNode;
}

function body(view: View, { templates, typed = EMPTY, refused, done }: Shown): VNode {
  const { say } = view;
  // Where the template itself is gone, what was typed in it stands in the form for a new one.
  const isNew = !templates.some(({ id }) => typed.values['id'] === String(id));
  return html`
  ${done ? html`<div class="card said" role="status"><p>${say(`feedback.desk.${done.key}`)}</p>${undoForm(view, TEMPLATES, done.undo)}</div>` : null}
  <p><a href=${FEEDBACK}>${say('feedback.desk.back')}</a></p>
  <p>${say('feedback.desk.templatesAbout')}</p>
  ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused}`)}</p>` : null}
  ${TEMPLATE_STEPS.map(
    (step) => html`<h2>${say(`feedback.desk.step.${step}`)}</h2>
    ${templates.filter((template) => template.step === step).map((template) => templateView(view, template, typed))}`,
  )}
  <h2>${say('feedback.desk.addTemplate')}</h2>
  <div class="card">${fields(view, null, isNew ? typed : EMPTY)}</div>` as VNode;
}
