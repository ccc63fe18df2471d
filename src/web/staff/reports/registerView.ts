import type { RegisterCheck } from '#src/dossiers/register.ts';
import { REGISTER_FAULTS } from '#src/dossiers/register.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf } from '../dossiers/visible.ts';
import { input, type Option, type Typed } from '../forms.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { REGISTER, REPORTS } from './reportsView.ts';

export interface RegisterShown {
  agencyId: string;
  from: string;
  to: string;
  agencies: Option[];
  check: RegisterCheck;
  places: Places;
  mayExport: boolean;
  typed: Typed;
}

/** Rows with faults that are shown at once; the others are in the workbook. */
const MOST = 200;

function faultsByUnit({ say }: View, { check, places }: RegisterShown): VNode {
  const found = REGISTER_FAULTS.filter((fault) => Object.values(check.byUnit).some((unit) => unit[fault]));
  const heads = [say('register.unit'), ...found.map((fault) => say(`dossier.fault.${fault}`))];
  const rows = Object.entries(check.byUnit).map(([unitId, faults]) => [
    places.named(unitId),
    ...found.map((fault) => (faults[fault] ? formatNumber(faults[fault]) : '–')),
  ]);
  return table(say('register.byUnit'), heads, rows);
}

/** The check of a register: faults by unit, then the rows. */
export function registerBody(view: View, shown: RegisterShown): VNode {
  const { say } = view;
  const { agencyId, from, to, agencies, check, places, mayExport, typed } = shown;
  const rows = check.faulty
    .slice(0, MOST)
    .map(({ code, registerNumber, unitId, faults }) => [
      html`<a href=${addressOf(code)}>${code}</a>`,
      registerNumber === null ? '–' : formatNumber(registerNumber),
      places.named(unitId),
      html`<ul>${faults.map((fault) => html`<li>${say(`dossier.fault.${fault}`)}</li>`)}</ul>`,
    ]);
  const heads = ['code', 'number', 'unit', 'fault'].map((name) => say(`register.${name}`));
  return html`
  <p><a href=${REPORTS}>${say('reports.back')}</a></p>
  <p>${say('reports.register.about')}</p>
  <form class="card form" method="get" action=${REGISTER} novalidate>
    ${input(view, { name: 'tu', label: say('reports.register.from'), type: 'date' }, typed)}
    ${input(view, { name: 'den', label: say('reports.register.to'), type: 'date' }, typed)}
    ${
      agencies.length > 1
        ? html`<div class="field"><label for="co-quan">${say('workCalendar.agency')}</label><select id="co-quan" name="co-quan">
          ${agencies.map(({ value, label }) => html`<option value=${value} selected=${value === agencyId}>${label}</option>`)}</select></div>`
        : null
    }
    <p class="act"><button type="submit" class="primary">${say('reports.register.check')}</button></p>
  </form>
  <p role="status">${say('register.summary', { rows: formatNumber(check.rows), faulty: formatNumber(check.faulty.length) })}</p>
  ${check.skipped.map(({ year, missing }) => html`<p class="card warning">${say('register.skipped', { year: String(year), count: formatNumber(missing) })}</p>`)}
  ${
    check.rows > 0 && mayExport
      ? html`<p><a class="pill" href=${`${REGISTER}/tep.xlsx?${new URLSearchParams({ tu: from, den: to, 'co-quan': agencyId })}`}>${say('reports.register.xlsx')}</a></p>`
      : null
  }
  ${
    rows.length > 0
      ? html`<section aria-labelledby="units"><h2 id="units">${say('register.byUnit')}</h2>${faultsByUnit(view, shown)}</section>
      <section aria-labelledby="rows"><h2 id="rows">${say('register.faults')}</h2>${table(say('register.faults'), heads, rows)}
        ${check.faulty.length > MOST ? html`<p class="note">${say('reports.register.more', { count: formatNumber(MOST) })}</p>` : null}</section>`
      : html`<p class="card">${say(check.rows > 0 ? 'reports.register.clean' : 'reports.register.empty')}</p>`
  }` as VNode;
}
