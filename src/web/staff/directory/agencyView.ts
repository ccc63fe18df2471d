import { agencyBlocks } from '#src/conversation/topics.ts';
import { AGENCY_KINDS, type Agency } from '#src/directory/agency.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import { html, type VNode } from '../../html.ts';
import type { Previews } from '../catalogue/previews.ts';
import { channelsView } from '../catalogue/previewView.ts';
import { actButton, area, faultSummary, form, input, keptTyped, type Option, select, type Typed, tick } from '../forms.ts';
import type { View } from '../shell.ts';
import { DIRECTORY } from './access.ts';
import { WEEK } from './agencyFields.ts';
import { type ChangeShown, changesView, type Difference, differencesView } from './changesView.ts';
import { rowsView } from './rowsView.ts';

export interface AgencyShown {
  /** Null: a new one. */
  id: string | null;
  revision: number;
  typed: Typed;
  units: Option[];
  /** What it may be a part of; empty where that cannot be changed. */
  parents: Option[];
  parentFixed: string | null;
  fields: Option[];
  /** As it would be told; null where what was typed cannot be read. */
  shown: Agency | null;
  demonstration: boolean;
  /** For what it is used, so that it cannot go. */
  uses: readonly string[];
  /** Nobody heads it, though people work there. */
  headless: boolean;
  changes: readonly ChangeShown[];
  conflict: { by: string; at: Date; differences: Difference[] } | null;
  /** A sentence on why it was not saved. */
  refused: string | null;
  previews: Previews | undefined;
}

export const addressOf = (id: string): string => `${DIRECTORY}/${encodeURIComponent(id)}`;

function hoursView(view: View, typed: Typed): VNode {
  const { say } = view;
  return html`
  <fieldset class="rows" id="hours" aria-describedby="hours-hint"><legend>${say('directoryPage.field.hours')}</legend>
    <p class="note" id="hours-hint">${say('directoryPage.hint.hours')}</p>
    <div class="week">${WEEK.map((day) => input(view, { name: `hours.${day}`, label: say(`day.${day}`), maxlength: 120 }, typed))}</div>
    <p><button type="submit" name="do" value="copyMonday" class="second">${say('directoryPage.copyMonday')}</button></p>
  </fieldset>` as VNode;
}

function formView(view: View, shown: AgencyShown): VNode {
  const { say } = view;
  const { typed, id, revision, units, parents, parentFixed, fields, conflict } = shown;
  const field = (name: string, more: object = {}) => ({ name, label: say(`directoryPage.field.${name}`), ...more });
  const hint = (name: string) => ({ hint: say(`directoryPage.hint.${name}`) });
  const none = { value: '', label: say('directoryPage.none') };
  const card = (name: string, content: unknown) =>
    html`<section class="card" aria-labelledby=${`part-${name}`}><h2 id=${`part-${name}`}>${say(`directoryPage.part.${name}`)}</h2>${content}</section>`;
  const button = (act: string, look: string) =>
    html`<button type="submit" name="do" value=${act} class=${look}>${say(`directoryPage.do.${act}`)}</button>`;
  return form(
    view,
    id === null ? `${DIRECTORY}/moi` : addressOf(id),
    html`<input type="hidden" name="seen" value=${revision} />
    ${card(
      'who',
      html`
      ${input(view, field('name', { required: true }), typed)}
      ${select(
        view,
        field('kind', hint('kind')),
        AGENCY_KINDS.map((value) => ({ value, label: say(`directoryPage.kind.${value}`) })),
        typed,
      )}
      ${
        parentFixed === null
          ? select(view, field('partOf', hint('partOf')), [none, ...parents], typed)
          : html`<input type="hidden" name="partOf" value=${typed.values['partOf'] ?? ''} /><p class="note">${say('directoryPage.parentFixed', { name: parentFixed })}</p>`
      }
      ${select(view, field('unit', hint('unit')), [none, ...units], typed)}
      ${typed.values['demonstration'] === '1' || shown.demonstration ? tick(field('demonstration', hint('demonstration')), typed) : null}`,
    )}
    ${card(
      'contact',
      html`
      ${input(view, field('address', { maxlength: 300 }), typed)}
      ${input(view, field('map', { ...hint('map'), maxlength: 600 }), typed)}
      ${input(view, field('phone', { type: 'tel', maxlength: 80 }), typed)}
      ${input(view, field('hotline', { type: 'tel', maxlength: 80 }), typed)}
      ${input(view, field('email', { type: 'email', maxlength: 120 }), typed)}
      ${input(view, field('website', { maxlength: 300 }), typed)}
      ${area(view, field('feedback', { ...hint('feedback'), maxlength: 4000 }), typed, 3)}
      ${area(view, field('note', hint('note')), typed, 2)}`,
    )}
    ${card(
      'hours',
      html`${hoursView(view, typed)}
      ${rowsView(view, { list: 'specialDays', dates: ['from', 'to'], wide: ['reason'] }, typed)}`,
    )}
    ${card('reception', rowsView(view, { list: 'receptionDays', wide: ['by', 'when', 'where'] }, typed))}
    ${card('counters', rowsView(view, { list: 'counters', choices: { name: 'fields', options: fields } }, typed))}
    ${card(
      'more',
      html`
      ${area(view, field('codes', { ...hint('codes'), maxlength: 800 }), typed, 2)}
      ${input(view, field('validFrom', { type: 'date' }), typed)}
      ${input(view, field('validTo', { ...hint('validTo'), type: 'date' }), typed)}`,
    )}
    <p class="act">${button(conflict ? 'overwrite' : 'save', 'primary')} ${button('preview', 'second')}</p>`,
    'agency',
  );
}

export function agencyBody(view: View, shown: AgencyShown): VNode {
  const { say, locale } = view;
  const { id, typed, conflict, refused, shown: told, uses, headless, changes, previews } = shown;
  return html`
  <p><a href=${DIRECTORY}>${say('directoryPage.back')}</a></p>
  ${keptTyped(view, 'agency')}
  ${faultSummary(view, typed)}
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  ${
    conflict
      ? html`<div class="card warning" role="alert" id="conflict"><p><b>${say('directoryPage.conflict', { name: conflict.by, time: formatDateTime(conflict.at) })}</b></p>
      ${conflict.differences.length > 0 ? differencesView(say, conflict.differences) : null}<p>${say('directoryPage.conflictHint')}</p></div>`
      : null
  }
  ${headless ? html`<p class="card warning">${say('directoryPage.headless')} <a href="/quan-tri/nguoi-dung">${say('staff.nav.people')}</a></p>` : null}
  ${shown.demonstration ? html`<p class="card warning">${say('directoryPage.demoAbout')}</p>` : null}
  <div class="editing"><div id="parts">${formView(view, shown)}</div>
  <div id="side"><section class="card" aria-labelledby="preview"><h2 id="preview">${say('directoryPage.preview')}</h2>
  ${told ? channelsView(say, reply(agencyBlocks(told, say)), locale, previews) : html`<p class="note">${say('directoryPage.notReadable')}</p>`}</section></div></div>
  ${
    id === null
      ? null
      : html`${changesView(view, `${DIRECTORY}/lay-lai`, changes)}
  <section class="card" aria-labelledby="remove"><h2 id="remove">${say('directoryPage.remove')}</h2>
  ${
    uses.length > 0
      ? html`<p>${say('directoryPage.usedFor', { uses: uses.map((use) => say(`directoryPage.use.${use}`)).join(', ') })}</p>`
      : html`<p class="note">${say('directoryPage.removeHint')}</p>${actButton(view, `${addressOf(id)}/bo`, say('directoryPage.remove'), { seen: String(shown.revision) }, 'danger')}`
  }</section>`
  }` as VNode;
}
