import type { Change, Effect, Taken } from '#src/learning/evaluation.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { nameOf } from '#src/procedures/present.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';

/** Changes that are listed of each kind. */
const MOST = 50;

/** What a message is taken for, in words. */
export function takenText(say: Say, taken: Taken, { procedures, groups }: Catalogue): string {
  switch (taken.kind) {
    case 'procedure': {
      const procedure = procedures.get(taken.code);
      return procedure ? nameOf(procedure) : taken.code;
    }
    case 'group':
      return say('questions.askedBack', { question: groups.find(({ id }) => id === taken.id)?.question ?? taken.id });
    case 'intent':
      return say(taken.intent === 'elsewhere' ? 'questions.elsewhere' : `catalogueEditing.intent.${taken.intent}`);
  }
}

/** What a change does to the evaluation set: how many answers get better or worse, and which. */
export function effectView(say: Say, effect: Effect, catalogue: Catalogue): VNode {
  const list = (kind: 'worse' | 'better' | 'other', changes: readonly Change[]) =>
    changes.length === 0
      ? null
      : html`<details open=${kind === 'worse'}><summary>${say(`questions.effect.${kind}`, { count: changes.length })}</summary>
        <ul>${changes.slice(0, MOST).map(
          ({ text, before, after }) =>
            html`<li>“${text}”<br /><span class="note">${say('questions.effect.change', {
              before: takenText(say, before, catalogue),
              after: takenText(say, after, catalogue),
            })}</span></li>`,
        )}</ul></details>`;
  const { asked, better, worse, other } = effect;
  const changed = better.length + worse.length + other.length;
  return html`<section class="card" aria-labelledby="effect"><h2 id="effect">${say('questions.effect.title')}</h2>
    <p>${say(changed === 0 ? 'questions.effect.none' : 'questions.effect.some', { asked: formatNumber(asked), count: changed })}</p>
    ${list('worse', worse)}${list('better', better)}${list('other', other)}
  </section>` as VNode;
}
