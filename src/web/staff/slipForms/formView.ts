import { SLIP_FIELDS } from '#src/dossiers/slips/fields.ts';
import type { Circular, SlipForm } from '#src/dossiers/slips/forms.ts';
import { SLIP_KINDS, type SlipKind } from '#src/dossiers/slips/makeSlip.ts';
import type { AppError } from '#src/platform/errors.ts';
import { html, type VNode } from '../../html.ts';
import { actButton, area, faultSummary, form as htmlForm, input, type Typed, tick, undoForm } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { type FormPart, partsOfForm } from './formText.ts';

export const FORMS = '/can-bo/mau-giay';
export const formPath = ({ agencyId, circular, kind }: { agencyId: string; circular: string; kind: string }): string =>
  `${agencyId}/${circular}/${kind}`;

interface Named {
  id: string;
  name: string;
}

/** The papers of each agency, by the circular whose layout they have. */
export function formListBody(
  { say }: View,
  { agencies, circulars, own }: { agencies: readonly Named[]; circulars: readonly Circular[]; own: ReadonlySet<string> },
): VNode {
  const heads = ['paper', 'circular', 'text'].map((head) => say(`forms.heads.${head}`));
  return html`<p>${say('forms.how')}</p>
  ${agencies.length > 0 ? null : html`<p class="card">${say('forms.none')}</p>`}
  ${agencies.map(({ id, name }) => {
    const rows = circulars.flatMap((circular) =>
      SLIP_KINDS.filter((kind) => circular.forms[kind]).map((kind) => {
        const path = formPath({ agencyId: id, circular: circular.id, kind });
        return [
          html`<a href=${`${FORMS}/${path}`}>${say(`slip.kind.${kind}`)}</a>`,
          circular.name,
          say(own.has(path) ? 'forms.own' : 'forms.shipped'),
        ];
      }),
    );
    return html`<section aria-labelledby=${id}><h2 id=${id}>${name}</h2>${table(name, heads, rows)}</section>`;
  })}` as VNode;
}

function partView(view: View, part: FormPart, typed: Typed): VNode {
  const { say } = view;
  const { kind, name } = part;
  if (kind === 'text')
    return area(view, { name, label: say('forms.paragraphs'), maxlength: 20_000 }, typed, Math.max(2, part.text.split('\n').length));
  if (kind === 'note') return area(view, { name, label: say('forms.note'), maxlength: 2000 }, typed);
  const fields =
    kind === 'table'
      ? [
          ...part.titles.map((_title, at) => [`${name}-${at + 1}`, say('forms.column', { number: at + 1 })] as const),
          [`${name}-0`, say('forms.empty')] as const,
        ]
      : part.places.flatMap((_place, at) => [
          [`${name}-${at}`, say('forms.signer', { number: at + 1 })] as const,
          [`${name}-${at}-note`, say('forms.signerNote', { number: at + 1 })] as const,
        ]);
  return html`<fieldset class="field"><legend>${say(`forms.${kind}`)}</legend>
    <div class="columns">${fields.map(([id, label]) => input(view, { name: id, label, maxlength: 300 }, typed))}</div></fieldset>` as VNode;
}

/** What was just done, `forms.<key>`, and the fields that undo it. */
export interface FormDone {
  key: string;
  undo: Record<string, string>;
}

export interface FormShown {
  agency: Named;
  circular: Named;
  kind: SlipKind;
  form: SlipForm;
  own: SlipForm | null;
  typed: Typed;
  /** Of the state that is shown. */
  mark: string;
  done?: FormDone;
  refused?: AppError;
}

/** One paper as text to edit, with what its places mean. */
export function formBody(view: View, { agency, circular, kind, form, own, typed, mark, done, refused }: FormShown): VNode {
  const { say } = view;
  const address = `${FORMS}/${formPath({ agencyId: agency.id, circular: circular.id, kind })}`;
  return html`
  ${done ? html`<div class="card said" role="status"><p>${say(`forms.${done.key}`)}</p>${undoForm(view, address, { ...done.undo, mark })}</div>` : null}
  ${refused ? html`<p class="card warning" role="alert">${say(`errors.${refused.code}`)}</p>` : null}
  <p><a href=${FORMS}>${say('forms.back')}</a></p>
  <p>${agency.name} · ${circular.name} · ${say(own ? 'forms.own' : 'forms.shipped')}</p>
  ${faultSummary(view, typed)}
  <details class="card"><summary>${say('forms.places')}</summary><p class="note">${say('forms.placesHint')}</p>
    <dl class="pairs">${SLIP_FIELDS.map((name) => html`<div><dt><code>${`{${name}}`}</code></dt><dd>${say(`slip.field.${name}`)}</dd></div>`)}</dl></details>
  <div class="card slipform">${htmlForm(
    view,
    address,
    html`<input type="hidden" name="mark" value=${mark} />
    ${input(view, { name: 'label', label: say('forms.label'), maxlength: 300, required: true }, typed)}
    ${area(view, { name: 'head', label: say('forms.head'), hint: say('forms.headHint') }, typed, 2)}
    ${input(view, { name: 'number', label: say('forms.number'), maxlength: 300 }, typed)}
    ${input(view, { name: 'title', label: say('forms.paperTitle'), maxlength: 300, required: true }, typed)}
    ${tick({ name: 'qr', label: say('forms.qr') }, typed)}
    ${partsOfForm(form).map((part) => partView(view, part, typed))}
    <p class="act"><button type="submit" class="pill" name="do" value="preview" formtarget="_blank">${say('forms.preview')}</button>
      <button type="submit" class="primary" name="do" value="save">${say('forms.save')}</button></p>`,
  )}</div>
  ${own ? html`<div class="card">${actButton(view, address, say('forms.reset.button'), { do: 'reset', mark }, 'danger')}<p class="note">${say('forms.reset.about')}</p></div>` : null}` as VNode;
}
