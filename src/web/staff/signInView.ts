import { html, type VNode } from '../html.ts';
import { form, input, submit, type Typed } from './forms.ts';
import type { View } from './shell.ts';

export interface SignInShown {
  typed?: Typed;
  /** Where it leads. */
  next: string;
  wrong?: string | undefined;
  /** The fields of a form that came after its session had ended, which wait here until it is known whose they are. */
  kept?: string | undefined;
  /** A form that waits to be sent again, sealed. */
  resume?: string | undefined;
}

export const signInBody = (view: View, { typed = { values: {} }, next, wrong, kept, resume }: SignInShown): VNode =>
  html`
  ${wrong ? html`<p class="card warning" role="alert">${wrong}</p>` : null}
  ${resume ? html`<p class="card">${view.say('staff.signIn.keptTyped')}</p>` : null}
  <div class="card narrow">${form(
    view,
    '/dang-nhap',
    html`<input type="hidden" name="next" value=${next} />${kept ? html`<input type="hidden" name="kept" value=${kept} />` : null}${resume ? html`<input type="hidden" name="resume" value=${resume} />` : null}
    ${input(view, { name: 'username', label: view.say('staff.username'), required: true, autocomplete: 'username', maxlength: 30 }, typed)}
    ${input(view, { name: 'password', label: view.say('staff.password'), type: 'password', required: true, autocomplete: 'current-password' }, { values: {} })}
    ${submit(view.say('staff.signIn.button'))}`,
  )}
  <p class="note">${view.say('staff.signIn.forgotten')}</p></div>` as VNode;
