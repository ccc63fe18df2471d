import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { area, input, select, type Typed, tick } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import type { DossierParts } from './readParts.ts';
import type { OfferedStep, StepField } from './steps.ts';
import { addressOf } from './visible.ts';

/** A step that was sent and could not be taken: its form is open again with what was typed. */
export interface Tried extends Typed {
  step: string;
}

function control(
  view: View,
  step: string,
  field: StepField,
  { dossier, consultations, processSteps }: DossierParts,
  places: Places,
  typed: Typed,
): VNode {
  const { say } = view;
  const { name, kind, required } = field;
  const [id, hintKey] = [`${step}-${name}`, `desk.hint.${name}`];
  const hint = say(hintKey, { time: formatDateTime(dossier.lastEventAt) });
  const shown = { name, id, label: say(`desk.input.${name}`), ...(hint !== hintKey && { hint }), ...(required && { required }) };
  const choose = { value: '', label: say(required ? 'staff.choose' : 'desk.noStep') };
  switch (kind) {
    case 'long':
      return area(view, shown, typed);
    case 'items':
      return area(view, { ...shown, maxlength: 20_000 }, typed, 5);
    case 'tick':
      return tick(shown, typed);
    case 'unit':
      return select(view, shown, [choose, ...places.options], typed);
    case 'step':
      return select(view, shown, [choose, ...processSteps.map(({ key, name: label }) => ({ value: key, label }))], typed);
    case 'consultation':
      return select(
        view,
        shown,
        consultations
          .filter(({ answeredAt }) => !answeredAt)
          .map((open) => ({ value: String(open.id), label: `${places.named(open.askedOf)}: ${open.question.slice(0, 80)}` })),
        typed,
      );
    case 'moment':
      return input(view, { ...shown, type: 'datetime-local' }, typed);
    default:
      return input(view, { ...shown, ...(kind === 'date' && { type: 'date' as const }), maxlength: 300 }, typed);
  }
}

const FRESH: Typed = { values: { paper: '1' } };

/** A step as a form behind a line that opens: what it does, what it needs, its button. It says which version of the dossier the person saw. */
export function stepForm(view: View, parts: DossierParts, places: Places, { step, rule, fields }: OfferedStep, tried: Tried | null): VNode {
  const { say } = view;
  const typed = tried?.step === step ? tried : FRESH;
  const { code, version } = parts.dossier;
  return html`
  <details class="card step" id=${step} open=${tried?.step === step}><summary>${say(`desk.step.${step}`)}</summary>
    <form method="post" action=${`${addressOf(code)}/${step}`} class="form" novalidate>
      <input type="hidden" name=${TOKEN_FIELD} value=${view.token} /><input type="hidden" name="version" value=${version} />
      ${rule.clock === 'none' ? null : html`<p class="note">${say(`desk.clock.${step === 'requestPayment' ? 'payment' : rule.clock}`)}</p>`}
      ${rule.paper && rule.paper !== 'registerEntry' ? html`<p class="note">${say('desk.withPaper', { paper: say(`slip.kind.${rule.paper}`) })}</p>` : null}
      ${step === 'approveApology' || step === 'rejectApology' ? html`<p>${parts.proposed?.reason}</p>` : null}
      ${fields.map((field) => control(view, step, field, parts, places, typed))}
      <p class="act"><button type="submit" class="primary">${say(`desk.step.${step}`)}</button></p>
    </form>
  </details>` as VNode;
}
