import type { Request } from 'express';
import type { Secrets } from '#src/platform/secrets.ts';
import { html, type VNode } from '../html.ts';
import { form, submit } from './forms.ts';
import { TOKEN_FIELD } from './formToken.ts';
import type { View } from './shell.ts';

/** A form that could not be taken because its session had ended: where it goes, and what was typed. */
export interface KeptForm {
  path: string;
  fields: [name: string, value: string][];
}

const PURPOSE = 'kept form';

/** Our own form as the browser says; one that another site sent is not given back. */
export const isOwnForm = (request: Request): boolean => request.get('sec-fetch-site') === 'same-origin';

export const keptFormOf = (request: Request): KeptForm => ({
  path: request.originalUrl,
  fields: Object.entries((request.body ?? {}) as Record<string, string | string[]>)
    .filter(([name]) => name !== TOKEN_FIELD && !/password/i.test(name))
    .flatMap(([name, value]) => [value].flat().map((each): [string, string] => [name, String(each)])),
});

/** As a field of the form for signing in: only we can read it, and only what we sealed is given back. */
export const sealForm = (secrets: Secrets, kept: KeptForm): string => secrets.seal(PURPOSE, JSON.stringify(kept));

export function openForm(secrets: Secrets, sealed: string | undefined): KeptForm | null {
  const text = sealed ? secrets.open(PURPOSE, sealed) : null;
  return text === null ? null : (JSON.parse(text) as KeptForm);
}

/** What was typed, to be sent again with one click. */
export const keptFormBody = (view: View, { path, fields }: KeptForm): VNode =>
  html`<div class="card"><p>${view.say('staff.signIn.sendAgainHint')}</p>
  ${form(
    view,
    path,
    html`${fields.map(([name, value]) => html`<textarea hidden name=${name}>${value}</textarea>`)}
    ${submit(view.say('staff.signIn.sendAgain'))}`,
  )}</div>` as VNode;
