import { Router } from 'express';
import { loadOffice } from '#src/directory/directory.ts';
import { reviewNow } from '#src/staff/accessReview.ts';
import { type AccountNews, accountNews, newsText } from '#src/staff/accountNews.ts';
import type { Membership, PersonActor, Role } from '#src/staff/actor.ts';
import { ACTIONS, may } from '#src/staff/policy.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { loadPlaces, type Places } from '../places.ts';
import { actorOf, type Shell, type View } from '../shell.ts';
import { mineView } from './homeView.ts';
import { readMine } from './readMine.ts';

/** "Công chức một cửa – UBND xã … – chỉ lĩnh vực Hộ tịch – cấp phó". */
export const membershipText = (
  { say }: View,
  places: Places,
  { role, field, standing, ...place }: Omit<Membership, 'role' | 'standing'> & { role: string; standing: string },
): string =>
  [
    say(`staff.role.${role}`),
    places.nameOf(place),
    field ? say('staff.onlyField', { field }) : '',
    standing === 'member' ? '' : say(`staff.standing.${standing}`),
  ]
    .filter(Boolean)
    .join(' · ');

type ReviewNow = Awaited<ReturnType<typeof reviewNow>>;

/** What an admin does on the first days: while nobody else is known, or the office is the invented one. */
const BEGINNINGS = [
  ['person', '/quan-tri/nguoi-dung/moi'],
  ['factor', '/can-bo/bao-mat'],
  ['chat', '/can-bo/tai-khoan'],
  ['directory', '/quan-tri/danh-ba'],
  ['calendar', '/quan-tri/lich'],
] as const;

const beginView = ({ say }: View): VNode =>
  html`
  <section class="card how" aria-labelledby="begin"><h2 id="begin">${say('staff.home.begin.title')}</h2>
    <ol>${BEGINNINGS.map(([key, href]) => html`<li><a href=${href}>${say(`staff.home.begin.${key}`)}</a></li>`)}</ol>
  </section>` as VNode;

/** What changed in one's own account since one was here, for whoever has no chat to be told in. */
const newsView = ({ say }: View, news: readonly AccountNews[]): VNode | null =>
  news.length === 0
    ? null
    : (html`<section class="card warning" aria-labelledby="news"><h2 id="news">${say('staff.news.title')}</h2>
      <ul>${news.map((each) => html`<li>${newsText(say, each)}</li>`)}</ul><p>${say('staff.news.notYou')} <a href="/can-bo/bao-mat">${say('staff.nav.security')}</a></p></section>` as VNode);

/** Roles that reminders and citizens who ask for a person go to. */
const TOLD_BY_CHAT: ReadonlySet<Role> = new Set<Role>(['oneStopOfficer', 'officer', 'unitHead', 'leader']);

interface Home {
  actor: PersonActor;
  places: Places;
  work: VNode;
  review: ReviewNow;
  news: readonly AccountNews[];
  /** An admin's, while nobody else is known or the office is still the invented one. */
  beginning: boolean;
  /** Their role is told of work in a chat, and they have none: nothing reaches them. */
  unreached: boolean;
}

function homeBody(view: View, { actor, places, work, review, news, beginning, unreached }: Home): VNode {
  const { say } = view;
  const actions = ACTIONS.filter((action) => may(actor, action));
  return html`
  <p>${say('staff.home.hello', { name: actor.name })}</p>
  ${newsView(view, news)}
  ${beginning ? beginView(view) : null}
  ${unreached ? html`<p class="card warning">${say('staff.home.unreached')} <a href="/can-bo/tai-khoan">${say('staff.nav.account')}</a></p>` : null}
  ${review && review.standing !== 'signed' ? html`<p class="card warning"><a href="/quan-tri/ra-soat">${say(`staff.home.review.${review.standing}`, { day: formatIsoDate(review.end) })}</a></p>` : null}
  ${actor.memberships.length > 0 ? work : html`<p class="card">${say('staff.home.noRole')}</p>`}
  ${
    actor.memberships.length > 0
      ? html`<details class="card how"><summary>${say('staff.home.roles')}</summary>
        <ul>${actor.memberships.map((membership) => html`<li>${membershipText(view, places, membership)}</li>`)}</ul>
        ${actions.length > 0 ? html`<p><b>${say('staff.home.allowed')}</b></p><ul>${actions.map((action) => html`<li>${say(`staff.action.${action}`)}</li>`)}</ul>` : null}</details>`
      : null
  }` as VNode;
}

/** `/can-bo`: what lies with somebody, the most urgent first; what they are and may do beneath. */
export function homePages(shell: Shell): Router {
  const { database, clock, desk, current } = shell.deps;
  const router = Router();
  // Typed by hand: the one home shows each person the pages that are theirs.
  router.get('/quan-tri', (_request, response) => response.redirect(303, '/can-bo'));
  router.get('/can-bo', shell.signedIn, async (request, response) => {
    const actor = actorOf(request);
    const now = clock.now();
    const mine = await readMine(database, actor, now);
    const calendar = await desk.calendarOf(actor.memberships[0]?.agencyId ?? '');
    const places = await loadPlaces(database);
    const review = may(actor, 'access.review') ? await reviewNow(database, now) : null;
    const alone = async () => (await database.person.count({ where: { active: true } })) === 1;
    const invented = async () => Boolean((await loadOffice(database)).demonstration);
    const beginning = may(actor, 'person.manage') && ((await alone()) || (await invented()));
    const news = await accountNews(database, actor.id);
    const told = actor.memberships.some(({ role }) => TOLD_BY_CHAT.has(role));
    const unreached = told && (await database.personChat.count({ where: { personId: actor.id } })) === 0;
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.home'),
      body: homeBody(view, {
        actor,
        places,
        review,
        news,
        beginning,
        unreached,
        work: mineView(view, { mine, calendar, catalogue: current().catalogue, now }),
      }),
    }));
  });
  return router;
}
