import type { z } from 'zod';
import { FieldFaults } from '#src/staff/credentials.ts';
import { html, type VNode } from '../html.ts';
import { TOKEN_FIELD } from './formToken.ts';
import type { View } from './shell.ts';

/** What was typed, by field, and what is wrong with it: `staff.fault.<fault>` of locales/. */
export interface Typed {
  values: Record<string, string>;
  faults?: Readonly<Record<string, string>>;
}

export interface Field {
  name: string;
  /** Where a page has several forms with fields of one name; the name otherwise. */
  id?: string;
  label: string;
  hint?: string;
  type?: 'text' | 'password' | 'tel' | 'date' | 'datetime-local' | 'search' | 'email' | 'file';
  required?: boolean;
  autocomplete?: string;
  maxlength?: number;
}

export interface Option {
  value: string;
  label: string;
}

/** A form that changes something: POST, with the code against forgery. */
export const form = (view: View, action: string, content: unknown, id?: string): VNode =>
  html`<form method="post" action=${action} id=${id} class="form" novalidate><input type="hidden" name=${TOKEN_FIELD} value=${view.token} />${content}</form>` as VNode;

export const submit = (label: string): VNode => html`<p class="act"><button type="submit" class="primary">${label}</button></p>` as VNode;

/** Where a field that is wrong stands, and what it is called. */
interface Wrong {
  id: string;
  label: string;
}
/** By the faults of a form, the fields of it that show one: what `faultSummary` names, which is written down before them and rendered after. */
const wrongFields = new WeakMap<object, Map<string, Wrong>>();

function noteWrong(faults: Typed['faults'], name: string, wrong: Wrong): void {
  if (!faults?.[name]) return;
  const noted = wrongFields.get(faults) ?? new Map<string, Wrong>();
  wrongFields.set(faults, noted.set(name, wrong));
}

function around(
  view: View,
  { name, id = name, label, hint }: Field,
  faults: Typed['faults'],
  control: (described: string | undefined) => unknown,
): VNode {
  const fault = faults?.[name];
  noteWrong(faults, name, { id, label });
  const described = [hint ? `${id}-hint` : '', fault ? `${id}-fault` : ''].filter(Boolean).join(' ') || undefined;
  return html`
  <div class=${fault ? 'field wrong' : 'field'}>
    <label for=${id}>${label}</label>
    ${hint ? html`<p class="note" id=${`${id}-hint`}>${hint}</p>` : null}
    ${fault ? html`<p class="fault" id=${`${id}-fault`}>${view.say(`staff.fault.${fault}`)}</p>` : null}
    ${control(described)}
  </div>` as VNode;
}

/** Beside a password a button shows it while one looks (ASVS 2.1.12); without a script there is none. */
const revealed = ({ say }: View, { name, id = name, label }: Field, control: unknown) =>
  html`<div class="revealed">${control}<button type="button" class="second" hidden aria-controls=${id} aria-pressed="false">${say('staff.showPassword')}<span class="unseen">: ${label}</span></button></div>`;

/** A labelled field that keeps what was typed, with what is wrong beside it. A password is never given back. */
export function input(view: View, field: Field, typed: Typed): VNode {
  const { name, id = name, type = 'text', required, autocomplete, maxlength = 200 } = field;
  const fault = typed.faults?.[name];
  return around(view, field, typed.faults, (described) => {
    const control = html`<input id=${id} name=${name} type=${type} value=${type === 'password' ? '' : (typed.values[name] ?? '')}
      required=${required} autocomplete=${autocomplete ?? 'off'} maxlength=${maxlength} aria-describedby=${described} aria-invalid=${fault ? 'true' : undefined} />`;
    return type === 'password' ? revealed(view, field, control) : control;
  });
}

/** A field of several lines. */
export function area(view: View, field: Field, typed: Typed, rows = 3): VNode {
  const { name, id = name, required, maxlength = 1000 } = field;
  const fault = typed.faults?.[name];
  return around(
    view,
    field,
    typed.faults,
    (described) => html`<textarea id=${id} name=${name} rows=${rows} required=${required} maxlength=${maxlength}
      aria-describedby=${described} aria-invalid=${fault ? 'true' : undefined}>${typed.values[name] ?? ''}</textarea>`,
  );
}

/** One box to tick, whose value is "1". */
export const tick = ({ name, id = name, label, hint }: Field, typed: Typed): VNode =>
  html`<div class="field"><label class="tick"><input type="checkbox" id=${id} name=${name} value="1" checked=${typed.values[name] === '1'} /> ${label}</label>${hint ? html`<p class="note">${hint}</p>` : null}</div>` as VNode;

export function select(view: View, field: Field, options: readonly Option[], typed: Typed): VNode {
  const fault = typed.faults?.[field.name];
  return around(
    view,
    field,
    typed.faults,
    (
      described,
    ) => html`<select id=${field.id ?? field.name} name=${field.name} aria-describedby=${described} aria-invalid=${fault ? 'true' : undefined}>
      ${options.map(({ value, label }) => html`<option value=${value} selected=${value === (typed.values[field.name] ?? '')}>${label}</option>`)}
    </select>`,
  );
}

/** Boxes to tick, of one name. */
export function ticks(view: View, { name, label, hint }: Field, options: readonly Option[], chosen: readonly string[], typed: Typed): VNode {
  const fault = typed.faults?.[name];
  noteWrong(typed.faults, name, { id: `${name}-fault`, label });
  return html`
  <fieldset class=${fault ? 'field wrong' : 'field'} aria-describedby=${fault ? `${name}-fault` : undefined}>
    <legend>${label}</legend>
    ${hint ? html`<p class="note">${hint}</p>` : null}
    ${fault ? html`<p class="fault" id=${`${name}-fault`}>${view.say(`staff.fault.${fault}`)}</p>` : null}
    ${options.map(
      ({ value, label: each }) =>
        html`<label class="tick"><input type="checkbox" name=${name} value=${value} checked=${chosen.includes(value)} /> ${each}</label>`,
    )}
  </fieldset>` as VNode;
}

function WrongFields({ view, faults }: { view: View; faults: NonNullable<Typed['faults']> }): VNode | null {
  const noted = [...(wrongFields.get(faults) ?? [])];
  if (noted.length === 0) return null;
  return html`<ul class="plainlist">${noted.map(
    ([name, { id, label }]) => html`<li><a href=${`#${id}`}>${label}</a>: ${view.say(`staff.fault.${faults[name]}`)}</li>`,
  )}</ul>` as VNode;
}

/** What is wrong, said once above the form, with the way to each field: a long form shows none of them where one looks. */
export const faultSummary = (view: View, { faults }: Typed): VNode | null =>
  faults && Object.keys(faults).length > 0
    ? (html`<div class="card warning" role="alert"><p>${view.say('errors.fieldsWrong')}</p><${WrongFields} view=${view} faults=${faults} /></div>` as VNode)
    : null;

/** Offers what was typed in a form and never saved, where the browser has kept it; a script of ours shows it. Such a form takes `do=preview`. */
export const keptTyped = ({ say }: View, form: string): VNode =>
  html`<div class="card warning kept" role="status" hidden data-form=${form}><p>${say('staff.typed.about')}</p>
  <p class="act"><button type="button" class="primary" data-do="back">${say('staff.typed.back')}</button><button type="button" class="second" data-do="drop">${say('staff.typed.drop')}</button></p></div>` as VNode;

/** A button that asks again, without a script: it stands behind a line that opens. */
export const confirmed = (
  view: View,
  action: string,
  labels: { open: string; question: string; button: string },
  fields: Record<string, string> = {},
): VNode =>
  html`
  <details class="confirm"><summary>${labels.open}</summary>
    ${form(
      view,
      action,
      html`<p>${labels.question}</p>
      ${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      <p class="act"><button type="submit" class="danger">${labels.button}</button></p>`,
    )}
  </details>` as VNode;

/** One button that acts at once, because what it does can be taken back. */
export const actButton = (view: View, action: string, label: string, fields: Record<string, string> = {}, look = 'second'): VNode =>
  form(
    view,
    action,
    html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
    <p class="act"><button type="submit" class=${look}>${label}</button></p>`,
  );

/** The way back from what was just done. */
export const undoForm = (view: View, action: string, fields: Record<string, string> = {}): VNode =>
  actButton(view, action, view.say('staff.undo'), fields);

/** Fields as they came, without U+0000, which PostgreSQL keeps in no text. */
export const withoutNul = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body ?? {}), (_name, value) => (typeof value === 'string' ? value.replaceAll('\u0000', '') : value));

/** The fields of a form as text, trimmed (passwords as they are); a field that came several times keeps the first. */
export function typedIn(body: unknown): Record<string, string> {
  const entries = Object.entries((body ?? {}) as Record<string, unknown>).map(([name, value]) => {
    const first = String(Array.isArray(value) ? value[0] : value);
    return [name, /password/i.test(name) ? first : first.trim()] as const;
  });
  return Object.fromEntries(entries);
}

/** Every value of a field that may come several times. */
export const allOf = (body: unknown, name: string): string[] => [((body ?? {}) as Record<string, unknown>)[name] ?? []].flat().map(String);

/** Reads the fields by a schema whose messages are faults; throws FieldFaults with the first fault of each field. */
export function readForm<T extends z.ZodType>(schema: T, values: unknown): z.output<T> {
  const read = schema.safeParse(values);
  if (read.success) return read.data;
  const faults: Record<string, string> = {};
  for (const { path, message } of read.error.issues) faults[String(path[0])] ??= message;
  throw new FieldFaults(faults);
}

/** The faults of an error, to show the form again with them; anything else is thrown on. */
export function faultsOf(error: unknown): Readonly<Record<string, string>> {
  if (error instanceof FieldFaults) return error.faults;
  throw error;
}
