import type { Say } from '#src/platform/texts.ts';
import type { ProcedureWords } from '#src/procedures/content.ts';
import { changedFields, type Side } from '#src/procedures/drafts.ts';
import { splitFee } from '#src/procedures/editing/fields.ts';
import type { Choice } from '#src/procedures/exchange/choices.ts';
import { labelOf } from '#src/procedures/exchange/choices.ts';
import { fieldNames } from '#src/procedures/exchange/findings.ts';
import { NO_WORDS } from '#src/procedures/files.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';

const CHOICE_OF: Record<string, Choice> = {
  levelNow: 'level',
  level: 'level',
  levels: 'level',
  submission: 'way',
  confidence: 'confidence',
  group: 'group',
};

/** A value in lines that a person reads. */
function linesOf(field: string, value: unknown, say: Say): string[] {
  if (value === undefined || value === null || value === '') return [];
  const choice = CHOICE_OF[field];
  if (Array.isArray(value)) return value.flatMap((each) => linesOf(field === 'documents' ? 'paper' : field, each, say));
  if (choice) return [labelOf(choice, String(value), say)];
  if (typeof value !== 'object') return [field === 'lastDay' || field === 'valuesAsOf' ? formatIsoDate(String(value)) : String(value)];
  const parts = value as Record<string, string | number>;
  if (field === 'paper') {
    const counts = (['originals', 'copies'] as const)
      .filter((name) => parts[name])
      .map((name) => say(`procedure.papers.${name}`, { count: parts[name]! }));
    return [[parts['name'], ...counts, parts['form'], parts['group']].filter(Boolean).join(' · ')];
  }
  if (parts['flag'])
    return [
      ...splitFee(String(parts['text'])).map(({ when, amount }) => (when ? `${when}: ${amount}` : amount)),
      labelOf('flag', String(parts['flag']), say),
    ];
  const unit = parts['unit'] ? labelOf('unit', String(parts['unit']), say) : '';
  return [
    String(parts['text'] ?? ''),
    ...(parts['value'] ? [`${String(parts['value']).replace('.', ',')} ${unit}`] : []),
    ...(parts['basis'] ? [labelOf('basis', String(parts['basis']), say)] : []),
    ...(parts['note'] ? [String(parts['note'])] : []),
  ];
}

/** One part of a text: gone lines, new lines, and how many stayed. */
function partView(say: Say, field: string, old: readonly string[], fresh: readonly string[]): VNode {
  const [gone, come] = [old.filter((line) => !fresh.includes(line)), fresh.filter((line) => !old.includes(line))];
  const stayed = fresh.length - come.length;
  return html`<div><dt>${fieldNames([field], say)}</dt><dd>
    ${gone.map((line) => html`<p class="lines"><span class="unseen">${say('catalogueEditing.gone')} </span><del>${line}</del></p>`)}
    ${come.map((line) => html`<p class="lines"><span class="unseen">${say('catalogueEditing.come')} </span><ins>${line}</ins></p>`)}
    ${gone.length + come.length === 0 ? html`<p class="note">${say('catalogueEditing.reordered')}</p>` : null}
    ${stayed > 0 && gone.length + come.length > 0 ? html`<p class="note">${say('catalogueEditing.stayed', { count: stayed })}</p>` : null}
  </dd></div>` as VNode;
}

/** What a text says otherwise than the one before it, part by part. */
export function differencesView(say: Say, before: Side | null, after: Side): VNode {
  const empty = { group: '', content: {} } as unknown as Side;
  const fields = changedFields(before ?? empty, after).filter((field) => field !== 'code');
  if (fields.length === 0) return html`<p class="note">${say('catalogueEditing.same')}</p>` as VNode;
  const valueIn = (side: Side | null, field: string) => (field === 'group' ? side?.group : side?.content[field as keyof Side['content']]);
  return html`<dl class="differences">${fields.map((field) =>
    partView(say, field, linesOf(field, valueIn(before, field), say), linesOf(field, valueIn(after, field), say)),
  )}</dl>` as VNode;
}

/** What words say otherwise than those before them; `before` is undefined for a procedure that has none. */
export function wordsDifferencesView(say: Say, before: ProcedureWords | undefined, after: ProcedureWords): VNode {
  const side = (words: ProcedureWords): Side => ({ group: '', content: {} as Side['content'], words });
  const fields = changedFields(side(before ?? NO_WORDS), side(after));
  const valueIn = (words: ProcedureWords | undefined, field: string) => {
    const value = words?.[field.slice('words.'.length) as keyof ProcedureWords];
    return value === true ? labelOf('reviewed', 'yes', say) : value;
  };
  return html`<dl class="differences">${fields.map((field) =>
    partView(say, field, linesOf(field, valueIn(before, field), say), linesOf(field, valueIn(after, field), say)),
  )}</dl>` as VNode;
}
