import { type Request, type Response, Router } from 'express';
import { understoodBy } from '#src/conversation/assistant.ts';
import { AppError } from '#src/platform/errors.ts';
import type { ProcedureWords } from '#src/procedures/content.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { readWords, saveWords, type TypedWords, wordsMark } from '#src/procedures/editing/commands/words.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { tabs } from './editView.ts';
import { addressOf, CATALOGUE, STYLES, TRY, writerOf } from './places.ts';
import { understoodView } from './tryView.ts';

const typedOfWords = ({ friendlyName = '', summary = '', when = '', aliases, situations }: ProcedureWords): TypedWords => ({
  friendlyName,
  summary,
  when,
  aliases: aliases.join('\n'),
  situations: situations.join('\n'),
});

const messageField = (view: View, typed: Typed): VNode =>
  html`${input(view, { name: 'message', label: view.say('catalogueEditing.tried.message'), hint: view.say('catalogueEditing.tried.hint'), maxlength: 500 }, typed)}` as VNode;

/** `…/:code/tu-ngu` and `…/hoi-thu`: the words that lead to a procedure, and what a message would be taken for. */
export function catalogueWordsPage(shell: Shell): Router {
  const { database, clock, current, rehearse } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  const path = `${CATALOGUE}/:code/tu-ngu`;
  const codeOf = (request: Request) => String(request.params['code']);
  router.use([path, TRY], shell.signedIn, shell.allowed('catalogue.edit'));

  async function show(
    request: Request,
    response: Response,
    typed?: Typed,
    more: { tried?: (view: View) => VNode; note?: string; status?: number } = {},
  ): Promise<void> {
    const code = codeOf(request);
    const procedure = current().catalogue.procedures.get(code);
    if (!procedure) throw new AppError('procedureUnknown', { status: 404 });
    const shown: Typed = typed ?? { values: { ...typedOfWords(procedure.words) } };
    await shell.send(request, response, (view) => {
      const { say } = view;
      const field = (name: string) => ({
        name,
        label: say(`catalogueEditing.words.${name}`),
        hint: say(`catalogueEditing.words.hint.${name}`),
        maxlength: 60_000,
      });
      return {
        title: say('catalogueEditing.words.title', { name: procedure.name }),
        styles: STYLES,
        status: more.status ?? (typed?.faults ? 422 : 200),
        body: html`
        ${tabs(view, code)}
        ${more.note ? html`<p class="card warning" role="alert">${say(more.note)}</p>` : null}
        ${faultSummary(view, shown)}
        ${more.tried?.(view) ?? null}
        <div class="card">${form(
          view,
          `${addressOf(code)}/tu-ngu`,
          html`<input type="hidden" name="mark" value=${typed?.values['mark'] ?? wordsMark(procedure.words)} />
          ${input(view, { ...field('friendlyName'), maxlength: 90 }, shown)}
          ${area(view, field('summary'), shown)}
          ${area(view, field('when'), shown, 2)}
          ${area(view, field('aliases'), shown, 8)}
          ${area(view, field('situations'), shown, 12)}
          ${messageField(view, shown)}
          <p class="act"><button type="submit" name="do" value="try" class="second">${say('catalogueEditing.tried.button')}</button>
          <button type="submit" name="do" value="save" class="primary">${say('catalogueEditing.words.save')}</button></p>`,
        )}</div>
        <p class="note">${say('catalogueEditing.words.about')}</p>` as VNode,
      };
    });
  }

  router.get(path, (request, response) => show(request, response));
  router.post(path, shell.form, async (request, response) => {
    const code = codeOf(request);
    const values = typedIn(request.body);
    const assistant = current();
    const { catalogue } = assistant;
    try {
      const { friendlyName = '', summary = '', when = '', aliases = '', situations = '' } = values;
      const words = readWords({ friendlyName, summary, when, aliases, situations }, code, catalogue);
      const held = catalogue.procedures.get(code);
      if (values['do'] === 'try' && held) {
        // As it would be with the words of the form, saved or not.
        const next = { ...catalogue, procedures: new Map(catalogue.procedures).set(code, { ...held, words }) };
        const message = values['message'] ?? '';
        const tried = { catalogue: next, meaning: await rehearse(next, (by) => understoodBy(by, message)), why: assistant.why };
        return show(request, response, { values }, { tried: ({ say }) => understoodView(say, message, tried) });
      }
      await saveWords(desk, writerOf(actorOf(request)), code, words, { catalogue, mark: values['mark'] ?? '' });
      await shell.deps.catalogueChanged?.();
      shell.done(response, `${addressOf(code)}/tu-ngu`, { key: 'catalogueEditing.words.saved' });
    } catch (error) {
      if (error instanceof EditFaults) return show(request, response, { values, faults: error.faults });
      if (!(error instanceof AppError) || error.code !== 'wordsMeanwhile') throw error;
      const mark = wordsMark(current().catalogue.procedures.get(code)?.words);
      await show(request, response, { values: { ...values, mark } }, { note: 'errors.wordsMeanwhile', status: 409 });
    }
  });

  const tryPage = async (request: Request, response: Response, message: string) => {
    const assistant = current();
    const tried = message ? { ...assistant, meaning: await understoodBy(assistant, message) } : null;
    return shell.send(request, response, (view) => ({
      title: view.say('catalogueEditing.try'),
      styles: STYLES,
      body: html`<p><a href=${CATALOGUE}>${view.say('catalogueEditing.back')}</a></p>
        <div class="card">${form(view, TRY, html`${messageField(view, { values: { message } })}<p class="act"><button type="submit" class="primary">${view.say('catalogueEditing.tried.button')}</button></p>`)}</div>
        ${tried ? understoodView(view.say, message, tried) : null}` as VNode,
    }));
  };
  router.get(TRY, (request, response) => tryPage(request, response, ''));
  // A message may name a person: it stays out of addresses and their logs.
  router.post(TRY, shell.form, (request, response) => tryPage(request, response, (typedIn(request.body)['message'] ?? '').slice(0, 500)));

  return router;
}
