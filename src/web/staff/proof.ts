import type { RequestHandler } from 'express';
import type { Clock } from '#src/platform/clock.ts';
import type { SignIn } from '#src/staff/signIn.ts';
import { html, type VNode } from '../html.ts';
import { faultSummary, form, input, submit } from './forms.ts';
import { type KeptForm, keptFields, keptFormOf } from './keptForm.ts';
import type { Send, View } from './shell.ts';

/** How long a password that was given counts as knowing who sits there. */
export const PROOF_MINUTES = 15;
const FIELD = 'proofPassword';

const body = (view: View, kept: KeptForm, fault: string | undefined): VNode => {
  const typed = { values: {}, ...(fault && { faults: { [FIELD]: fault } }) };
  return html`
  <p>${view.say('staff.proof.about', { minutes: PROOF_MINUTES })}</p>
  ${faultSummary(view, typed)}
  <div class="card narrow">${form(
    view,
    kept.path,
    html`${keptFields(kept)}
    ${input(view, { name: FIELD, label: view.say('staff.currentPassword'), type: 'password', required: true, autocomplete: 'current-password' }, typed)}
    ${submit(view.say('staff.proof.button'))}`,
    'kept',
  )}
  <p class="note">${view.say('staff.proof.leave')} <a href="/can-bo">${view.say('staff.nav.home')}</a></p></div>` as VNode;
};

/**
 * For dangerous actions, after `form`: asks for the password again where it was last given too long ago. The page that asks carries the form
 * and goes where the form went, so nothing typed is lost and the action follows in one step.
 */
export const proofNeeded =
  ({ signIn, clock }: { signIn: SignIn; clock: Clock }, send: Send): RequestHandler =>
  async (request, response, next) => {
    const { session } = request;
    const { [FIELD]: password, ...fields } = (request.body ?? {}) as Record<string, unknown>;
    request.body = fields;
    const ask = (status: number, fault?: string) =>
      send(request, response, (view) => ({ title: view.say('staff.proof.title'), body: body(view, keptFormOf(request), fault), status }));
    if (!session) return ask(403);
    if (typeof password === 'string') {
      const { outcome } = await signIn.checkPassword(session.personId, password, request.ip ?? '', session.id);
      if (outcome === 'right') return next();
      return ask(outcome === 'blocked' ? 429 : 422, outcome === 'blocked' ? 'tooOften' : 'currentPassword');
    }
    const age = session.provedAt ? clock.now().getTime() - session.provedAt.getTime() : Number.POSITIVE_INFINITY;
    if (age < PROOF_MINUTES * 60_000) return next();
    return ask(403);
  };
