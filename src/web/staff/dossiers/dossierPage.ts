import { type Request, type Response, Router } from 'express';
import { issueOneTimeCode, renewSlipToken } from '#src/dossiers/commands/chats.ts';
import { REFUSAL_CODES } from '#src/dossiers/refusals.ts';
import { makeSlip, SLIP_KINDS, slipFileName, slipsFor } from '#src/dossiers/slips/makeSlip.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { whoIs } from '#src/staff/policy.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';
import { type Typed, typedIn } from '../forms.ts';
import { loadPlaces } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { type DossierShown, dossierBody } from './dossierView.ts';
import { officialsNamed } from './listPage.ts';
import { readParts } from './readParts.ts';
import type { Tried } from './stepForms.ts';
import { offeredSteps, readStep, takeStep } from './steps.ts';
import { placesToTake } from './takers.ts';
import { addressOf, DOSSIERS } from './visible.ts';

/** Papers drawn at the same time; each takes a thread. */
const MOST_DRAWN = 2;

/** Refusals that a person can do something about on the form itself; what they may not know or do is a page of its own. */
export const isSaidOnForm = (error: unknown): error is AppError =>
  error instanceof AppError &&
  (REFUSAL_CODES as readonly string[]).includes(error.code) &&
  error.code !== 'dossierNotFound' &&
  error.code !== 'dossierNotAllowed';

/** The sentence of a refusal. */
export const sentenceOf = (say: Say, { code, params }: AppError): string => say(`errors.${code}`, params);

const personId = (actor: string): string | null => (actor.startsWith('person:') ? actor.slice('person:'.length) : null);

/** Who did something, for a person: by name where it was one. */
function actorNames(say: Say, nameOf: (id: string | null) => string) {
  return (actor: string): string => {
    const id = personId(actor);
    if (id) return nameOf(id);
    const [kind = '', source = ''] = actor.split(/:(.*)/);
    return say(`desk.actor.${kind}`, { source });
  };
}

/** `/can-bo/ho-so/:code`: a dossier, and what may be done to it now. */
export function dossierPage(shell: Shell): Router {
  const { database, clock, desk, url, chats } = shell.deps;
  const router = Router();
  let drawn = 0;
  const codeOf = (request: Request) => String(request.params['code']);
  const ADDRESS = `${DOSSIERS}/:code`;
  router.use(DOSSIERS, shell.signedIn, shell.allowed('dossier.view'));

  async function show(request: Request, response: Response, tried: Tried | null = null, refused: AppError | null = null): Promise<void> {
    const actor = actorOf(request);
    const who = whoIs(actor);
    const parts = await readParts(database, actor, codeOf(request));
    const { dossier, events, handOvers } = parts;
    await shell.looked(request, 'dossier.view', `dossier:${dossier.code}`);
    const people = [
      dossier.officerId,
      ...handOvers.map(({ toOfficerId }) => toOfficerId),
      ...events.map((event) => personId(event.actor)),
      ...parts.supplements.map(({ requestedBy }) => personId(requestedBy)),
      ...parts.apologies.flatMap(({ proposedBy, decidedBy }) => [personId(proposedBy), personId(decidedBy ?? '')]),
    ];
    const officialOf = await officialsNamed(database, people);
    const steps = offeredSteps(who, parts);
    const places = await loadPlaces(database);
    const handsOver = steps.some(({ step }) => step === 'handOver');
    const placesIn = handsOver ? await placesToTake(database, places, dossier, dayOf(clock.now())) : () => places;
    const shown: Omit<DossierShown, 'actorNamed' | 'refused' | 'places'> = {
      parts,
      calendar: await desk.calendarOf(dossier.agencyId),
      steps,
      slips: who.may('dossier.receive', dossier) || who.may('dossier.process', dossier) ? await slipsFor(database, dossier) : [],
      mayReceive: who.may('dossier.receive', dossier),
      officialOf,
      now: clock.now(),
      tried,
    };
    const status = refused?.status ?? (tried ? 422 : 200);
    await shell.send(request, response, (view) => ({
      title: view.say('desk.dossier', { code: dossier.code }),
      body: dossierBody(view, {
        ...shown,
        places: placesIn(view.say),
        actorNamed: actorNames(view.say, officialOf),
        refused: refused && sentenceOf(view.say, refused),
      }),
      status,
    }));
  }

  router.get(ADDRESS, (request, response) => show(request, response));

  router.post(`${ADDRESS}/ma-mot-lan`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    await readParts(database, actor, codeOf(request));
    const { code, expiresAt } = await issueOneTimeCode(desk, whoIs(actor), { code: codeOf(request) });
    shell.done(response, addressOf(codeOf(request)), { key: 'desk.oneTime.done', values: { time: formatDateTime(expiresAt) }, secret: code });
  });

  router.post(`${ADDRESS}/ma-qr`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    await readParts(database, actor, codeOf(request));
    await renewSlipToken(desk, whoIs(actor), { code: codeOf(request) });
    shell.done(response, addressOf(codeOf(request)), { key: 'desk.newToken.done' });
  });

  router.post(`${ADDRESS}/giay/:kind`, shell.form, async (request, response) => {
    const kind = SLIP_KINDS.find((known) => known === request.params['kind']);
    if (!kind) throw new AppError('notFound', { status: 404 });
    const actor = actorOf(request);
    const { dossier } = await readParts(database, actor, codeOf(request));
    if (drawn >= MOST_DRAWN) throw new AppError('slipsBusy', { status: 429 });
    drawn++;
    try {
      const { pdf } = await makeSlip(desk, whoIs(actor), { code: dossier.code }, kind, {
        publicUrl: url,
        telegram: chats().telegram,
      });
      response
        .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `inline; filename="${slipFileName(dossier.code, kind)}"` })
        .type('pdf')
        .send(pdf);
    } catch (error) {
      if (!isSaidOnForm(error)) throw error;
      await show(request, response, null, error);
    } finally {
      drawn--;
    }
  });

  router.post(`${ADDRESS}/:step`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    const parts = await readParts(database, actor, codeOf(request));
    const { dossier } = parts;
    const values = typedIn(request.body);
    const typed: Typed = { values };
    const step = String(request.params['step']);
    const offered = offeredSteps(whoIs(actor), parts).find((known) => known.step === step);
    const version = Number.parseInt(values['version'] ?? '', 10);
    // What is not offered now was offered to somebody who saw an older version, or to nobody.
    if (!offered)
      return show(
        request,
        response,
        { ...typed, step },
        notOffered(dossier.version === version ? 'dossierNotAllowed' : 'dossierChanged', dossier.code),
      );
    try {
      const calendar = await desk.calendarOf(dossier.agencyId);
      const given = readStep(offered.fields, {
        values,
        calendar,
        places: await loadPlaces(database),
        now: clock.now(),
        lastEventAt: dossier.lastEventAt,
      });
      const mine = step === 'confirmHandOver' ? { officerId: actor.id } : {};
      await takeStep(offered.step, desk, whoIs(actor), { code: dossier.code, version: Number.isNaN(version) ? -1 : version }, { ...given, ...mine });
    } catch (error) {
      if (error instanceof FieldFaults) return show(request, response, { ...typed, step, faults: error.faults });
      if (isSaidOnForm(error)) return show(request, response, { ...typed, step }, error);
      throw error;
    }
    shell.done(response, addressOf(dossier.code), { key: 'desk.done', values: { step } });
  });

  return router;
}

const notOffered = (code: 'dossierNotAllowed' | 'dossierChanged', dossier: string): AppError =>
  new AppError(code, { status: code === 'dossierChanged' ? 409 : 403, params: { code: dossier } });
