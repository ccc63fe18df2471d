import { type RowList, rowAt, rowsOf, type Typed } from '#src/procedures/editing/fields.ts';
import { html, type VNode } from '../../html.ts';
import type { Typed as Filled } from '../forms.ts';
import type { View } from '../shell.ts';

/** A field of a row, as a column of the list. */
export interface Column {
  name: string;
  label: string;
  /** Lines of a text field; a single line without. */
  lines?: number;
  /** Room that it takes beside the others. */
  wide?: boolean;
  numeric?: boolean;
  /** Id of the list of things to choose from. */
  among?: string;
}

export interface RowsShown {
  list: RowList;
  label: string;
  hint?: string;
  columns: readonly Column[];
  addLabel: string;
  /** What stands below a row: the validity of a cited text. */
  below?(row: Typed): unknown;
}

/** Rows of a list with buttons that add, remove and move them: each button sends the form, so they work without a script. */
export function rowsView({ say }: View, { list, label, hint, columns, addLabel, below }: RowsShown, { values, faults = {} }: Filled): VNode {
  const own = faults[list];
  const held = rowsOf(values, list);
  // An empty list shows a row to begin with; left empty it says nothing.
  const rows = held.length > 0 ? held : [0];
  const keyOf = (at: number, name: string) => (name === '' ? `${list}.${at}` : `${list}.${at}.${name}`);
  return html`
  <fieldset class=${own ? 'rows wrong' : 'rows'} id=${list} aria-describedby=${[hint ? `${list}-hint` : '', own ? `${list}-fault` : ''].filter(Boolean).join(' ') || undefined}>
    <legend>${label}</legend>
    ${hint ? html`<p class="note" id=${`${list}-hint`}>${hint}</p>` : null}
    ${own ? html`<p class="fault" id=${`${list}-fault`}>${say(`staff.fault.${own}`)}</p>` : null}
    ${rows.map((at, place) => {
      const row = rowAt(values, list, at);
      const number = place + 1;
      return html`<div class="row">
        ${columns.map(({ name, label: column, lines, wide, numeric, among }) => {
          const key = keyOf(at, name);
          const fault = faults[key];
          const described = fault ? `${key}-fault` : undefined;
          const common = {
            id: key,
            name: key,
            'aria-invalid': fault ? 'true' : undefined,
            'aria-describedby': described,
          };
          return html`<div class=${wide ? 'cell grow' : 'cell'}>
            <label for=${key}>${column} <span class="unseen">${number}</span></label>
            ${lines ? html`<textarea ...${common} rows=${lines}>${row[name]}</textarea>` : html`<input ...${common} value=${row[name]} inputmode=${numeric ? 'numeric' : undefined} list=${among} autocomplete="off" />`}
            ${fault ? html`<p class="fault" id=${described}>${say(`staff.fault.${fault}`)}</p>` : null}
          </div>`;
        })}
        <div class="moves">
          ${place > 0 ? html`<button type="submit" name="do" value=${`up:${list}:${at}`} class="quiet" aria-label=${say('catalogueEditing.rows.upOf', { label, number })}>${say('catalogueEditing.rows.up')}</button>` : null}
          ${held.length > 0 ? html`<button type="submit" name="do" value=${`remove:${list}:${at}`} class="quiet" aria-label=${say('catalogueEditing.rows.removeOf', { label, number })}>${say('catalogueEditing.rows.remove')}</button>` : null}
        </div>
        ${below ? html`<div class="below">${below(row)}</div>` : null}
      </div>`;
    })}
    <p><button type="submit" name="do" value=${`add:${list}`} class="second">${addLabel}</button></p>
  </fieldset>` as VNode;
}
