import { Router } from 'express';
import type { Calendar } from '#src/calendar/index.ts';
import { STATES } from '#src/dossiers/states.ts';
import { COUNTED } from '#src/dossiers/watch.ts';
import type { Database } from '#src/platform/database.ts';
import { may } from '#src/staff/policy.ts';
import { formatDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { atMost, pageOf, table, turning } from '../table.ts';
import { asSearch, countDossiers, DUES, GROUPS, type ListCounts, type Listed, type ListQuery, listDossiers, readListQuery } from './listQuery.ts';
import { addressOf, DOSSIERS, standingMark } from './visible.ts';

/** The names of officials by id, for a page. */
export async function officialsNamed(database: Database, ids: readonly (string | null)[]): Promise<(id: string | null) => string> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  const people = wanted.length > 0 ? await database.person.findMany({ where: { id: { in: wanted } }, select: { id: true, name: true } }) : [];
  const names = new Map(people.map(({ id, name }) => [id, name]));
  return (id) => (id === null ? '' : (names.get(id) ?? id));
}

interface ListShown {
  query: ListQuery;
  counts: ListCounts;
  dossiers: Listed[];
  total: number | null;
  more: boolean;
  calendars: Map<string, Calendar>;
  places: Places;
  fields: readonly string[];
  officialOf(id: string | null): string;
  mayReceive: boolean;
  now: Date;
}

function countsView(view: View, { open, soon, overdue, states }: ListCounts): VNode {
  const { say } = view;
  const tiles: [string, number, string][] = [
    ['overdue', overdue, 'due=overdue'],
    ['soon', soon, 'due=soon'],
    ['open', open, 'state=open'],
    ['submitted', states['submitted'] ?? 0, 'state=submitted'],
    ['supplementRequested', states['supplementRequested'] ?? 0, 'state=supplementRequested'],
    ['resolved', states['resolved'] ?? 0, 'state=resolved'],
  ];
  return html`<ul class="tiles">${tiles.map(
    ([key, count, search]) =>
      html`<li><a class=${`card tile ${count > 0 ? key : ''}`} href=${`${DOSSIERS}?${search}`}><b>${key === 'resolved' ? atMost(view, count) : formatNumber(count)}</b> ${say(`desk.count.${key}`)}</a></li>`,
  )}</ul>` as VNode;
}

function filters({ say }: View, { query, places, fields }: ListShown): VNode {
  const select = (name: string, chosen: string, options: readonly (readonly [string, string])[]) =>
    html`<label>${say(`desk.filter.${name}`)}<select name=${name}>
      ${options.map(([value, label]) => html`<option value=${value} selected=${value === chosen}>${label}</option>`)}</select></label>`;
  const any = ['', say('desk.filter.any')] as const;
  return html`
  <form class="card filters" method="get" action=${DOSSIERS} role="search">
    <label>${say('desk.filter.code')}<input type="search" name="code" value=${query.code} maxlength="60" /></label>
    ${select('state', query.state, [...GROUPS.map((group) => [group, say(`desk.group.${group}`)] as const), ...STATES.map((state) => [state, say(`dossier.state.${state}`)] as const)])}
    ${select('due', query.due, [any, ...DUES.map((due) => [due, say(`desk.count.${due}`)] as const)])}
    ${select('field', query.field, [any, ...fields.map((field) => [field, field] as const)])}
    ${select('unit', query.unit, [any, ...places.options.map(({ value, label }) => [value, label] as const)])}
    <label class="tick"><input type="checkbox" name="mine" value="1" checked=${query.mine} /> ${say('desk.filter.mine')}</label>
    <button type="submit">${say('procedures.find')}</button>
  </form>` as VNode;
}

function row(view: View, { places, officialOf, calendars, now }: ListShown) {
  return (dossier: Listed) => {
    const { code, procedureName, state, source, dueAt, provisional, unitId, officerId, acceptedAt, submittedAt, agencyId, demo } = dossier;
    const due = dueAt ? formatDate(dueAt) : view.say('desk.noDue');
    return [
      html`<a href=${addressOf(code)}>${code}</a>${source === 'mirrored' ? html`<div class="note">${view.say('desk.mirrored')}</div>` : null}${demo ? html`<div class="note">${view.say('desk.demo')}</div>` : null}`,
      html`<div>${procedureName}</div>`,
      view.say(`dossier.state.${state}`),
      html`<div>${due}${provisional ? ` (${view.say('desk.provisional')})` : ''}</div>${standingMark(view, calendars.get(agencyId)!, dossier, now)}`,
      html`<div>${places.named(unitId)}</div>${officerId ? html`<div class="note">${officialOf(officerId)}</div>` : null}`,
      formatDate(acceptedAt ?? submittedAt),
    ];
  };
}

function body(view: View, shown: ListShown): VNode {
  const { query, dossiers, total, more } = shown;
  const { say } = view;
  const heads = ['code', 'procedure', 'state', 'due', 'unit', 'received'].map((head) => say(`desk.heads.${head}`));
  return html`
  ${shown.mayReceive ? html`<p><a class="pill" href=${`${DOSSIERS}/moi`}>${say('desk.receive.title')}</a></p>` : null}
  ${countsView(view, shown.counts)}
  ${filters(view, shown)}
  <p role="status">${say('desk.found', { count: total === null ? atMost(view, COUNTED + 1) : formatNumber(total) })}</p>
  ${dossiers.length > 0 ? table(say('staff.nav.dossiers'), heads, dossiers.map(row(view, shown))) : html`<p class="card">${say('desk.none')}</p>`}
  ${turning(view, DOSSIERS, asSearch(query), query.page, more)}` as VNode;
}

/** `/can-bo/ho-so`: the dossiers that one may see, the most urgent first. */
export function dossierListPage(shell: Shell): Router {
  const { database, clock, desk, fields } = shell.deps;
  const router = Router();
  router.get(DOSSIERS, shell.signedIn, shell.allowed('dossier.view'), async (request, response) => {
    const actor = actorOf(request);
    const now = clock.now();
    const query = readListQuery(request, pageOf(request));
    const own = actor.memberships[0]?.agencyId ?? '';
    const asking = { database, actor, calendar: await desk.calendarOf(own), now };
    const counts = await countDossiers(asking);
    const { dossiers, total, more } = await listDossiers(asking, query, counts);
    const calendars = new Map<string, Calendar>([[own, asking.calendar]]);
    for (const { agencyId } of dossiers) if (!calendars.has(agencyId)) calendars.set(agencyId, await desk.calendarOf(agencyId));
    const officialOf = await officialsNamed(
      database,
      dossiers.map(({ officerId }) => officerId),
    );
    const places = await loadPlaces(database);
    const mayReceive = may(actor, 'dossier.receive');
    const shown = { query, counts, dossiers, total, more, calendars, places, fields: fields(), officialOf, mayReceive, now };
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.dossiers'), body: body(view, shown) }));
  });
  return router;
}
