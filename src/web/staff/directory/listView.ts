import { openingHours } from '#src/conversation/topics.ts';
import type { Agency } from '#src/directory/agency.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import { localTime, openAt } from '#src/directory/openingHours.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { form } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { DIRECTORY, UNITS } from './access.ts';
import { addressOf } from './agencyView.ts';
import type { Names } from './summary.ts';

interface ListShown {
  text: string;
  agencies: Agency[];
  names: Names;
  mayEdit(entry: Agency): boolean;
  /** Whether the person also changes units and mergers. */
  editsAll: boolean;
  headless: ReadonlySet<string>;
  today: string;
  now: Date;
  removed: { name: string; act: string }[];
}

/** What citizens ask for first; missing, the assistant says that it is not known. */
const WANTED = ['address', 'phone', 'hours'] as const;

function marks(view: View, entry: Agency, { headless, today, now }: ListShown): VNode {
  const { say } = view;
  const missing = WANTED.filter((name) => entry[name] === undefined);
  const mark = (text: string, look = '') => html`<div><span class=${`standing ${look}`}>${text}</span></div>`;
  const open = openAt(entry, localTime(now));
  return html`
  ${inForceOn(entry, today) ? null : mark(say('directoryPage.mark.notInForce'), 'soon')}
  ${entry.demonstration ? mark(say('directoryPage.demo'), 'soon') : null}
  ${missing.length > 0 ? mark(say('directoryPage.mark.missing', { fields: missing.map((name) => say(`directoryPage.field.${name}`).toLocaleLowerCase('vi')).join(', ') }), 'soon') : null}
  ${headless.has(entry.id) ? mark(say('directoryPage.mark.headless'), 'soon') : null}
  ${open ? mark(say(open.open ? 'directoryPage.mark.open' : 'directoryPage.mark.closed')) : null}` as VNode;
}

export function listBody(view: View, shown: ListShown): VNode {
  const { say } = view;
  const { agencies, names, text, removed } = shown;
  const rows = agencies.map((entry) => [
    html`<div class="name">${shown.mayEdit(entry) ? html`<a href=${addressOf(entry.id)}>${entry.name}</a>` : entry.name}
      <div class="note">${say(`directoryPage.kind.${entry.kind}`)}${entry.partOf ? ` – ${names.agency(entry.partOf)}` : ''}</div></div>`,
    [entry.address, entry.unit && names.unit(entry.unit)].filter(Boolean).map((line) => html`<div>${line}</div>`),
    [entry.phone, entry.hotline].filter(Boolean).map((line) => html`<div>${line}</div>`),
    entry.hours
      ? openingHours(entry.hours, say)
          .split('; ')
          .map((line) => html`<div>${line}</div>`)
      : '–',
    marks(view, entry, shown),
  ]);
  const heads = ['name', 'address', 'phone', 'hours', 'state'].map((head) => say(`directoryPage.heads.${head}`));
  const invented = agencies.some(({ id, demonstration }) => id === 'one-stop' && demonstration);
  return html`
  <p>${say('directoryPage.about')}</p>
  ${invented ? html`<p class="card warning">${say('directoryPage.demoFirst')}</p>` : null}
  <p class="pills"><a class="pill" href=${`${DIRECTORY}/moi`}>${say('directoryPage.new')}</a><a class="pill" href=${`${DIRECTORY}/bang-tinh`}>${say('directoryPage.book.title')}</a>${shown.editsAll ? html`<a class="pill" href=${UNITS}>${say('directoryPage.units.title')}</a>` : null}</p>
  <form class="card filters" method="get" action=${DIRECTORY} role="search">
    <label>${say('directoryPage.search')}<input type="search" name="q" value=${text} maxlength="100" /></label>
    <button type="submit">${say('procedures.find')}</button>
  </form>
  <p role="status">${say('directoryPage.found', { count: formatNumber(agencies.length) })}</p>
  ${rows.length > 0 ? table(say('staff.nav.directory'), heads, rows) : null}
  ${removedView(view, removed)}` as VNode;
}

/** What was removed, each with the way back. */
export function removedView(view: View, removed: readonly { name: string; act: string }[]): VNode | null {
  const { say } = view;
  if (removed.length === 0) return null;
  return html`<section class="card" aria-labelledby="removed"><h2 id="removed">${say('directoryPage.removed')}</h2>
  <ul class="comments">${removed.map(
    ({ name, act }) =>
      html`<li>${name} ${form(view, `${DIRECTORY}/lay-lai`, html`<input type="hidden" name="act" value=${act} /><p class="act"><button type="submit" class="second" aria-label=${say('directoryPage.getBackOf', { name })}>${say('directoryPage.getBack')}</button></p>`)}</li>`,
  )}</ul></section>` as VNode;
}
