import { createHash } from 'node:crypto';
import { type Request, type Response, Router } from 'express';
import { understoodBy } from '#src/conversation/assistant.ts';
import { type Effect, effectOf, evaluationCases, type Taken, takenFor } from '#src/learning/evaluation.ts';
import {
  groupOf,
  type Lesson,
  lessonFor,
  type NewQuestion,
  type QuestionGroup,
  questionGroups,
  readTarget,
  settle,
  teach,
} from '#src/learning/questions.ts';
import { AppError } from '#src/platform/errors.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { nameOf } from '#src/procedures/present.ts';
import { formatDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { STYLES, writerOf } from '../catalogue/places.ts';
import { allOf, faultSummary, form, type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { pageOf, table, turning } from '../table.ts';
import { effectView, takenText } from './effectView.ts';
import { ASK_BACK, addressOf, groupView, offeredLines, QUESTIONS, saveForm, type Targets } from './groupView.ts';

const PAGE = 25;
/** Procedures that are offered as what was meant. */
const MOST_TARGETS = 6;
const SHOWN = 3;
/** Effects that were just shown: saving asks for the same again. */
const MOST_HELD = 8;

interface Previewed {
  effect: Effect;
  /** What the group's questions would be taken for. */
  own: { text: string; taken: Taken }[];
}

/** With what its first question is taken for now; null where that does not matter any more. */
type ShownGroup = QuestionGroup & { taken: Taken | null };

/** `/quan-tri/cau-hoi`: what was not understood, put together, and turned into words that lead somewhere. */
export function questionPages(shell: Shell): Router {
  const { database, clock, current, rehearse } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  router.use(QUESTIONS, shell.signedIn, shell.allowed('catalogue.edit'));
  const previews = new Map<string, Previewed>();

  async function previewed(lesson: Lesson, group: QuestionGroup): Promise<Previewed> {
    const before = current();
    const { catalogue } = before;
    const texts = group.questions.map(({ text }) => text);
    const key = createHash('sha256')
      .update(JSON.stringify([catalogue.revision, lesson.target, lesson.words, lesson.group, texts]))
      .digest('base64');
    const held = previews.get(key);
    if (held) return held;
    const cases = evaluationCases((code) => catalogue.procedures.has(code));
    const shown = await rehearse(lesson.catalogue, async (after) => {
      const own: Previewed['own'] = [];
      for (const text of texts.slice(0, MOST_HELD)) own.push({ text, taken: takenFor(await understoodBy(after, text)) });
      return { effect: await effectOf(cases, before, after), own };
    });
    previews.set(key, shown);
    if (previews.size > MOST_HELD) previews.delete(previews.keys().next().value as string);
    return shown;
  }

  /** What the group may mean: what it is taken for now, what was looked for, and the questions that ask about those. */
  async function targetsOf({ questions }: QuestionGroup, looked: string, asked: readonly string[]): Promise<Targets> {
    const assistant = current();
    const { catalogue } = assistant;
    const codes: string[] = [];
    for (const text of [looked, ...questions.slice(0, SHOWN).map((question) => question.text)].filter(Boolean)) {
      const { procedures, group } = await understoodBy(assistant, text);
      codes.push(...procedures.slice(0, MOST_TARGETS).map(({ code }) => code), ...(group?.options.map(({ code }) => code) ?? []));
    }
    const first = [...new Set([...asked, ...codes])].slice(0, MOST_TARGETS);
    return {
      procedures: first.flatMap((code) => catalogue.procedures.get(code) ?? []),
      groups: catalogue.groups.filter(({ options }) => options.some(({ code }) => first.slice(0, SHOWN).includes(code))).slice(0, MOST_TARGETS),
    };
  }

  router.get(QUESTIONS, async (request, response) => {
    const settled = request.query['xong'] === '1';
    const groups = await questionGroups(database, settled);
    const page = pageOf(request);
    const assistant = current();
    const shown: ShownGroup[] = [];
    for (const group of groups.slice(page * PAGE, (page + 1) * PAGE))
      shown.push({ ...group, taken: settled ? null : takenFor(await understoodBy(assistant, group.questions[0]!.text)) });
    await shell.send(request, response, (view) => ({
      title: view.say('questions.title'),
      styles: STYLES,
      body: listBody(view, { shown, total: groups.length, page, settled }),
    }));
  });

  function listBody(view: View, { shown, total, page, settled }: { shown: ShownGroup[]; total: number; page: number; settled: boolean }): VNode {
    const { say } = view;
    const { catalogue } = current();
    const heads = ['question', 'times', 'why', settled ? 'became' : 'taken', ...(settled ? ['act'] : [])].map((name) =>
      say(`questions.heads.${name}`),
    );
    const sum = ({ questions }: QuestionGroup, reason: 'unknown' | 'unsure' | 'rejected' | 'noResult') =>
      questions.reduce((all, question) => all + question[reason], 0);
    const why = (group: QuestionGroup) =>
      (['unknown', 'unsure', 'rejected', 'noResult'] as const)
        .flatMap((reason) => (sum(group, reason) > 0 ? say(`questions.reasons.${reason}`, { count: sum(group, reason) }) : []))
        .join(', ');
    const rows = shown.map((group) => {
      const [leader] = group.questions;
      const alike =
        group.questions.length > 1 ? html` <span class="note">${say('questions.alike', { count: group.questions.length - 1 })}</span>` : null;
      const name = settled ? leader!.text : html`<a href=${addressOf(leader!.id)}>${leader!.text}</a>`;
      const head = [html`${name}${alike}`, formatNumber(group.times), why(group)];
      if (group.taken) return [...head, takenText(say, group.taken, catalogue)];
      const [, code = ''] = leader!.settledAs?.split(':') ?? [];
      const procedure = catalogue.procedures.get(code);
      const became = html`${say(`questions.state.${leader!.state}`)}${procedure ? html`: ${nameOf(procedure)}` : null} <span class="note">${leader!.settledAt ? formatDate(leader!.settledAt) : ''}</span>`;
      const ids = group.questions.map(({ id }) => html`<input type="hidden" name="id" value=${String(id)} />`);
      const reopen = form(
        view,
        `${addressOf(leader!.id)}/mo-lai`,
        html`${ids}<button type="submit" class="quiet">${say('questions.reopen')}</button>`,
      );
      return [...head, became, reopen];
    });
    return html`
    <p>${say('questions.about')}</p>
    <p class="pills"><a class="pill" href=${settled ? QUESTIONS : `${QUESTIONS}?xong=1`}>${say(settled ? 'questions.showOpen' : 'questions.showSettled')}</a></p>
    ${
      rows.length > 0
        ? html`<p>${say('questions.count', { count: formatNumber(total) })}</p>${table(say('questions.title'), heads, rows)}`
        : html`<p class="card">${say(settled ? 'questions.noneSettled' : 'questions.none')}</p>`
    }
    ${turning(view, QUESTIONS, { xong: settled ? '1' : '' }, page, total > (page + 1) * PAGE)}` as VNode;
  }

  const idOf = (text: unknown): bigint => {
    if (!/^\d{1,18}$/.test(String(text))) throw new AppError('questionGone', { status: 404 });
    return BigInt(String(text));
  };
  const idsIn = (request: Request): bigint[] => allOf(request.body, 'id').map(idOf);

  /** A new question, as the form has it; null where an existing target was meant. */
  const newQuestionIn = (request: Request, { do: act, to, question = '' }: Record<string, string>): NewQuestion | null =>
    act === 'ask' || to === ASK_BACK ? { kind: 'newGroup', question, codes: allOf(request.body, 'option') } : null;

  const showGroup = async (request: Request, response: Response, group: QuestionGroup, typed: Typed, asked: readonly string[] | null = null) => {
    const looked = String(request.query['tim'] ?? '').slice(0, 100);
    const assistant = current();
    const taken = { ...assistant, meaning: await understoodBy(assistant, group.questions[0]!.text) };
    const targets = await targetsOf(group, looked || (typed.values['to'] ?? '').slice(2), asked ?? []);
    return shell.send(request, response, (view) => ({
      title: view.say('questions.one'),
      styles: STYLES,
      status: typed.faults ? 422 : 200,
      body: groupView(view, {
        group,
        taken,
        targets,
        looked,
        typed,
        asked,
      }),
    }));
  };

  router.get(`${QUESTIONS}/:id`, async (request, response) => {
    const group = await groupOf(database, idOf(request.params['id']));
    await showGroup(request, response, group, { values: { lines: offeredLines(group) } });
  });

  router.post(`${QUESTIONS}/:id`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    const values = typedIn(request.body);
    const { do: act = '', to = '', lines = '', reason = '' } = values;
    const whole = await groupOf(database, idOf(request.params['id']));
    // Those that were shown: what joined the group since stays open.
    const ids = new Set(idsIn(request));
    const group = { ...whole, questions: whole.questions.filter(({ id }) => ids.has(id)) };
    if (group.questions.length === 0) throw new AppError('questionGone', { status: 404 });
    const chosen = group.questions.map(({ id }) => id);
    if (act === 'outOfScope' || act === 'dismissed') {
      await database.$transaction((tx) => settle(tx, chosen, { state: act }, actor.id, clock.now()));
      return shell.done(response, QUESTIONS, { key: `questions.done.${act}` });
    }
    const question = newQuestionIn(request, values);
    const back = (faults?: Typed['faults']) => showGroup(request, response, group, { values, ...(faults && { faults }) }, question?.codes);
    if (act === 'edit') return back();
    const said = lines
      .split(/\r?\n/)
      .map((line) => line.trim())
      .filter(Boolean);
    const preview = async () => {
      const { catalogue } = current();
      const lesson = lessonFor(question ?? readTarget(to), [...new Set(said)], catalogue);
      return { catalogue, lesson, shown: await previewed(lesson, group) };
    };
    const show = (
      { lesson, shown }: Awaited<ReturnType<typeof preview>>,
      status: number,
      more: { faults?: Typed['faults']; meanwhile?: boolean } = {},
    ) => {
      const { faults, meanwhile = false } = more;
      const typed = { values: question ? { ...values, to: ASK_BACK } : values, ...(faults && { faults }) };
      return shell.send(request, response, (view) => ({
        title: view.say('questions.previewTitle'),
        styles: STYLES,
        status,
        body: previewBody(view, lesson, shown, group, typed, meanwhile),
      }));
    };
    try {
      const made = await preview();
      const { catalogue, lesson, shown } = made;
      const worse = shown.effect.worse.length;
      const faults = act === 'save' && worse > 0 && reason === '' ? { reason: 'required' } : undefined;
      if (act === 'save' && !faults) {
        const details = { worse, better: shown.effect.better.length, ...(reason && { reason: reason.slice(0, 300) }) };
        try {
          await teach(desk, writerOf(actor), lesson, { catalogue, ids: chosen, details });
        } catch (error) {
          if (!(error instanceof AppError) || error.code !== 'wordsMeanwhile') throw error;
          // Somebody else changed the catalogue: what the same words do in it now is shown first.
          await shell.deps.catalogueChanged?.();
          return await show(await preview(), error.status, { meanwhile: true });
        }
        await shell.deps.catalogueChanged?.();
        return shell.done(response, QUESTIONS, { key: 'questions.done.taught' });
      }
      await show(made, faults ? 422 : 200, faults && { faults });
    } catch (error) {
      if (!(error instanceof EditFaults)) throw error;
      await back(error.faults);
    }
  });

  function previewBody(view: View, lesson: Lesson, { effect, own }: Previewed, group: QuestionGroup, typed: Typed, meanwhile: boolean): VNode {
    const { say } = view;
    const { target, catalogue } = lesson;
    const meant = takenText(say, target, catalogue);
    const options = typed.values['to'] === ASK_BACK && lesson.group ? lesson.group.options : [];
    return html`
    ${meanwhile ? html`<p class="card warning" role="alert">${say('errors.wordsMeanwhile')}</p>` : null}
    ${faultSummary(view, typed)}
    ${
      options.length > 0
        ? html`<section class="card" aria-labelledby="new-question"><h2 id="new-question">${lesson.group?.question}</h2>
      <ol>${options.map(({ label }) => html`<li>${label}</li>`)}</ol></section>`
        : null
    }
    <section class="card" aria-labelledby="own"><h2 id="own">${say('questions.own', { target: meant })}</h2>
      <ul>${own.map(({ text, taken }) => html`<li>“${text}” → ${takenText(say, taken, catalogue)}</li>`)}</ul>
    </section>
    ${effectView(say, effect, catalogue)}
    ${saveForm(view, { group, typed, codes: options.map(({ code }) => code), reasonNeeded: effect.worse.length > 0 })}` as VNode;
  }

  router.post(`${QUESTIONS}/:id/mo-lai`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    await database.$transaction((tx) => settle(tx, idsIn(request), { state: 'open' }, actor.id, clock.now()));
    shell.done(response, QUESTIONS, { key: 'questions.done.open' });
  });

  return router;
}
