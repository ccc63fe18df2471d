import type { Say } from '#src/platform/texts.ts';
import type { Side } from '#src/procedures/drafts.ts';
import { CHOICES, type Choice, labelOf } from '#src/procedures/exchange/choices.ts';
import type { LegalRegister } from '#src/procedures/legal.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { area, type Field, input, type Option, select, type Typed, ticks } from '../forms.ts';
import type { View } from '../shell.ts';
import { type Column, rowsView } from './rowsView.ts';

export interface FormShown {
  typed: Typed;
  before: Side | null;
  groups: readonly string[];
  register: LegalRegister;
  /** Numbers to choose from: those that procedures of the group cite. */
  numbers: readonly string[];
}

const HOW_LONG = 8000;

const options = (choice: Choice, values: readonly string[], say: Say): Option[] => [
  { value: '', label: say('staff.choose') },
  ...values.map((value) => ({ value, label: labelOf(choice, value, say) })),
];

/** Whether a cited text is in force, in a few words; nothing for an empty row. */
function validity(say: Say, number: string, register: LegalRegister): VNode | null {
  if (!number) return null;
  const text = register.get(number);
  if (!text) return html`<span class="standing overdue">${say('catalogueEditing.validity.absent')}</span>` as VNode;
  const params = { by: text.replacedBy.join(', '), to: text.to ? formatIsoDate(text.to) : '' };
  const mark = text.status === 'replaced' || text.status === 'expired' ? 'standing overdue' : 'standing';
  return html`<span class=${mark}>${say(`catalogueEditing.validity.${text.status}`, params)}</span>${text.title ? html` <span class="note">${text.title}</span>` : null}` as VNode;
}

/** The form, in the order in which NĐ 63/2010/NĐ-CP Đ8 names the parts of a published procedure. */
export function formView(view: View, { typed, before, groups, register, numbers }: FormShown): VNode {
  const { say } = view;
  const label = (name: string) => say(`catalogueEditing.field.${name}`);
  const hint = (name: string) => say(`catalogueEditing.hint.${name}`);
  const field = (name: string, more: Partial<Field> = {}): Field => ({ name, label: label(name), maxlength: HOW_LONG, ...more });
  const column = (name: string, more: Partial<Column> = {}, key = name): Column => ({ name, label: say(`catalogueEditing.column.${key}`), ...more });
  const texts = (list: 'steps' | 'results' | 'conditions' | 'otherNames' | 'sources', lines?: number) =>
    rowsView(
      view,
      {
        list,
        label: label(list),
        hint: hint(list),
        columns: [column('', { wide: true, ...(lines && { lines }) }, list)],
        addLabel: say(`catalogueEditing.rows.add.${list}`),
      },
      typed,
    );
  const old = before?.content;
  const historical = old?.level === 'district' && old.levelNow !== undefined && !old.agencyNow ? old.agency : undefined;
  return html`
  <datalist id="legal-numbers">${numbers.map((number) => html`<option value=${number}></option>`)}</datalist>
  <section class="card" aria-labelledby="part-name"><h2 id="part-name">${say('catalogueEditing.section.name')}</h2>
    ${area(view, field('name', { hint: hint('name') }), typed, 2)}
    ${select(view, field('group'), [{ value: '', label: say('staff.choose') }, ...groups.map((group) => ({ value: group, label: say(`group.${group}`) }))], typed)}
    ${input(view, field('field', { hint: hint('field') }), typed)}
    ${select(view, field('levelNow', { hint: hint('levelNow') }), [{ value: '', label: say('catalogueEditing.nobody') }, ...options('level', CHOICES.level, say).slice(1)], typed)}
  </section>
  <section class="card" aria-labelledby="part-how"><h2 id="part-how">${say('catalogueEditing.section.how')}</h2>
    ${texts('steps', 3)}
    ${ticks(
      view,
      { name: 'submission', label: label('submission') },
      CHOICES.way.map((way) => ({ value: way, label: labelOf('way', way, say) })),
      CHOICES.way.filter((way) => typed.values[`submission.${way}`] === '1'),
      typed,
    )}
  </section>
  <section class="card" aria-labelledby="part-papers"><h2 id="part-papers">${say('catalogueEditing.section.papers')}</h2>
    ${rowsView(
      view,
      {
        list: 'documents',
        label: label('documents'),
        hint: hint('documents'),
        columns: [
          column('name', { wide: true, lines: 2 }),
          column('originals', { numeric: true }),
          column('copies', { numeric: true }),
          column('form'),
          column('group'),
        ],
        addLabel: say('catalogueEditing.rows.add.documents'),
      },
      typed,
    )}
    ${input(view, field('sets'), typed)}
  </section>
  <section class="card" aria-labelledby="part-term"><h2 id="part-term">${say('catalogueEditing.section.term')}</h2>
    ${input(view, field('term.text', { hint: hint('term.text') }), typed)}
    <div class="beside">${input(view, field('term.value'), typed)}${select(view, field('term.unit'), options('unit', CHOICES.unit, say), typed)}</div>
    ${select(view, field('term.basis', { hint: hint('term.basis') }), options('basis', CHOICES.basis, say), typed)}
    ${input(view, field('term.note'), typed)}
  </section>
  <section class="card" aria-labelledby="part-who"><h2 id="part-who">${say('catalogueEditing.section.who')}</h2>
    ${area(view, field('applicants'), typed, 2)}
    ${input(view, field('agency', historical ? { hint: say('catalogueEditing.hint.agencyOld', { agency: historical }) } : {}), typed)}
  </section>
  <section class="card" aria-labelledby="part-result"><h2 id="part-result">${say('catalogueEditing.section.result')}</h2>
    ${texts('results')}${texts('conditions', 3)}
  </section>
  <section class="card" aria-labelledby="part-fees"><h2 id="part-fees">${say('catalogueEditing.section.fees')}</h2>
    ${rowsView(
      view,
      {
        list: 'fees',
        label: label('fees'),
        hint: hint('fees'),
        columns: [column('when', { wide: true }), column('amount', { wide: true })],
        addLabel: say('catalogueEditing.rows.add.fees'),
      },
      typed,
    )}
    ${select(view, field('fee.flag', { hint: hint('fee.flag') }), options('flag', CHOICES.flag, say), typed)}
  </section>
  <section class="card" aria-labelledby="part-legal"><h2 id="part-legal">${say('catalogueEditing.section.legal')}</h2>
    ${rowsView(
      view,
      {
        list: 'legalBasis',
        label: label('legalBasis'),
        hint: hint('legalBasis'),
        columns: [column('', { wide: true, among: 'legal-numbers' }, 'legalBasis')],
        addLabel: say('catalogueEditing.rows.add.legalBasis'),
        below: (row) => validity(say, row[''] ?? '', register),
      },
      typed,
    )}
  </section>
  <section class="card" aria-labelledby="part-source"><h2 id="part-source">${say('catalogueEditing.section.source')}</h2>
    ${input(view, field('decision', { hint: hint('decision') }), typed)}
    ${input(view, field('valuesAsOf', { hint: hint('valuesAsOf') }), typed)}
    ${texts('sources')}
    ${select(view, field('confidence'), options('confidence', CHOICES.confidence, say).slice(1), typed)}
  </section>
  <section class="card" aria-labelledby="part-life"><h2 id="part-life">${say('catalogueEditing.section.life')}</h2>
    ${input(view, field('lastDay', { type: 'date', hint: hint('lastDay') }), typed)}
    ${input(view, field('successor', { hint: hint('successor') }), typed)}
    ${texts('otherNames')}
  </section>` as VNode;
}
