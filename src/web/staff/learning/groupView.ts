import type { Answers } from '#src/conversation/assistant.ts';
import type { Understanding } from '#src/conversation/understand.ts';
import { FEWEST_OPTIONS } from '#src/learning/newGroup.ts';
import type { QuestionGroup } from '#src/learning/questions.ts';
import { timesOf } from '#src/learning/questions.ts';
import type { AmbiguityGroup, Catalogue, Procedure } from '#src/procedures/content.ts';
import { codeWords, nameOf } from '#src/procedures/present.ts';
import { formatDate } from '#src/text/formats.ts';
import { MASK } from '#src/text/mask.ts';
import { html, type VNode } from '../../html.ts';
import { understoodView } from '../catalogue/tryView.ts';
import { area, faultSummary, form, input, type Typed, ticks } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';

export const QUESTIONS = '/quan-tri/cau-hoi';
export const addressOf = (id: bigint): string => `${QUESTIONS}/${id}`;

/** The target of a question that is new. */
export const ASK_BACK = 'n';
/** Procedures that are ticked for a new question before anybody ticks. */
const TICKED = 3;

/** Lines that are offered as new words. */
const OFFERED = 3;
const MOST_SHOWN = 30;

/** The group's most frequent questions, as words that may lead somewhere. */
export const offeredLines = ({ questions }: QuestionGroup): string =>
  questions
    .slice(0, OFFERED)
    .map(({ text }) => text.replaceAll(MASK, '').replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join('\n');

export interface Targets {
  procedures: Procedure[];
  groups: AmbiguityGroup[];
}

interface Shown {
  group: QuestionGroup;
  /** What its first question is taken for, and why. */
  taken: { catalogue: Catalogue; meaning: Understanding; why: Answers['why'] };
  targets: Targets;
  /** What procedures were looked for besides. */
  looked: string;
  typed: Typed;
  /** Procedures that were ticked for a new question; null while nobody did. */
  asked: readonly string[] | null;
}

/** A new question, asked back for these lines: what it says, and what one chooses from. */
function askBack(view: View, procedures: readonly Procedure[], asked: readonly string[] | null, typed: Typed): VNode | null {
  const { say } = view;
  if (procedures.length < FEWEST_OPTIONS && asked === null) return null;
  const options = procedures.map((procedure) => ({ value: procedure.code, label: nameOf(procedure) }));
  const ticked = asked ?? options.slice(0, TICKED).map(({ value }) => value);
  const words: Typed = { ...typed, values: { question: say('questions.askedDefault'), ...typed.values } };
  return html`<h3>${say('questions.askNew')}</h3>
    ${input(view, { name: 'question', label: say('catalogueEditing.groupForm.question') }, words)}
    ${ticks(view, { name: 'option', label: say('questions.options') }, options, ticked, typed)}
    <p class="act"><button type="submit" name="do" value="ask" class="second">${say('questions.previewNew')}</button></p>` as VNode;
}

const hiddenIds = ({ questions }: QuestionGroup) => html`${questions.map(({ id }) => html`<input type="hidden" name="id" value=${String(id)} />`)}`;

/** One group: what was asked, what the assistant makes of it and why, and what to do with it. */
export function groupView(view: View, { group, taken, targets, looked, typed, asked }: Shown): VNode {
  const { say } = view;
  const [leader] = group.questions;
  const address = addressOf(leader!.id);
  const chosen = typed.values['to'] ?? (targets.procedures[0] ? `p:${targets.procedures[0].code}` : '');
  const radio = (value: string, label: string, note: string) =>
    html`<label class="tick"><input type="radio" name="to" value=${value} checked=${value === chosen} /> ${label} <span class="note">${note}</span></label>`;
  const heads = ['text', 'times', 'last'].map((name) => say(`questions.heads.${name}`));
  const rows = group.questions.slice(0, MOST_SHOWN).map((question) => [question.text, timesOf(question), formatDate(question.lastAt)]);
  const toFault = typed.faults?.['to'];
  return html`
  <p><a href=${QUESTIONS}>${say('questions.back')}</a></p>
  ${faultSummary(view, typed)}
  ${table(say('questions.asked'), heads, rows)}
  ${understoodView(say, leader!.text, taken)}
  <section class="card" aria-labelledby="teach"><h2 id="teach">${say('questions.teach')}</h2>
    <form method="get" action=${address} role="search" class="filters"><label>${say('questions.look')}<input type="search" name="tim" value=${looked} maxlength="100" /></label>
      <button type="submit" class="second">${say('procedures.find')}</button></form>
    ${form(
      view,
      looked ? `${address}?tim=${encodeURIComponent(looked)}` : address,
      html`${hiddenIds(group)}
      <fieldset class=${toFault ? 'field wrong' : 'field'} aria-describedby=${toFault ? 'to-fault' : undefined}><legend>${say('questions.to')}</legend>
        ${toFault ? html`<p class="fault" id="to-fault">${say(`staff.fault.${toFault}`)}</p>` : null}
        ${targets.procedures.map((procedure) => radio(`p:${procedure.code}`, nameOf(procedure), codeWords(procedure.code, say)))}
        ${targets.groups.map(({ id, question }) => radio(`g:${id}`, question, say('questions.asGroup')))}
        ${targets.procedures.length + targets.groups.length === 0 ? html`<p class="note">${looked ? say('questions.nothingFound', { looked }) : say('questions.noTarget')}</p>` : null}
      </fieldset>
      ${area(view, { name: 'lines', label: say('questions.lines'), hint: say('questions.linesHint'), maxlength: 3000 }, typed, 4)}
      <p class="act"><button type="submit" name="do" value="preview" class="primary">${say('questions.preview')}</button></p>
      ${askBack(view, targets.procedures, asked, typed)}`,
    )}
  </section>
  <section class="card" aria-labelledby="leave"><h2 id="leave">${say('questions.leave')}</h2>
    ${form(
      view,
      address,
      html`${hiddenIds(group)}
      <p class="act"><button type="submit" name="do" value="outOfScope" class="second">${say('questions.act.outOfScope')}</button>
      <button type="submit" name="do" value="dismissed" class="second">${say('questions.act.dismissed')}</button></p>
      <p class="note">${say('questions.leaveHint')}</p>`,
    )}</section>` as VNode;
}

interface Previewed {
  group: QuestionGroup;
  typed: Typed;
  /** What a new question lets choose from. */
  codes: readonly string[];
  reasonNeeded: boolean;
}

/** The form that saves what was previewed: all that was typed, and a reason where something gets worse. */
export function saveForm(view: View, { group, typed, codes, reasonNeeded }: Previewed): VNode {
  const { say } = view;
  const address = addressOf(group.questions[0]!.id);
  const hidden = (name: string, value: string) => html`<input type="hidden" name=${name} value=${value} />`;
  const held = [...['to', 'lines', 'question'].map((name) => hidden(name, typed.values[name] ?? '')), ...codes.map((code) => hidden('option', code))];
  return html`<div class="card">${form(
    view,
    address,
    html`${hiddenIds(group)}${held}
    ${reasonNeeded ? area(view, { name: 'reason', label: say('questions.reason'), hint: say('questions.reasonHint'), maxlength: 300, required: true }, typed, 2) : null}
    <p class="act"><button type="submit" name="do" value="save" class="primary">${say(reasonNeeded ? 'questions.saveAnyway' : 'questions.save')}</button>
    <button type="submit" name="do" value="edit" class="second">${say('questions.edit')}</button></p>`,
  )}</div>` as VNode;
}
