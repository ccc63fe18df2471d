import { type Request, Router } from 'express';
import { isRefused } from '#src/feedback/refusals.ts';
import { loadTemplates, saveTemplate, TEMPLATE_STEPS } from '#src/feedback/templates.ts';
import { html, type VNode } from '../../html.ts';
import { area, confirmed, form, input, select, submit, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { FEEDBACK } from './visible.ts';

const TEMPLATES = `${FEEDBACK}/mau`;

/** `/can-bo/gop-y/mau`: the texts that officers of an agency begin an answer with. */
export function templatesPage(shell: Shell): Router {
  const { desk } = shell.deps;
  const router = Router();
  const agencyOf = (request: Request) => actorOf(request).memberships[0]?.agencyId ?? '';
  router.use(TEMPLATES, shell.signedIn, shell.allowed('feedback.handle'));

  async function show(request: Request, response: Parameters<Shell['send']>[1], typed: Typed, refused: string | null = null) {
    const templates = await loadTemplates(desk, agencyOf(request));
    await shell.send(request, response, (view) => ({
      title: view.say('feedback.desk.templates'),
      status: refused ? 422 : 200,
      body: body(view, templates, typed, refused),
    }));
  }

  router.get(TEMPLATES, (request, response) => show(request, response, { values: {} }));
  router.post(TEMPLATES, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    const step = TEMPLATE_STEPS.find((known) => known === values['step']) ?? 'answer';
    const id = Number.parseInt(values['id'] ?? '', 10);
    try {
      const text = values['remove'] === '1' ? null : (values['text'] ?? '');
      await saveTemplate(desk, actorOf(request), agencyOf(request), { id: Number.isNaN(id) ? null : id, step, name: values['name'] ?? '', text });
    } catch (error) {
      if (!isRefused(error)) throw error;
      return show(request, response, { values }, error.code);
    }
    shell.done(response, TEMPLATES, { key: 'feedback.desk.templateSaved' });
  });
  return router;
}

function body(view: View, templates: Awaited<ReturnType<typeof loadTemplates>>, typed: Typed, refused: string | null): VNode {
  const { say } = view;
  return html`
  <p><a href=${FEEDBACK}>${say('feedback.desk.back')}</a></p>
  <p>${say('feedback.desk.templatesAbout')}</p>
  ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused}`)}</p>` : null}
  ${TEMPLATE_STEPS.map(
    (step) =>
      html`<h2>${say(`feedback.desk.step.${step}`)}</h2>${templates
        .filter((template) => template.step === step)
        .map(
          ({ id, name, text }) => html`<details class="card step"><summary>${name}${id === null ? ` (${say('feedback.desk.given')})` : ''}</summary>
          <p class="words">${text}</p>
          ${id === null ? null : confirmed(view, TEMPLATES, { open: say('feedback.desk.remove'), question: say('feedback.desk.removeQuestion', { name }), button: say('feedback.desk.remove') }, { id: String(id), remove: '1', step })}
        </details>`,
        )}`,
  )}
  <h2>${say('feedback.desk.addTemplate')}</h2>
  <div class="card">${form(
    view,
    TEMPLATES,
    html`
    ${select(
      view,
      { name: 'step', label: say('feedback.desk.input.step') },
      TEMPLATE_STEPS.map((step) => ({ value: step, label: say(`feedback.desk.step.${step}`) })),
      typed,
    )}
    ${input(view, { name: 'name', label: say('feedback.desk.input.name'), required: true, maxlength: 100 }, typed)}
    ${area(view, { name: 'text', label: say('feedback.desk.input.text'), hint: say('feedback.desk.placeholders'), required: true, maxlength: 3000 }, typed, 5)}
    ${submit(say('staff.save'))}`,
  )}</div>` as VNode;
}
