import { html, type VNode } from '../html.ts';
import { form, input, submit, type Typed } from './forms.ts';
import type { View } from './shell.ts';

export interface SignInShown {
  typed?: Typed;
  /** Where it leads. */
  next: string;
  wrong?: string | undefined;
  /** A form that waits to be sent again, sealed. */
  resume?: string | undefined;
}

const carriedOn = ({ next, resume }: SignInShown) =>
  html`<input type="hidden" name="next" value=${next} />${resume ? html`<input type="hidden" name="resume" value=${resume} />` : null}`;

export const signInBody = (view: View, { typed = { values: {} }, next, wrong, resume }: SignInShown): VNode =>
  html`
  ${wrong ? html`<p class="card warning" role="alert">${wrong}</p>` : null}
  ${resume ? html`<p class="card">${view.say('staff.signIn.keptTyped')}</p>` : null}
  <div class="card narrow">${form(
    view,
    '/dang-nhap',
    html`${carriedOn({ next, resume })}
    ${input(view, { name: 'username', label: view.say('staff.username'), required: true, autocomplete: 'username', maxlength: 30 }, typed)}
    ${input(view, { name: 'password', label: view.say('staff.password'), type: 'password', required: true, autocomplete: 'current-password' }, { values: {} })}
    ${submit(view.say('staff.signIn.button'))}`,
  )}
  <p class="note">${view.say('staff.signIn.forgotten')}</p></div>` as VNode;

/** The second step: a code of the app, or a backup code. */
export const codeBody = (view: View, shown: SignInShown): VNode =>
  html`
  ${shown.wrong ? html`<p class="card warning" role="alert">${shown.wrong}</p>` : null}
  <div class="card narrow">${form(
    view,
    '/dang-nhap/ma',
    html`${carriedOn(shown)}
    ${input(
      view,
      {
        name: 'code',
        label: view.say('staff.factor.code'),
        hint: view.say('staff.factor.codeHint'),
        required: true,
        autocomplete: 'one-time-code',
        maxlength: 40,
      },
      { values: {} },
    )}
    ${submit(view.say('staff.signIn.button'))}`,
  )}
  <p class="note">${view.say('staff.factor.lost')}</p></div>` as VNode;
