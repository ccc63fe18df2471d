import { type Request, type Response, Router } from 'express';
import { answerRequest, openRequests } from '#src/privacy/requests.ts';
import { lastRuns, loadPeriods, PERIODS, type PeriodKind, setPeriod } from '#src/privacy/retention.ts';
import { actorId } from '#src/staff/actor.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { citizenText } from './citizenText.ts';
import { faultSummary, faultsOf, form, input, select, submit, type Typed, typedIn } from './forms.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const PAGE = '/can-bo/du-lieu';
const LONGEST_ANSWER = 2000;

interface Shown {
  requests: Awaited<ReturnType<typeof openRequests>>;
  periods: Record<PeriodKind, number>;
  runs: Awaited<ReturnType<typeof lastRuns>>;
  now: Date;
  typed: Typed;
}

function body(view: View, { requests, periods, runs, now, typed }: Shown): VNode {
  const { say } = view;
  const name = ({ id, kind }: { id: number; kind: string }) => `${id} – ${say(`privacy.request.${kind}`)}`;
  const heads = (part: string, ...keys: string[]) => keys.map((key) => say(`staff.privacy.${part}.${key}`));
  const waiting = requests.map((request) => [
    html`${name(request)}${request.text ? html`<div class="words">${citizenText(request.text)}</div>` : null}`,
    formatDateTime(request.createdAt),
    request.dueAt < now ? say('staff.privacy.late', { time: formatDateTime(request.dueAt) }) : formatDateTime(request.dueAt),
  ]);
  const kept = PERIODS.map((kind) => [say(`privacy.period.${kind}`), formatNumber(periods[kind])]);
  const total = (erased: unknown) => Object.values(erased as Record<string, number>).reduce((sum, count) => sum + count, 0);
  /** What a run erased, by kind; kinds of which nothing went are left out. */
  const byKind = (erased: unknown) =>
    Object.entries(erased as Record<string, number>)
      .filter(([, count]) => count > 0)
      .map(([kind, count]) => html`<div>${say(`privacy.period.${kind}`)}: ${formatNumber(count)}</div>`);
  const ran = runs.map(({ at, erased }) => [
    formatDateTime(at),
    formatNumber(total(erased)),
    total(erased) > 0 ? byKind(erased) : say('staff.privacy.nothingDue'),
  ]);
  return html`
  <p>${say('staff.privacy.about')}</p>
  ${faultSummary(view, typed)}
  <section aria-labelledby="requests"><h2 id="requests">${say('staff.privacy.requests')}</h2>
  ${
    requests.length === 0
      ? html`<p class="note">${say('staff.privacy.noRequests')}</p>`
      : html`${table(say('staff.privacy.requests'), heads('heads', 'request', 'createdAt', 'dueAt'), waiting)}
        <div class="card">${form(
          view,
          `${PAGE}/tra-loi`,
          html`
          ${select(view, { name: 'id', label: say('staff.privacy.which') }, [{ value: '', label: say('staff.choose') }, ...requests.map((request) => ({ value: String(request.id), label: name(request) }))], typed)}
          ${input(view, { name: 'words', label: say('staff.privacy.words'), hint: say('staff.privacy.wordsHint'), required: true, maxlength: LONGEST_ANSWER }, typed)}
          ${submit(say('staff.privacy.answer'))}`,
        )}</div>`
  }</section>
  <section aria-labelledby="periods"><h2 id="periods">${say('staff.privacy.periods')}</h2>
  ${table(say('staff.privacy.periods'), heads('heads', 'kind', 'days'), kept)}
  <div class="card">${form(
    view,
    `${PAGE}/thoi-han`,
    html`<p class="note">${say('staff.privacy.shortened')}</p>
    ${select(view, { name: 'kind', label: say('staff.privacy.heads.kind') }, [{ value: '', label: say('staff.choose') }, ...PERIODS.map((value) => ({ value, label: say(`privacy.period.${value}`) }))], typed)}
    ${input(view, { name: 'days', label: say('staff.privacy.heads.days'), required: true, maxlength: 5 }, typed)}
    ${submit(say('staff.privacy.setPeriod'))}`,
  )}</div>
  <h3>${say('staff.privacy.runs')}</h3>
  ${
    runs.length === 0
      ? html`<p class="note">${say('staff.privacy.noRuns')}</p>`
      : table(say('staff.privacy.runs'), heads('heads', 'ranAt', 'erased', 'byKind'), ran)
  }</section>` as VNode;
}

/** `/can-bo/du-lieu`: what people asked about their own data, and how long data are kept. */
export function privacyPages(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(PAGE, shell.signedIn, shell.allowed('privacy.handle'));

  const show = async (request: Request, response: Response, typed: Typed) => {
    const shown = {
      requests: await openRequests(database),
      periods: await loadPeriods(database),
      runs: await lastRuns(database),
      now: clock.now(),
      typed,
    };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.privacy'),
      body: body(view, shown),
      status: typed.faults ? 422 : 200,
    }));
  };
  const act = async (request: Request, response: Response, key: string, work: (values: Record<string, string>, actor: string) => Promise<void>) => {
    const values = typedIn(request.body);
    try {
      await work(values, actorId(actorOf(request)));
      shell.done(response, PAGE, { key });
    } catch (error) {
      await show(request, response, { values, faults: faultsOf(error) });
    }
  };

  router.get(PAGE, (request, response) => show(request, response, { values: {} }));

  router.post(`${PAGE}/tra-loi`, shell.form, (request, response) =>
    act(request, response, 'staff.said.privacyAnswered', async ({ id = '', words = '' }, actor) => {
      const faults = {
        ...(id === '' && { id: 'choose' }),
        ...(words === '' ? { words: 'required' } : words.length > LONGEST_ANSWER && { words: 'tooLong' }),
      };
      if (Object.keys(faults).length > 0) throw fieldFaults(faults);
      await answerRequest(database, Number(id), words, actor, clock.now());
    }),
  );

  router.post(`${PAGE}/thoi-han`, shell.form, shell.proved, async (request, response) => {
    const values = typedIn(request.body);
    try {
      const known = PERIODS.find((one) => one === values['kind']);
      if (!known) throw fieldFaults({ kind: 'choose' });
      const [before, days] = [(await loadPeriods(database))[known], Number(values['days'])];
      await setPeriod(database, known, days, actorId(actorOf(request)), clock.now());
      const undo = { to: `${PAGE}/thoi-han`, fields: { kind: known, days: String(before) } };
      const key = days < before ? 'staff.said.periodShortened' : 'staff.said.periodSet';
      shell.done(response, PAGE, { key, values: { days }, ...(days !== before && { undo }) });
    } catch (error) {
      await show(request, response, { values, faults: faultsOf(error) });
    }
  });

  return router;
}
