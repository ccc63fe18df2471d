import { Router } from 'express';
import { type ApologyLists, apologyLists } from '#src/dossiers/apologyLists.ts';
import { DELIVERIES, recordApologyDelivery } from '#src/dossiers/commands/apologies.ts';
import type { Dossier } from '#src/dossiers/model.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { whoIs } from '#src/staff/policy.ts';
import { formatDate, formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form, typedIn } from '../forms.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { table } from '../table.ts';
import { readParts } from './readParts.ts';
import { addressOf, visibleTo } from './visible.ts';

export const APOLOGIES = '/can-bo/xin-loi';

/** Code, procedure and unit: the least that identifies the case. */
const headCells = (places: Places, { code, procedureName, unitId }: Dossier, step = '') => [
  html`<a href=${`${addressOf(code)}${step}`}>${code}</a>`,
  procedureName,
  places.named(unitId),
];

function deliver(view: View, { code }: Dossier): VNode {
  const { say } = view;
  return html`${form(
    view,
    `${APOLOGIES}/${encodeURIComponent(code)}/giao`,
    html`<p class="pills">${DELIVERIES.map((how) => html`<button type="submit" class="pill" name="how" value=${how}>${say(`desk.apologies.how.${how}`)}</button>`)}</p>`,
  )}` as VNode;
}

function body(view: View, lists: ApologyLists, places: Places): VNode {
  const { say } = view;
  const heads = (...names: string[]) => ['code', 'procedure', 'unit', ...names].map((name) => say(`desk.apologies.heads.${name}`));
  const section = (name: keyof ApologyLists, columns: string[], rows: unknown[][]) => html`
  <section aria-labelledby=${name}><h2 id=${name}>${say(`desk.apologies.${name}`)}</h2>
    ${rows.length > 0 ? table(say(`desk.apologies.${name}`), heads(...columns), rows) : html`<p class="card">${say(`desk.apologies.no.${name}`)}</p>`}
  </section>`;
  const dueOf = ({ dueAt }: Dossier) => (dueAt ? formatDateTime(dueAt) : '');
  return html`
  <p>${say('desk.apologies.about')}</p>
  ${section(
    'toPrepare',
    ['due', 'by'],
    lists.toPrepare.map(({ dossier, by }) => [...headCells(places, dossier, '#proposeApology'), dueOf(dossier), formatIsoDate(by)]),
  )}
  ${section(
    'toApprove',
    ['due', 'newDue', 'reason'],
    lists.toApprove.map(({ dossier, apology }) => [
      ...headCells(places, dossier, '#approveApology'),
      formatDate(apology.originalDueAt),
      formatDate(apology.newDueAt),
      apology.reason,
    ]),
  )}
  ${section(
    'toDeliver',
    ['newDue', 'proof'],
    lists.toDeliver.map(({ dossier, apology }) => [...headCells(places, dossier), formatDate(apology.newDueAt), deliver(view, dossier)]),
  )}
  ${section(
    'missing',
    ['due', 'breach'],
    lists.missing.map(({ dossier, breach }) => [...headCells(places, dossier), dueOf(dossier), say(`desk.apologies.breach.${breach}`)]),
  )}` as VNode;
}

/** `/can-bo/xin-loi`: apologies to prepare, to approve, to hand over, and those that are missing. */
export function apologiesPage(shell: Shell): Router {
  const { database, clock, desk } = shell.deps;
  const router = Router();
  router.use(APOLOGIES, shell.signedIn, shell.allowed('dossier.view'));

  router.get(APOLOGIES, async (request, response) => {
    const actor = actorOf(request);
    const calendar = await desk.calendarOf(actor.memberships[0]?.agencyId ?? '');
    const lists = await apologyLists(database, calendar, clock.now(), visibleTo(actor));
    const places = await loadPlaces(database);
    await shell.send(request, response, (view) => ({ title: view.say('desk.apologies.title'), body: body(view, lists, places) }));
  });

  router.post(`${APOLOGIES}/:code/giao`, shell.form, async (request, response) => {
    const actor = actorOf(request);
    const how = DELIVERIES.find((known) => known === typedIn(request.body)['how']);
    if (!how) throw fieldFaults({ how: 'choose' });
    const { dossier } = await readParts(database, actor, String(request.params['code']));
    await recordApologyDelivery(desk, whoIs(actor), { code: dossier.code }, how);
    shell.done(response, APOLOGIES, { key: 'desk.apologies.delivered', values: { code: dossier.code } });
  });
  return router;
}
