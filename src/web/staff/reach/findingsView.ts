import type { StaffFindings } from '#src/staff/findings.ts';
import { html, type VNode } from '../../html.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';

/** People whom nothing reaches or whose account is nobody's, and places without a head. */
export function findingsBody({ say }: View, { people, withoutHead }: StaffFindings, places: Places, list: string): VNode {
  const rows = people.map(({ id, name, findings }) => [
    html`<a href=${`${list}/${id}`}>${name}</a>`,
    html`<ul>${findings.map((finding) => html`<li>${say(`staff.findings.${finding}`)}</li>`)}</ul>`,
  ]);
  return html`
  <p><a href=${list}>${say('staff.people.back')}</a></p>
  ${people.length + withoutHead.length === 0 ? html`<p class="card">${say('staff.findings.none')}</p>` : null}
  ${rows.length > 0 ? table(say('staff.findings.people'), [say('staff.people.heads.name'), say('staff.findings.what')], rows) : null}
  ${
    withoutHead.length > 0
      ? html`<section class="card" aria-labelledby="headless"><h2 id="headless">${say('staff.findings.withoutHead')}</h2>
      <p>${say('staff.findings.withoutHeadLong')}</p><ul>${withoutHead.map((place) => html`<li>${places.nameOf(place)}</li>`)}</ul></section>`
      : null
  }` as VNode;
}
