import { type Request, Router } from 'express';
import { findFeedbackCode } from '#src/feedback/code.ts';
import { OPEN, STATES, TOPICS } from '#src/feedback/model.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { may } from '#src/staff/policy.ts';
import { formatDate, formatNumber, shorten } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { citizenText } from '../citizenText.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { pageOf, table, turning } from '../table.ts';
import { addedNote, LAST_ADDED } from './added.ts';
import { addressOf, FEEDBACK, visibleTo } from './visible.ts';

const PAGE = 50;
/** Counting stops here: beyond it the number says nothing more. */
const MOST_COUNTED = 10_000;
/** Places that the list of places names. */
const MOST_PLACES = 30;

const field = (request: Request, name: string): string =>
  String(request.query[name] ?? '')
    .slice(0, 80)
    .trim();

interface Query {
  code: string;
  state: string;
  topic: string;
  unit: string;
  place: string;
  overdue: boolean;
}

const readQuery = (request: Request): Query => ({
  code: field(request, 'code'),
  state: ['all', ...STATES].includes(field(request, 'state')) ? field(request, 'state') : 'open',
  topic: TOPICS.find((topic) => topic === field(request, 'topic')) ?? '',
  unit: field(request, 'unit'),
  place: field(request, 'place'),
  overdue: field(request, 'due') === 'overdue',
});

const open = { in: [...OPEN] };

function whereOf({ code, state, topic, unit, place, overdue }: Query, now: Date): Prisma.FeedbackWhereInput {
  if (code) return { code: findFeedbackCode(code) ?? code };
  return {
    ...(state === 'open' ? { state: open } : state === 'all' ? {} : { state }),
    ...(overdue && { state: open, dueAt: { lt: now } }),
    ...(topic && { topic }),
    ...(unit && { unitId: unit }),
    ...(place && { OR: [{ place: { contains: place, mode: 'insensitive' } }, { text: { contains: place, mode: 'insensitive' } }] }),
  };
}

function filters({ say }: View, query: Query, places: Places): VNode {
  const select = (name: 'state' | 'topic' | 'unit', options: readonly (readonly [string, string])[]) =>
    html`<label>${say(`feedback.desk.filter.${name}`)}<select name=${name}>
      ${options.map(([value, label]) => html`<option value=${value} selected=${value === query[name]}>${label}</option>`)}</select></label>`;
  const any = ['', say('desk.filter.any')] as const;
  return html`
  <form class="card filters" method="get" action=${FEEDBACK} role="search">
    <label>${say('feedback.page.code')}<input type="search" name="code" value=${query.code} maxlength="40" /></label>
    ${select('state', [['open', say('feedback.desk.open')], ['all', say('desk.group.all')], ...STATES.map((state) => [state, say(`feedback.state.${state}`)] as const)])}
    ${select('topic', [any, ...TOPICS.map((topic) => [topic, say(`feedback.topic.${topic}`)] as const)])}
    <label>${say('feedback.desk.filter.place')}<input type="search" name="place" value=${query.place} maxlength="80" /></label>
    ${select('unit', [any, ...places.options.map(({ value, label }) => [value, label] as const)])}
    <button type="submit">${say('procedures.find')}</button>
  </form>` as VNode;
}

/** Where open feedback comes from, the places with the most of it first; each leads to its list. */
function placesView({ say }: View, rows: readonly { place: string | null; _count: number }[], query: Query): VNode | null {
  if (rows.length === 0) return null;
  const link = (place: string) => `${FEEDBACK}?${new URLSearchParams({ place })}`;
  return html`<details class="card" open=${query.place !== ''}><summary>${say('feedback.desk.byPlace')}</summary>
    <ul class="plainlist">${rows.map(
      ({ place, _count }) =>
        html`<li><a href=${link(place!.slice(0, 80))} aria-current=${place === query.place ? 'true' : undefined}>${place}</a> (${formatNumber(_count)})</li>`,
    )}</ul></details>` as VNode;
}

/** `/can-bo/gop-y`: the feedback that one may see, what is due first at the top. */
export function feedbackListPage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.get(FEEDBACK, shell.signedIn, shell.allowed('feedback.view'), async (request, response) => {
    const actor = actorOf(request);
    const now = clock.now();
    const query = readQuery(request);
    const page = pageOf(request);
    const seen = visibleTo(actor);
    const rows = await database.feedback.findMany({
      where: { AND: [seen, whereOf(query, now)] },
      orderBy: query.state === 'open' ? [{ dueAt: 'asc' }, { id: 'asc' }] : { id: 'desc' },
      skip: page * PAGE,
      take: PAGE + 1,
      include: { messages: LAST_ADDED },
    });
    const count = async (where: Prisma.FeedbackWhereInput) =>
      (await database.feedback.findMany({ where: { AND: [seen, where] }, select: { id: true }, take: MOST_COUNTED })).length;
    const tiles: [string, number, string][] = [
      ['overdue', await count({ state: open, dueAt: { lt: now } }), 'due=overdue'],
      ['received', await count({ state: 'received' }), 'state=received'],
      ['open', await count({ state: open }), ''],
      ['answered', await count({ state: 'answered' }), 'state=answered'],
    ];
    const places = await loadPlaces(database);
    const byPlace = await database.feedback.groupBy({
      by: ['place'],
      where: { AND: [seen, { state: open, place: { not: null } }] },
      _count: true,
      orderBy: [{ _count: { place: 'desc' } }, { place: 'asc' }],
      take: MOST_PLACES,
    });
    await shell.send(request, response, (view) => {
      const { say } = view;
      const heads = ['code', 'what', 'state', 'due', 'unit', 'sent'].map((head) => say(`feedback.desk.heads.${head}`));
      const cells = rows
        .slice(0, PAGE)
        .map(({ code, topic, place, text, state, dueAt, unitId, createdAt, answeredAt, messages, anonymous, demo, flags }) => [
          html`<a href=${addressOf(code)}>${code}</a>${anonymous ? html`<div class="note">${say('feedback.pick.anonymous')}</div>` : null}${flags.length > 0 ? html`<div class="note">${flags.map((flag) => say(`feedback.desk.flag.${flag}`)).join(', ')}</div>` : null}${demo ? html`<div class="note">${say('desk.demo')}</div>` : null}`,
          html`<div><b>${say(`feedback.topic.${topic}`)}</b>${place ? html` – ${citizenText(place)}` : ''}</div><div class="note">${citizenText(shorten(text, 120))}</div>`,
          html`${say(`feedback.state.${state}`)}${addedNote(view, { state, answeredAt, messages })}`,
          html`<span class=${`standing ${dueAt < now && OPEN.some((each) => each === state) ? 'overdue' : ''}`}>${formatDate(dueAt)}</span>`,
          places.named(unitId),
          formatDate(createdAt),
        ]);
      const body = html`
      <ul class="tiles">${tiles.map(([key, number, search]) => html`<li><a class=${`card tile ${number > 0 ? key : ''}`} href=${`${FEEDBACK}?${search}`}><b>${formatNumber(number)}</b> ${say(`feedback.desk.count.${key}`)}</a></li>`)}</ul>
      <nav class="pills" aria-label=${say('staff.nav.feedback')}>
        ${may(actor, 'feedback.handle') ? html`<a class="pill" href=${`${FEEDBACK}/mau`}>${say('feedback.desk.templates')}</a>` : null}
        ${may(actor, 'report.view') ? html`<a class="pill" href=${`${FEEDBACK}/hai-long`}>${say('feedback.desk.satisfaction')}</a>` : null}
        <a class="pill" href="/gop-y/cong-khai">${say('feedback.page.public')}</a>
      </nav>
      ${filters(view, query, places)}
      ${placesView(view, byPlace, query)}
      ${cells.length > 0 ? table(say('staff.nav.feedback'), heads, cells) : html`<p role="status">${say('feedback.desk.none')}</p>`}
      ${turning(view, FEEDBACK, { code: query.code, state: query.state, topic: query.topic, unit: query.unit, place: query.place, ...(query.overdue && { due: 'overdue' }) }, page, rows.length > PAGE)}`;
      return { title: say('staff.nav.feedback'), body: body as VNode };
    });
  });
  return router;
}
