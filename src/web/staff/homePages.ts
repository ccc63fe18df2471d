import { Router } from 'express';
import type { Membership, PersonActor } from '#src/staff/actor.ts';
import { ACTIONS, may } from '#src/staff/policy.ts';
import { html, type VNode } from '../html.ts';
import { navigationFor } from './navigation.ts';
import { loadPlaces, type Places } from './places.ts';
import { actorOf, type Shell, type View } from './shell.ts';

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

function homeBody(view: View, actor: PersonActor, places: Places): VNode {
  const { say } = view;
  const actions = ACTIONS.filter((action) => may(actor, action));
  const pages = navigationFor(actor).filter(({ href }) => href !== '/can-bo');
  return html`
  <p>${say('staff.home.hello', { name: actor.name })}</p>
  ${pages.length > 0 ? html`<nav class="pills" aria-label=${say('staff.home.pages')}>${pages.map(({ href, key }) => html`<a class="pill" href=${href}>${say(key)}</a>`)}</nav>` : null}
  <section class="card how" aria-labelledby="roles">
    <h2 id="roles">${say('staff.home.roles')}</h2>
    ${actor.memberships.length > 0 ? html`<ul>${actor.memberships.map((membership) => html`<li>${membershipText(view, places, membership)}</li>`)}</ul>` : html`<p>${say('staff.home.noRole')}</p>`}
  </section>
  ${
    actions.length > 0
      ? html`<section class="card how" aria-labelledby="allowed"><h2 id="allowed">${say('staff.home.allowed')}</h2>
        <ul>${actions.map((action) => html`<li>${say(`staff.action.${action}`)}</li>`)}</ul></section>`
      : null
  }` as VNode;
}

/** `/can-bo`: what somebody is, and what they may do. */
export function homePages(shell: Shell): Router {
  const router = Router();
  // Typed by hand: the one home shows each person the pages that are theirs.
  router.get('/quan-tri', (_request, response) => response.redirect(303, '/can-bo'));
  router.get('/can-bo', shell.signedIn, async (request, response) => {
    const places = await loadPlaces(shell.deps.database);
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.home'), body: homeBody(view, actorOf(request), places) }));
  });
  return router;
}
