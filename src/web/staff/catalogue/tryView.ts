import type { Answers } from '#src/conversation/assistant.ts';
import type { Understanding } from '#src/conversation/understand.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { codeWords, nameOf } from '#src/procedures/present.ts';
import { html, type VNode } from '../../html.ts';
import { addressOf } from './places.ts';

/** Candidates that are explained. */
const MOST = 5;

/** What a message would be taken for, and why: intent, parts, the procedures with their certainty and the texts that resemble it. */
export function understoodView(
  say: Say,
  message: string,
  { catalogue, meaning, why }: { catalogue: Catalogue; meaning: Understanding; why: Answers['why'] },
): VNode {
  const { intent, sections, procedures, group, elsewhere, also } = meaning;
  const known = procedures.flatMap(({ code, score }) => {
    const procedure = catalogue.procedures.get(code);
    return procedure ? [{ procedure, score }] : [];
  });
  return html`<section class="card" aria-labelledby="understood" role="status"><h2 id="understood">${say('catalogueEditing.tried.title')}</h2>
    <p>“${message}”</p>
    <dl class="facts">
      <div><dt>${say('catalogueEditing.tried.intent')}</dt><dd>${say(`catalogueEditing.intent.${intent}`)}</dd></div>
      ${sections.length > 0 ? html`<div><dt>${say('catalogueEditing.tried.sections')}</dt><dd>${sections.map((section) => say(`section.${section}`)).join(', ')}</dd></div>` : null}
      ${group ? html`<div><dt>${say('catalogueEditing.tried.group')}</dt><dd>${group.question}</dd></div>` : null}
      ${elsewhere ? html`<div><dt>${say('catalogueEditing.tried.elsewhere')}</dt><dd>${elsewhere.name}</dd></div>` : null}
      ${also.length > 0 ? html`<div><dt>${say('catalogueEditing.tried.also')}</dt><dd>${also.map((code) => catalogue.procedures.get(code)?.name ?? code).join('; ')}</dd></div>` : null}
    </dl>
    ${
      known.length === 0
        ? html`<p class="note">${say('catalogueEditing.tried.none')}</p>`
        : html`<ol class="entries">${known.slice(0, MOST).map(({ procedure, score }) => {
            const likenesses = why(message, procedure);
            return html`<li><a href=${`${addressOf(procedure.code)}/tu-ngu`}>${nameOf(procedure)}</a> <span class="note">${codeWords(procedure.code, say)} · ${say('catalogueEditing.tried.score', { percent: Math.round(score * 100) })}</span>
            ${
              likenesses.length > 0
                ? html`<ul>${likenesses.map(({ kind, text, shared }) => html`<li class="note">${say(`catalogueEditing.tried.kind.${kind}`)}: “${text}” (${shared.join(', ')})</li>`)}</ul>`
                : html`<p class="note">${say('catalogueEditing.tried.model')}</p>`
            }</li>`;
          })}</ol>`
    }</section>` as VNode;
}
