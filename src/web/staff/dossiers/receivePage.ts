import { type Request, type Response, Router } from 'express';
import { dueLines } from '#src/calendar/dueLines.ts';
import { type Calendar, dueDate } from '#src/calendar/index.ts';
import { understoodBy } from '#src/conversation/assistant.ts';
import { newSlipToken } from '#src/dossiers/commands/receiveDossier.ts';
import { receiveOnce } from '#src/dossiers/commands/receiveOnce.ts';
import { termOf } from '#src/dossiers/dueTime.ts';
import { type ProcedureAtReceipt, procedureAtReceipt } from '#src/dossiers/procedureAtReceipt.ts';
import type { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Procedure } from '#src/procedures/content.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { may, whoIs } from '#src/staff/policy.ts';
import { type Option, type Typed, typedIn } from '../forms.ts';
import { loadPlaces, type Place, type Places } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { isSaidOnForm, sentenceOf } from './dossierPage.ts';
import { readReceipt, readReceivedAt } from './receiveForm.ts';
import { findBody, RECEIVE, receiptBody } from './receiveView.ts';
import { needsTypedDate } from './steps.ts';
import { addressOf } from './visible.ts';

/** Candidates that are shown for what was typed. */
const MOST = 10;

const whole = ({ agencyId, unitId }: Place) => ({ agencyId, unitId: unitId ?? agencyId });

/** Where a person may receive: their own unit first. */
function placesFor(actor: PersonActor, places: Places): Option[] {
  const own = actor.memberships.map(({ agencyId, unitId }) => unitId ?? agencyId);
  const rank = ({ value }: Option) => (own.includes(value) ? 0 : 1);
  return places.options.filter(({ value }) => may(actor, 'dossier.receive', whole(places.find(value)!))).sort((a, b) => rank(a) - rank(b));
}

/** What the field of a refusal is on the form. */
const FAULT_OF: Record<string, Record<string, string>> = {
  dossierTimeAhead: { receivedAt: 'timeAhead' },
  dossierDueMissing: { typedDueAt: 'dueNeeded' },
  dossierTermUnsure: { typedDueAt: 'dueNeeded' },
  dossierDueBeforeReceipt: { typedDueAt: 'dueBefore' },
};

/** The due date of a dossier received now or then, in words; null where the term cannot be counted. */
function countedDue(calendar: Calendar, procedure: ProcedureAtReceipt, received: Date, say: Say): string[] | null {
  const term = termOf(procedure);
  return term === null || needsTypedDate(procedure) ? null : dueLines(calendar, dueDate(calendar, { received, term }), say);
}

/** The key that makes a form one dossier: as the form brought it, else a new one. */
const keyOf = ({ key = '' }: Record<string, string>): string => (/^[\w-]{16,40}$/.test(key) ? key : newSlipToken());

/** `/can-bo/ho-so/moi`: a dossier comes in. First the procedure, then the form with the due date explained before anything is saved. */
export function receivePage(shell: Shell): Router {
  const { database, clock, desk, current } = shell.deps;
  const router = Router();
  router.use(RECEIVE, shell.signedIn, shell.allowed('dossier.receive'));

  /** By the assistant's own understanding; a code finds itself. */
  async function find(text: string): Promise<Procedure[]> {
    const assistant = current();
    const { procedures } = assistant.catalogue;
    const exact = procedures.get(text);
    if (exact) return [exact];
    return (await understoodBy(assistant, text)).procedures.flatMap(({ code }) => procedures.get(code) ?? []).slice(0, MOST);
  }

  async function showForm(request: Request, response: Response, procedure: Procedure, typed: Typed, refused: AppError | null = null): Promise<void> {
    const actor = actorOf(request);
    const atReceipt = await procedureAtReceipt(database, procedure.code);
    if (!atReceipt) return showFind(request, response, '', true);
    const places = await loadPlaces(database);
    const options = placesFor(actor, places);
    const place = places.find(typed.values['place'] ?? options[0]?.value ?? '');
    const calendar = await desk.calendarOf(place?.agencyId ?? '');
    let received = clock.now();
    try {
      received = readReceivedAt(typed.values['receivedAt'], received) ?? received;
    } catch {
      // What is wrong with it stands beside the field.
    }
    const status = refused?.status ?? (typed.faults ? 422 : 200);
    await shell.send(request, response, (view) => ({
      title: view.say('desk.receive.title'),
      body: receiptBody(view, {
        procedure,
        atReceipt,
        places: options,
        due: countedDue(calendar, atReceipt, received, view.say),
        typed: { ...typed, values: { ...typed.values, key: keyOf(typed.values) } },
        refused: refused && sentenceOf(view.say, refused),
      }),
      status,
    }));
  }

  const showFind = async (request: Request, response: Response, text: string, unknown = false) => {
    const found = text === '' ? [] : await find(text);
    return shell.send(request, response, (view) => ({
      title: view.say('desk.receive.title'),
      body: findBody(view, text, found, unknown),
      status: unknown ? 422 : 200,
    }));
  };

  router.get(RECEIVE, async (request, response) => {
    const word = (name: string) =>
      String(request.query[name] ?? '')
        .trim()
        .slice(0, 300);
    const procedure = current().catalogue.procedures.get(word('thu-tuc'));
    if (procedure) return showForm(request, response, procedure, { values: { setCount: '1', channel: 'direct', returnChannel: 'oneStop' } });
    await showFind(request, response, word('q'), word('thu-tuc') !== '');
  });

  router.post(RECEIVE, shell.form, async (request, response) => {
    const actor = actorOf(request);
    const values = typedIn(request.body);
    const procedure = current().catalogue.procedures.get(values['procedure'] ?? '');
    const atReceipt = procedure && (await procedureAtReceipt(database, procedure.code));
    if (!procedure || !atReceipt) return showFind(request, response, '', true);
    if (values['do'] === 'review') return showForm(request, response, procedure, { values });
    try {
      const places = await loadPlaces(database);
      const chosen = placesFor(actor, places).find(({ value }) => value === values['place']);
      const place = chosen ? places.find(chosen.value) : null;
      const calendar = await desk.calendarOf(place?.agencyId ?? '');
      const { code: procedureCode, documents: papers } = procedure;
      const { input, reception, at } = readReceipt(values, {
        place,
        procedureCode,
        papers,
        calendar,
        officerId: actor.id,
        typed: needsTypedDate(atReceipt),
        now: clock.now(),
      });
      const { code } = await receiveOnce(desk, whoIs(actor), keyOf(values), input, reception, at ?? undefined);
      shell.done(response, `${addressOf(code)}#papers`, { key: reception === 'wait' ? 'desk.receive.kept' : 'desk.receive.done', values: { code } });
    } catch (error) {
      if (error instanceof FieldFaults) return showForm(request, response, procedure, { values, faults: error.faults });
      if (!isSaidOnForm(error)) throw error;
      // Saved before, with other content: saved once more it is a dossier of its own.
      if (error.code === 'dossierReceivedAlready') values['key'] = newSlipToken();
      await showForm(request, response, procedure, { values, faults: FAULT_OF[error.code] ?? {} }, error);
    }
  });

  return router;
}
