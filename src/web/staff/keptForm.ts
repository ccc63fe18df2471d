import type { Request } from 'express';
import type { Secrets } from '#src/platform/secrets.ts';
import { html, type VNode } from '../html.ts';
import { form, submit } from './forms.ts';
import { TOKEN_FIELD } from './formToken.ts';
import type { View } from './shell.ts';

/** A form that could not be taken (its session had ended, or a proof was too old): where it goes, and what was typed. */
export interface KeptForm {
  path: string;
  fields: [name: string, value: string][];
}

const PURPOSE = 'kept form';

/** Our own form as the browser says; one that another site sent is not given back. */
export const isOwnForm = (request: Request): boolean => request.get('sec-fetch-site') === 'same-origin';

/** Everything but passwords and the code against forgery. */
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

/** The fields again, unseen; textareas keep line ends as they are. */
export const keptFields = ({ fields }: KeptForm) => fields.map(([name, value]) => html`<textarea hidden name=${name}>${value}</textarea>`);

/** What a person wrote in their own words, as far as it can be told from codes and choices. */
const written = ({ fields }: KeptForm): string[] => fields.map(([, value]) => value.trim()).filter((value) => /\s/.test(value) || value.length >= 20);

/** What was written, to be read and copied; null where nothing was. */
export function writtenView({ say }: View, kept: KeptForm): VNode | null {
  const texts = written(kept);
  if (texts.length === 0) return null;
  return html`<div class="field"><label for="typed">${say('staff.kept.typed')}</label>
    <textarea id="typed" rows=${Math.min(12, texts.length + 2)} readonly>${texts.join('\n\n')}</textarea></div>` as VNode;
}

/** What was typed, to be sent again with one click. */
export const keptFormBody = (view: View, kept: KeptForm): VNode =>
  html`<div class="card"><p>${view.say('staff.signIn.sendAgainHint')}</p>
  ${writtenView(view, kept)}
  ${form(view, kept.path, html`${keptFields(kept)}${submit(view.say('staff.signIn.sendAgain'))}`, 'kept')}</div>` as VNode;
