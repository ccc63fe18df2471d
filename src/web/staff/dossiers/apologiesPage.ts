import { Router } from 'express';
import { APOLOGY_LISTS, type ApologyList, type ApologyLists, type ApologyRow, apologyLists, LONGEST } from '#src/dossiers/apologyLists.ts';
import { DELIVERIES, recordApologyDelivery } from '#src/dossiers/commands/apologies.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { whoIs } from '#src/staff/policy.ts';
import { formatDate, formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form, typedIn } from '../forms.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { table } from '../table.ts';
import { readParts } from './readParts.ts';
import { addressOf, seenBy } from './visible.ts';

export const APOLOGIES = '/can-bo/xin-loi';
/** The list that is asked for by itself. */
const LIST = 'danh-sach';

/** Rows of a list among the others; the list by itself has up to `LONGEST`. */
const FIRST = 50;

/** Code, procedure and unit: the least that identifies the case. */
const headCells = (places: Places, { code, procedureName, unitId }: ApologyRow, step = '') => [
  html`<a href=${`${addressOf(code)}${step}`}>${code}</a>`,
  procedureName,
  places.named(unitId),
];

function deliver(view: View, { code }: ApologyRow): VNode {
  const { say } = view;
  return html`${form(
    view,
    `${APOLOGIES}/${encodeURIComponent(code)}/giao`,
    html`<p class="act">${DELIVERIES.map((how) => html`<button type="submit" class="pill" name="how" value=${how}>${say(`desk.apologies.how.${how}`)}</button>`)}</p>`,
  )}` as VNode;
}

/** The columns of a list after those that all have, and what stands in them. */
const COLUMNS: Record<ApologyList, { columns: string[]; step?: string; cells(view: View, row: ApologyRow): unknown[] }> = {
  toPrepare: {
    columns: ['due', 'by'],
    step: '#proposeApology',
    cells: (_, { dueAt, by }) => [dueAt ? formatDateTime(dueAt) : '', formatIsoDate(by ?? '')],
  },
  toApprove: {
    columns: ['due', 'newDue', 'reason'],
    step: '#approveApology',
    cells: (_, { apology }) => (apology ? [formatDate(apology.originalDueAt), formatDate(apology.newDueAt), apology.reason] : []),
  },
  toDeliver: { columns: ['newDue', 'proof'], cells: (view, row) => [row.apology ? formatDate(row.apology.newDueAt) : '', deliver(view, row)] },
  missing: {
    columns: ['due', 'breach'],
    cells: ({ say }, { dueAt, breach }) => [dueAt ? formatDateTime(dueAt) : '', say(`desk.apologies.breach.${breach}`)],
  },
};

/** All lists, or one by itself. */
function body(view: View, lists: ApologyLists, places: Places, only: ApologyList | undefined): VNode {
  const { say } = view;
  const section = (name: ApologyList) => {
    const { columns, step, cells } = COLUMNS[name];
    const { rows, more } = lists[name];
    const heads = ['code', 'procedure', 'unit', ...columns].map((head) => say(`desk.apologies.heads.${head}`));
    const longer = only
      ? html`<p class="note">${say('desk.apologies.first', { count: LONGEST })}</p>`
      : html`<p><a href=${`${APOLOGIES}?${LIST}=${name}`}>${say('home.mine.all')}</a></p>`;
    return html`
  <section aria-labelledby=${name}><h2 id=${name}>${say(`desk.apologies.${name}`)}</h2>
    ${
      rows.length > 0
        ? table(
            say(`desk.apologies.${name}`),
            heads,
            rows.map((row) => [...headCells(places, row, step), ...cells(view, row)]),
          )
        : html`<p class="card">${say(`desk.apologies.no.${name}`)}</p>`
    }
    ${more ? longer : null}
  </section>`;
  };
  return html`
  <p>${say('desk.apologies.about')}</p>
  ${only ? html`<p><a href=${APOLOGIES}>${say('desk.apologies.back')}</a></p>` : null}
  ${(only ? [only] : APOLOGY_LISTS).map(section)}` as VNode;
}

/** `/can-bo/xin-loi`: apologies to prepare, to approve, to hand over, and those that are missing. */
export function apologiesPage(shell: Shell): Router {
  const { database, clock, desk } = shell.deps;
  const router = Router();
  router.use(APOLOGIES, shell.signedIn, shell.allowed('dossier.view'));

  router.get(APOLOGIES, async (request, response) => {
    const actor = actorOf(request);
    const calendar = await desk.calendarOf(actor.memberships[0]?.agencyId ?? '');
    const only = APOLOGY_LISTS.find((known) => known === request.query[LIST]);
    const lists = await apologyLists(database, calendar, { now: clock.now(), seen: seenBy(actor), most: only ? LONGEST : FIRST });
    const places = await loadPlaces(database);
    await shell.send(request, response, (view) => ({ title: view.say('desk.apologies.title'), body: body(view, lists, places, only) }));
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
