import type { Say } from '#src/platform/texts.ts';
import { IF_ANY, missingParts, PARTS } from '#src/procedures/completeness.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { FIELD_OF_PART, type Remark } from '#src/procedures/editing/invariants.ts';
import { codeWords } from '#src/procedures/present.ts';
import { html, type VNode } from '../../html.ts';

/** What keeps it from being published, or should be looked at, each leading to its place on the form, which is this page or at `form`. */
export function remarksView(say: Say, remarks: readonly Remark[], kind: 'refused' | 'look', form = ''): VNode | null {
  if (remarks.length === 0) return null;
  return html`<div class=${kind === 'refused' ? 'card warning' : 'card'} role=${kind === 'refused' ? 'alert' : undefined}>
    <p><b>${say(`catalogueEditing.remarks.${kind}`)}</b></p>
    <ul class="plainlist">${remarks.map(({ field, code, params }) => html`<li><a href=${`${form}#${field}`}>${say(`catalogueEditing.remark.${code}`, code === 'nameShared' ? { code: codeWords(String(params?.['code']), say) } : params)}</a></li>`)}</ul>
  </div>` as VNode;
}

/** The parts that the decree wants, each with whether it is there; a missing one leads to its place. */
export function completenessView(say: Say, procedure: Procedure, form = ''): VNode {
  const missing = missingParts(procedure);
  const needed = PARTS.filter((part) => !IF_ANY.has(part));
  const have = needed.filter((part) => !missing.includes(part)).length;
  return html`
  <h2 id="complete">${say('catalogueEditing.complete.title')}</h2>
  <p><meter min="0" max=${needed.length} value=${have} aria-labelledby="complete"></meter> ${say('catalogueEditing.complete.count', { have, needed: needed.length })}</p>
  <ul class="checks">${PARTS.map((part) => {
    const there = !missing.includes(part);
    const state = there ? 'there' : IF_ANY.has(part) ? 'ifAny' : 'missing';
    return html`<li class=${state}><a href=${`${form}#${FIELD_OF_PART[part]}`}>${say(`staleness.part.${part}`)}</a> <span>${say(`catalogueEditing.complete.${state}`)}</span></li>`;
  })}</ul>` as VNode;
}
