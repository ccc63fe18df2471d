import { html, type VNode } from '../../html.ts';
import type { Typed } from '../forms.ts';
import type { View } from '../shell.ts';
import { ROWS, type RowList, rowAt, rowsOf } from './rows.ts';

export interface RowsShown {
  list: RowList;
  /** Kinds of fields that are no line of text. */
  dates?: readonly string[];
  wide?: readonly string[];
  /** What a row is chosen from, of a field that holds several. */
  choices?: { name: string; options: readonly { value: string; label: string }[] };
}

/** Rows of a list with buttons that add and remove them; each button sends the form, so they work without a script. */
export function rowsView({ say }: View, { list, dates = [], wide = [], choices }: RowsShown, { values, faults = {} }: Typed): VNode {
  const held = rowsOf(values, list);
  const rows = held.length > 0 ? held : [0];
  const label = say(`directoryPage.field.${list}`);
  const cell = (at: number, name: string, number: number, value: string) => {
    const key = `${list}.${at}.${name}`;
    const fault = faults[key];
    const wrong = fault ? html`<p class="fault" id=${`${key}-fault`}>${say(`staff.fault.${fault}`)}</p>` : null;
    const described = fault ? `${key}-fault` : undefined;
    if (choices?.name === name) {
      const chosen = value.split(' ');
      const names = choices.options.filter((option) => chosen.includes(option.value)).map((option) => option.label);
      return html`<details class="below" open=${fault ? true : undefined}><summary>${say(`directoryPage.column.${name}`)}: ${names.join(', ') || say('directoryPage.noneChosen')}</summary>
        ${wrong}<fieldset class="field choices" aria-describedby=${described}><legend class="unseen">${say('directoryPage.rowOf', { label: say(`directoryPage.column.${name}`), number })}</legend>
        ${choices.options.map((option) => html`<label class="tick"><input type="checkbox" name=${key} value=${option.value} checked=${chosen.includes(option.value)} /> ${option.label}</label>`)}</fieldset></details>`;
    }
    return html`<div class=${wide.includes(name) ? 'cell grow' : 'cell'}>
      <label for=${key}>${say(`directoryPage.column.${name}`)} <span class="unseen">${number}</span></label>
      <input id=${key} name=${key} type=${dates.includes(name) ? 'date' : 'text'} value=${value} maxlength="200" autocomplete="off" aria-describedby=${described} aria-invalid=${fault ? 'true' : undefined} />
      ${wrong}</div>`;
  };
  return html`
  <fieldset class="rows" id=${list} aria-describedby=${`${list}-hint`}>
    <legend>${label}</legend>
    <p class="note" id=${`${list}-hint`}>${say(`directoryPage.hint.${list}`)}</p>
    ${rows.map((at, place) => {
      const row = rowAt(values, list, at);
      return html`<div class="row">${ROWS[list].map((name) => cell(at, name, place + 1, row[name] ?? ''))}
        ${
          held.length > 0
            ? html`<div class="moves"><button type="submit" name="do" value=${`remove:${list}:${at}`} class="quiet" aria-label=${say('directoryPage.removeRowOf', { label, number: place + 1 })}>${say('directoryPage.removeRow')}</button></div>`
            : null
        }</div>`;
    })}
    <p><button type="submit" name="do" value=${`add:${list}`} class="second">${say(`directoryPage.add.${list}`)}</button></p>
  </fieldset>` as VNode;
}
