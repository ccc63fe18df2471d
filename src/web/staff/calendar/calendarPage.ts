import { type Request, type Response, Router } from 'express';
import { messageOf } from '#src/calendar/exchange/command.ts';
import { yearToAnnounce } from '#src/calendar/index.ts';
import type { By } from '#src/calendar/store/change.ts';
import { heldHours, listYear } from '#src/calendar/store/list.ts';
import { rehearse } from '#src/calendar/store/rehearse.ts';
import { previewDue } from '#src/dossiers/duePreview.ts';
import { recomputeOpen, STILL_COUNTED } from '#src/dossiers/recompute.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import { actorId } from '#src/staff/actor.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { may } from '#src/staff/policy.ts';
import { dayOf, formatNumber } from '#src/text/formats.ts';
import { type Typed, typedIn } from '../forms.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { uploadOf } from '../upload.ts';
import { addressOf, CALENDAR, calendarBody, type Shown } from './calendarView.ts';
import { type Draft, FileFindings, FORMS, type FormName, READERS } from './drafts.ts';
import { previewBody } from './previewView.ts';
import { agenciesFor, changesAll, choiceOf, mayChange, nameOfWhere, whereOf, wheresFor } from './wheres.ts';

const LARGEST_FILE = 1_000_000;
/** Findings of a file that are shown at once. */
const MOST_FINDINGS = 20;

/** A form that is shown again: what was typed, and what is wrong with it or with its file. */
interface Again extends Typed {
  form: FormName;
  refused?(say: Say): string[];
}

/** `/quan-tri/lich`: days off, worked days and working hours; each change with a look at the dossiers that it moves, then saved. */
export function calendarPage(shell: Shell): Router {
  const { database, clock, desk } = shell.deps;
  const router = Router();
  router.use(CALENDAR, shell.signedIn, shell.allowed('calendar.edit'));

  /** The year and agency asked for; for somebody of one agency always that one. */
  function shownOf(request: Request, given: Record<string, unknown>, places: Places): Shown {
    const actor = actorOf(request);
    const agencies = agenciesFor(actor, places).map(({ value }) => value);
    const asked = agencies.find((id) => id === given['noi']);
    const year = Number.parseInt(String(given['nam'] ?? ''), 10);
    return {
      year: year >= 2000 && year <= 2099 ? year : Number(dayOf(clock.now()).slice(0, 4)),
      agencyId: asked ?? (changesAll(actor) ? '' : (agencies[0] ?? '')),
    };
  }

  async function show(request: Request, response: Response, shown: Shown, places: Places, again: Again | null = null): Promise<void> {
    const actor = actorOf(request);
    const listed = await listYear(database, shown.year, shown.agencyId);
    const { ngay, cho } = request.query;
    const whole = {
      ...shown,
      listed,
      hours: await heldHours(database, shown.agencyId),
      missing: yearToAnnounce(await desk.calendarOf(shown.agencyId), dayOf(clock.now())),
      places,
      agencies: agenciesFor(actor, places),
      changesAll: changesAll(actor),
      chosen: listed.days.find((day) => day.date === ngay && choiceOf(day) === cho) ?? null,
      tried: again,
    };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.calendar'),
      body: calendarBody(view, { ...whole, wheres: wheresFor(view.say, actor, places), refused: again?.refused?.(view.say) ?? [] }),
      status: again?.faults || again?.refused ? 422 : 200,
    }));
  }

  async function preview(request: Request, response: Response, shown: Shown, places: Places, name: FormName, draft: Draft): Promise<void> {
    const actor = actorOf(request);
    const { where } = draft;
    const open = await database.dossier.groupBy({ by: ['agencyId'], where: STILL_COUNTED });
    const agencies = open.map(({ agencyId }) => agencyId).filter((id) => where.scope !== 'agency' || id === where.agencyId);
    const calendars = await rehearse(agencies, byOf(request, draft), (by) => draft.perform(database, by));
    const due = calendars && (await previewDue(database, calendars));
    await shell.send(request, response, (view) => ({
      title: view.say('workCalendar.previewTitle'),
      body: previewBody(view, {
        ...shown,
        form: name,
        draft,
        due,
        whereName: nameOfWhere(view.say, where, places),
        maySee: (dossier) => may(actor, 'dossier.view', dossier),
      }),
    }));
  }

  const byOf = (request: Request, { reason }: Draft): By => ({ actor: actorId(actorOf(request)), at: clock.now(), reason });

  router.get(CALENDAR, async (request, response) => {
    const places = await loadPlaces(database);
    await show(request, response, shownOf(request, request.query, places), places);
  });

  // Where somebody comes who had to sign in again before a form of the page could be taken.
  router.get(`${CALENDAR}/:form`, (_request, response) => response.redirect(303, CALENDAR));

  router.post(`${CALENDAR}/:form`, uploadOf(LARGEST_FILE), shell.form, async (request, response) => {
    const name = FORMS.find((known) => known === request.params['form']);
    if (!name) throw new AppError('notFound', { status: 404 });
    const actor = actorOf(request);
    const values = typedIn(request.body);
    const places = await loadPlaces(database);
    const shown = shownOf(request, values, places);
    const where = whereOf(values['where'] ?? (name === 'hours' && shown.agencyId ? shown.agencyId : 'national'), places);
    if (!where || !mayChange(actor, where)) throw new AppError('notAllowed', { status: 403 });
    if (values['do'] === 'edit') return show(request, response, shown, places, { form: name, values });
    try {
      const { weeklyRest } = (await desk.calendarOf(where.scope === 'agency' ? where.agencyId : '')).policy;
      const { upload } = request;
      const draft = await READERS[name]({ database, values: { ...values, where: choiceOf(where) }, upload, where, year: shown.year, weeklyRest });
      if (values['do'] !== 'save') return await preview(request, response, { ...shown, year: draft.year }, places, name, draft);
      await draft.perform(database, byOf(request, draft));
      const { looked, changed } = await recomputeOpen(desk);
      const counts = { looked: formatNumber(looked), changed: formatNumber(changed) };
      shell.done(response, addressOf({ ...shown, year: draft.year }), { key: 'workCalendar.saved', values: counts });
    } catch (error) {
      const again = againFor(error);
      if (!again) throw error;
      await show(request, response, shown, places, { form: name, values, ...again });
    }
  });

  return router;
}

/** What can be said on the form itself; null for what is a page of its own. */
function againFor(error: unknown): Pick<Again, 'faults' | 'refused'> | null {
  if (error instanceof FieldFaults) return { faults: error.faults };
  if (error instanceof FileFindings) {
    const { findings } = error;
    const told = (say: Say) =>
      findings
        .slice(0, MOST_FINDINGS)
        .map((finding) =>
          say('holidays.finding', { row: finding.row, level: say(`exchange.levels.${finding.level}`), message: messageOf(finding, say) }),
        );
    return { refused: (say) => [say('workCalendar.fileFindings'), ...told(say)] };
  }
  if (error instanceof AppError && error.status < 500 && error.status !== 403)
    return { refused: (say) => [say(`errors.${error.code}`, error.params)] };
  return null;
}
