import type { DuePreview } from '#src/dossiers/duePreview.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf as addressOfDossier } from '../dossiers/visible.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { addressOf, CALENDAR, type Shown } from './calendarView.ts';
import type { Draft, FormName } from './drafts.ts';

export interface PreviewShown extends Shown {
  form: FormName;
  draft: Draft;
  whereName: string;
  /** What it does to open dossiers; null when nothing would change. */
  due: DuePreview | null;
  /** Whether the person may open a dossier's page. */
  maySee(dossier: DuePreview['first'][number]): boolean;
}

const change = (before: Date | null, after: Date | null): string => {
  const [from, to] = [before, after].map((at) => (at ? formatDateTime(at) : '–'));
  return from === to ? (from ?? '') : `${from} → ${to}`;
};

function impact(view: View, { due, maySee }: PreviewShown): VNode {
  const { say } = view;
  if (!due) return html`<p class="card">${say('workCalendar.nothing')}</p>` as VNode;
  const counts = (['moved', 'kept', 'marked'] as const).map(
    (name) => html`<li>${say(`workCalendar.impact.${name}`, { count: formatNumber(due[name]) })}</li>`,
  );
  const heads = ['code', 'procedure', 'due', 'computed'].map((name) => say(`workCalendar.heads.${name}`));
  const rows = due.first.map((dossier) => [
    maySee(dossier) ? html`<a href=${addressOfDossier(dossier.code)}>${dossier.code}</a>` : dossier.code,
    dossier.procedureName,
    change(dossier.dueAt, dossier.newDueAt),
    change(dossier.computedDueAt, dossier.newComputedDueAt),
  ]);
  return html`
  <section aria-labelledby="impact"><h2 id="impact">${say('workCalendar.impact.title')}</h2>
    <p>${say('workCalendar.impact.looked', { count: formatNumber(due.looked) })}</p>
    <ul>${counts}</ul>
    ${rows.length > 0 ? table(say('workCalendar.impact.first'), heads, rows) : null}
    ${rows.length > 0 && rows.length < due.moved + due.kept ? html`<p class="note">${say('workCalendar.impact.more', { count: formatNumber(rows.length) })}</p>` : null}
  </section>` as VNode;
}

/** What a change would do, before it is made: the fields travel along, nothing is kept meanwhile. */
export function previewBody(view: View, shown: PreviewShown): VNode {
  const { say } = view;
  const { draft, form, whereName, due } = shown;
  const values = Object.entries({ ...draft.values, [TOKEN_FIELD]: view.token }).filter(([name]) => name !== 'do');
  const button = (what: string, kind: string) =>
    html`<button type="submit" name="do" value=${what} class=${kind}>${say(`workCalendar.do.${what}`)}</button>`;
  return html`
  <p><a href=${addressOf(shown)}>${say('workCalendar.back')}</a></p>
  <div class="card"><p>${say('workCalendar.for', { where: whereName })}</p><ul>${draft.lines(view).map((line) => html`<li>${line}</li>`)}</ul></div>
  ${impact(view, shown)}
  <form method="post" action=${`${CALENDAR}/${form}`}>
    ${values.map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <p class="act">${due ? button('save', 'primary') : null} ${form === 'file' ? null : button('edit', 'pill')}</p>
  </form>` as VNode;
}
