import type { PersonActor } from '#src/staff/actor.ts';
import { html, type VNode } from '../html.ts';
import { TOKEN_FIELD } from './formToken.ts';
import { currentEntry, navigationFor } from './navigation.ts';
import type { View } from './shell.ts';

/**
 * The pages somebody may go to, grouped: beside the page where there is room, else behind one button, which needs no script. A browser that
 * does not know `popover` shows them above the page.
 */
export function navigationView(view: View, actor: PersonActor): VNode {
  const { say } = view;
  const current = currentEntry(view.path)?.href;
  return html`
  <nav class="staffbar" aria-label=${say('staff.nav.label')} data-whose=${actor.id} data-not-sent=${say('staff.notSent')}>
    <button type="button" class="menu" popovertarget="pages">${say('staff.nav.open')}</button>
    <a class="whom" href="/can-bo/tai-khoan">${actor.name}</a>
    <div id="pages" class="pages" popover="auto">
      ${navigationFor(actor).map(
        ({ group, entries }) => html`
        <p id=${`pages-${group}`}>${say(`staff.nav.group.${group}`)}</p>
        <ul aria-labelledby=${`pages-${group}`}>
          ${entries.map(({ href, key }) => html`<li><a href=${href} aria-current=${current === href ? 'page' : undefined}>${say(key)}</a></li>`)}
        </ul>`,
      )}
      <form method="post" action="/dang-xuat" aria-label=${say('staff.own')}>
        <input type="hidden" name=${TOKEN_FIELD} value=${view.token} />
        <button type="submit" class="quiet">${say('staff.signOut')}</button>
      </form>
    </div>
  </nav>` as VNode;
}
