import { CHANNELS, RETURN_CHANNELS } from '#src/dossiers/model.ts';
import type { ProcedureAtReceipt } from '#src/dossiers/procedureAtReceipt.ts';
import type { Paper, Procedure } from '#src/procedures/content.ts';
import { codeWords } from '#src/procedures/present.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, type Option, select, type Typed } from '../forms.ts';
import type { View } from '../shell.ts';
import { OTHER_PAPERS, RECEPTIONS } from './receiveForm.ts';
import { DOSSIERS } from './visible.ts';

export const RECEIVE = `${DOSSIERS}/moi`;

/** The first step: the procedure, found as the assistant finds it. */
export function findBody({ say }: View, text: string, found: readonly Procedure[], unknown: boolean): VNode {
  return html`
  <p><a href=${DOSSIERS}>${say('desk.back')}</a></p>
  ${unknown ? html`<p class="card warning" role="alert">${say('desk.receive.noProcedure')}</p>` : null}
  <form class="card filters" method="get" action=${RECEIVE} role="search">
    <label>${say('desk.receive.find')}<input type="search" name="q" value=${text} maxlength="300" autofocus aria-describedby="q-hint" /></label>
    <button type="submit">${say('procedures.find')}</button>
    <p class="note" id="q-hint">${say('desk.receive.findHint')}</p>
  </form>
  ${
    text === ''
      ? null
      : found.length > 0
        ? html`<section aria-labelledby="found"><h2 id="found">${say('desk.receive.candidates')}</h2>
          <ul class="card entries">${found.map(({ code, name, field }) => html`<li><a href=${`${RECEIVE}?thu-tuc=${encodeURIComponent(code)}`}>${name}</a><p class="note">${codeWords(code, say)} · ${field}</p></li>`)}</ul></section>`
        : html`<p class="card" role="status">${say('desk.receive.none')}</p>`
  }` as VNode;
}

export interface ReceiptShown {
  procedure: Procedure;
  atReceipt: ProcedureAtReceipt;
  places: readonly Option[];
  /** How the due date is counted, the answer first; null where it cannot be. */
  due: string[] | null;
  typed: Typed;
  refused: string | null;
}

function number(view: View, name: string, label: string, otherwise: number, { values, faults }: Typed): VNode {
  const fault = faults?.[name];
  return html`<label>${label}<input name=${name} inputmode="numeric" maxlength="2" value=${values[name] ?? String(otherwise)}
    aria-invalid=${fault ? 'true' : undefined} /></label>${fault ? html`<span class="fault">${view.say(`staff.fault.${fault}`)}</span>` : null}` as VNode;
}

function papers(view: View, listed: readonly Paper[], typed: Typed): VNode {
  const { say } = view;
  const numbers = (at: string, originals: number, copies: number) =>
    html`<span class="numbers">${number(view, `originals-${at}`, say('desk.receive.originals'), originals, typed)}${number(view, `copies-${at}`, say('desk.receive.copies'), copies, typed)}</span>`;
  return html`
  <fieldset class="field papers"><legend>${say('desk.receive.papers')}</legend>
    <p class="note">${say('desk.receive.papersHint')}</p>
    ${listed.map(
      ({ name, originals = 0, copies = 0 }, at) => html`<div class="paper">
        <label class="tick"><input type="checkbox" name=${`paper-${at}`} value="1" checked=${typed.values[`paper-${at}`] === '1'} /> ${name}</label>
        ${numbers(String(at), originals, copies)}</div>`,
    )}
    ${Array.from({ length: OTHER_PAPERS }, (_, at) => {
      const name = `other-${at}`;
      return html`<div class="paper"><label>${say('desk.receive.otherPaper', { number: at + 1 })}<input name=${name} maxlength="300" value=${typed.values[name] ?? ''} /></label>${numbers(name, 0, 0)}</div>`;
    })}
  </fieldset>` as VNode;
}

/** The second step: what was handed in, by whom, and when it will be ready. */
export function receiptBody(view: View, { procedure, atReceipt, places, due, typed, refused }: ReceiptShown): VNode {
  const { say } = view;
  const field = (name: string, more: object = {}) => input(view, { name, label: say(`dossier.field.${name}`), ...more }, typed);
  const named = (name: string, values: readonly string[], key: string) =>
    select(
      view,
      { name, label: say(`dossier.field.${name}`) },
      values.map((value) => ({ value, label: say(`${key}.${value}`) })),
      typed,
    );
  return html`
  <p><a href=${RECEIVE}>${say('desk.receive.other')}</a></p>
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : faultSummary(view, typed)}
  <div class="card"><p><b>${procedure.name}</b></p><p class="note">${say(`desk.receive.${procedure.code.startsWith('x-') ? 'uncoded' : 'procedure'}`, { code: procedure.code, version: String(atReceipt.procedureVersion) })} · ${atReceipt.field}</p></div>
  <div class="card">${form(
    view,
    RECEIVE,
    html`
    <input type="hidden" name="procedure" value=${procedure.code} /><input type="hidden" name="key" value=${typed.values['key']} />
    ${select(view, { name: 'place', label: say('desk.receive.place') }, places, typed)}
    ${papers(view, procedure.documents, typed)}
    ${input(view, { name: 'setCount', label: say('dossier.field.setCount'), maxlength: 2 }, typed)}
    <h2>${say('dossier.field.applicant')}</h2>
    ${field('name', { required: true })}
    ${named('kind', ['person', 'organisation'], 'desk.kind')}
    ${field('phone', { type: 'tel', maxlength: 30 })}
    ${field('email', { type: 'email' })}
    ${field('address', { maxlength: 300 })}
    ${field('subject', { maxlength: 500 })}
    ${field('submitter')}
    ${named('channel', CHANNELS, 'desk.channel')}
    ${named('returnChannel', RETURN_CHANNELS, 'desk.returnChannel')}
    <h2>${say('desk.receive.due')}</h2>
    ${input(view, { name: 'receivedAt', label: say('desk.receive.receivedAt'), hint: say('desk.receive.receivedAtHint'), type: 'datetime-local' }, typed)}
    ${
      due
        ? html`<div role="status"><p><b>${due[0]}</b></p><details open><summary>${say('desk.howCounted')}</summary><ol class="steps">${due.slice(1).map((line) => html`<li>${line}</li>`)}</ol></details></div>`
        : html`<p>${say('desk.receive.noCount', { term: atReceipt.termText ?? say('desk.receive.noTerm') })}</p>
          ${input(view, { name: 'typedDueAt', label: say('desk.input.typedDueAt'), type: 'date' }, typed)}`
    }
    <p><button type="submit" class="pill" name="do" value="review">${say('desk.receive.review')}</button></p>
    <h2>${say('desk.receive.reception')}</h2>
    ${select(
      view,
      { name: 'reception', label: say('desk.receive.reception') },
      RECEPTIONS.map((value) => ({ value, label: say(`desk.receive.${value}`) })),
      typed,
    )}
    <details open=${typed.values['reception'] === 'supplement'}><summary>${say('desk.receive.supplementPart')}</summary>
      ${area(view, { name: 'items', label: say('desk.input.items'), hint: say('desk.hint.items'), maxlength: 20_000 }, typed, 5)}
      ${area(view, { name: 'reason', label: say('desk.input.reason') }, typed)}
      ${area(view, { name: 'guidance', label: say('desk.input.guidance') }, typed)}
    </details>
    <p class="act"><button type="submit" class="primary" name="do" value="save">${say('desk.receive.save')}</button></p>`,
  )}</div>` as VNode;
}
