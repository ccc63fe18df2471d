import { type Request, type Response, Router } from 'express';
import { loadDirectory } from '#src/directory/directory.ts';
import { changeForm, formMark, ownFormOf } from '#src/dossiers/slips/agencyForms.ts';
import { SLIP_FIELDS, SLIP_TABLES, type SlipFacts } from '#src/dossiers/slips/fields.ts';
import { readForms, type SlipForm } from '#src/dossiers/slips/forms.ts';
import { drawSlip, SLIP_KINDS, type SlipKind } from '#src/dossiers/slips/makeSlip.ts';
import { slipOf } from '#src/dossiers/slips/slip.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { may, whoIs } from '#src/staff/policy.ts';
import { type Typed, typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { readFormText, valuesOfForm } from './formText.ts';
import { FORMS, type FormShown, formBody, formListBody, formPath } from './formView.ts';

/** Papers drawn at the same time; each takes a thread. */
const MOST_DRAWN = 2;
const ADDRESS = `${FORMS}/:agency/:circular/:kind`;

const answersFor = (actor: PersonActor, agencyId: string): boolean => may(actor, 'dossier.approve', { agencyId, unitId: agencyId });

/** Every field under its own name, a row of each table: what a form looks like before there is a dossier. */
function sampleFacts(say: Say): SlipFacts {
  const fields = Object.fromEntries(SLIP_FIELDS.map((name) => [name, `‹${say(`slip.field.${name}`)}›`]));
  const tables = Object.fromEntries(
    Object.entries(SLIP_TABLES).map(([table, columns]) => [table, [Object.fromEntries(columns.map((name) => [name, '…']))]]),
  );
  return { fields, tables, placeAndDay: `‹${say('forms.placeAndDay')}›`, link: 'd-0000000000000000000000', demo: false };
}

/** `/can-bo/mau-giay`: an agency's own text of the papers it prints, with how it will look. */
export function slipFormPages(shell: Shell): Router {
  const { database, desk, clock } = shell.deps;
  const router = Router();
  let drawn = 0;
  router.use(FORMS, shell.signedIn, shell.allowed('dossier.approve'));

  router.get(FORMS, async (request, response) => {
    const actor = actorOf(request);
    const { agencies } = await loadDirectory(database);
    const { circulars } = readForms();
    const own = new Set((await database.agencyForm.findMany({ select: { agencyId: true, circular: true, kind: true } })).map(formPath));
    const shown = agencies.filter(({ id, partOf }) => !partOf && answersFor(actor, id));
    await shell.send(request, response, (view) => ({
      title: view.say('forms.title'),
      body: formListBody(view, { agencies: shown, circulars, own }),
    }));
  });

  interface Asked {
    agency: { id: string; name: string };
    circular: { id: string; name: string };
    kind: SlipKind;
    shipped: SlipForm;
    own: SlipForm | null;
    mark: string;
  }

  /** The form that is asked for, where the person answers for its agency; else it is not there. */
  async function formFor(request: Request): Promise<Asked> {
    const { params } = request;
    const { agencies } = await loadDirectory(database);
    const agency = agencies.find(({ id, partOf }) => id === params['agency'] && !partOf);
    const circular = readForms().circulars.find(({ id }) => id === params['circular']);
    const kind = SLIP_KINDS.find((known) => known === params['kind']);
    const shipped = kind && circular?.forms[kind];
    if (!agency || !circular || !kind || !shipped || !answersFor(actorOf(request), agency.id)) throw new AppError('notFound', { status: 404 });
    const key = { agencyId: agency.id, circular: circular.id, kind };
    return { agency, circular, kind, shipped, own: await ownFormOf(database, agency.id, circular.id, kind), mark: await formMark(database, key) };
  }

  const show = (request: Request, response: Response, asked: Asked, typed: Typed, more: Pick<FormShown, 'done' | 'refused'> = {}) =>
    shell.send(request, response, (view) => ({
      title: view.say(`slip.kind.${asked.kind}`),
      body: formBody(view, { ...asked, form: asked.own ?? asked.shipped, typed, ...more }),
      status: more.refused?.status ?? (typed.faults ? 422 : 200),
    }));

  /** Answered with the page itself: a text to go back to is too long for the cookie that other acts say it in. */
  async function change(request: Request, response: Response, { agency, circular, kind }: Asked, form: SlipForm | null): Promise<void> {
    const values = typedIn(request.body);
    const given = { agencyId: agency.id, unitId: agency.id, circular: circular.id, kind, form, mark: values['mark'] };
    try {
      const before = await changeForm(desk, whoIs(actorOf(request)), given);
      const undo: Record<string, string> = before ? { ...valuesOfForm(before), do: 'save' } : { do: 'reset' };
      const now = await formFor(request);
      const shown = { values: valuesOfForm(now.own ?? now.shipped) };
      await show(request, response, now, shown, { done: { key: form ? 'done' : 'resetDone', undo } });
    } catch (refused) {
      if (!(refused instanceof AppError) || refused.code !== 'formChanged') throw refused;
      const now = await formFor(request);
      await show(request, response, now, { values: form ? values : valuesOfForm(now.own ?? now.shipped) }, { refused });
    }
  }

  router.get(ADDRESS, async (request, response) => {
    const asked = await formFor(request);
    await show(request, response, asked, { values: valuesOfForm(asked.own ?? asked.shipped) });
  });

  router.post(ADDRESS, shell.form, async (request, response) => {
    const asked = await formFor(request);
    const values = typedIn(request.body);
    const { kind, own, shipped } = asked;
    if (values['do'] === 'reset') return change(request, response, asked, null);
    const { form, faults } = readFormText(own ?? shipped, values);
    if (Object.keys(faults).length > 0) return show(request, response, asked, { values, faults });
    if (values['do'] !== 'preview') return change(request, response, asked, form);
    if (drawn >= MOST_DRAWN) throw new AppError('slipsBusy', { status: 429 });
    drawn++;
    try {
      const say = sayIn('vi');
      const slip = slipOf(form, readForms().national, sampleFacts(say), { missing: say('slip.missing'), demo: say('slip.demo') });
      const pdf = await drawSlip(slip, clock.now());
      response
        .set({ 'Cache-Control': 'no-store', 'Content-Disposition': `inline; filename="${kind}.pdf"` })
        .type('pdf')
        .send(pdf);
    } finally {
      drawn--;
    }
  });

  return router;
}
