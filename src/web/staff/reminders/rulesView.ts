import type { Effect } from '#src/reminders/rehearse.ts';
import type { RuleContent, RuleScope, ScopedRule } from '#src/reminders/rule.ts';
import { LADDERS } from '#src/reminders/subject.ts';
import { RECIPIENTS } from '#src/staff/whoIsWho.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, type Option, select, submit, type Typed, tick, ticks } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { amount, ruleWords } from './ruleWords.ts';

export const RULES = '/quan-tri/nhac-viec';
export const HOLDS = `${RULES}/tin-giu`;
const UNREACHED = '/quan-tri/nguoi-dung/can-xem';

/** A scope as it stands in addresses and forms. */
export const scopeFields = ({ agencyId, field, procedureCode }: RuleScope): Record<string, string> => ({
  'co-quan': agencyId,
  'linh-vuc': field,
  'thu-tuc': procedureCode,
});

export function addressOfRule(key: string, scope: RuleScope): string {
  const search = new URLSearchParams(Object.entries(scopeFields(scope)).filter(([, value]) => value !== ''));
  return `${RULES}/quy-tac/${key}${search.size > 0 ? `?${search}` : ''}`;
}

export interface ScopeChoices {
  agencies: Option[];
  /** Whether every agency at once can be chosen. */
  everywhere: boolean;
  fields: Option[];
  places: Places;
  /** What stands in the form for a procedure: its code, or its name where it has no national one. */
  procedureShown(code: string): string;
}

/** Where a rule holds, in words. */
export function scopeWords({ say }: View, { agencyId, field, procedureCode }: RuleScope, places: Places): string {
  const parts = [
    agencyId && places.named(agencyId),
    field && say('reminderRules.scope.field', { field }),
    procedureCode && say(`reminderRules.scope.${procedureCode.startsWith('x-') ? 'uncoded' : 'procedure'}`, { code: procedureCode }),
  ].filter(Boolean);
  return parts.length > 0 ? parts.join('; ') : say('reminderRules.scope.everywhere');
}

export interface HoldShown {
  id: number;
  rule: string;
  messages: number;
  since: Date;
  /** Of what it wanted to say then, what still waits. */
  waiting: number;
}

export interface RulesShown extends ScopeChoices {
  /** What is in force at the place that is looked at, or everything. */
  rules: ScopedRule[];
  at: RuleScope;
  holds: HoldShown[];
  /** Reminders of the last week that reached nobody. */
  unreached: number;
  managesPeople: boolean;
}

function holdsView(view: View, { holds, rules }: RulesShown): VNode | null {
  const { say } = view;
  if (holds.length === 0) return null;
  return html`<section aria-labelledby="held"><h2 id="held">${say('reminderRules.held.title')}</h2>
    <p>${say('reminderRules.held.about')}</p>
    ${holds.map((hold) => {
      const rule = rules.find(({ key }) => key === hold.rule);
      const reason = { name: 'reason', id: `reason-${hold.id}`, label: say('reminderRules.reason'), required: true };
      return html`<div class="card">
        <p><b>${say('reminderRules.held.one', { messages: amount(say, 'messages', hold.messages), time: formatDateTime(hold.since) })}</b></p>
        <p>${rule ? ruleWords(say, rule) : hold.rule}</p>
        <p>${say('reminderRules.held.waiting', { lines: amount(say, 'lines', hold.waiting) })}</p>
        ${form(
          view,
          `${HOLDS}/${hold.id}`,
          html`${input(view, reason, { values: {} })}
          <p class="act"><button type="submit" name="verb" value="released" class="primary">${say('reminderRules.held.release')}</button>
          <button type="submit" name="verb" value="discarded" class="danger">${say('reminderRules.held.drop')}</button></p>`,
        )}</div>`;
    })}</section>` as VNode;
}

function scopeSelects(view: View, { agencies, everywhere, fields, procedureShown }: ScopeChoices, typed: Typed): VNode {
  const shown = { ...typed, values: { ...typed.values, 'thu-tuc': procedureShown(typed.values['thu-tuc'] ?? '') } };
  const { say } = view;
  const any = { value: '', label: say('desk.filter.any') };
  const whole = everywhere ? [{ value: '', label: say('reminderRules.scope.everywhere') }] : [];
  return html`
  ${select(view, { name: 'co-quan', label: say('workCalendar.agency') }, [...whole, ...agencies], typed)}
  ${select(view, { name: 'linh-vuc', label: say('desk.filter.field') }, [any, ...fields], typed)}
  ${input(view, { name: 'thu-tuc', label: say('reminderRules.procedure'), hint: say('reminderRules.procedureHint'), maxlength: 1000 }, shown)}` as VNode;
}

/** The rules in force as sentences, what is held, and how many reach nobody. */
export function rulesBody(view: View, shown: RulesShown): VNode {
  const { say } = view;
  const { rules, at, places, unreached, managesPeople } = shown;
  const heads = ['rule', 'where', 'change'].map((head) => say(`reminderRules.heads.${head}`));
  const sorted = [...rules].sort((a, b) => a.days - b.days || a.at.localeCompare(b.at));
  const sections = LADDERS.map((ladder) => {
    const rows = sorted
      .filter((rule) => rule.ladder === ladder)
      .map((rule) => [
        ruleWords(say, rule),
        scopeWords(view, rule, places),
        html`<a href=${addressOfRule(rule.key, rule)}>${say('reminderRules.change')}<span class="unseen"> ${ruleWords(say, rule)}</span></a>`,
      ]);
    if (rows.length === 0) return null;
    return html`<section aria-labelledby=${ladder}><h2 id=${ladder}>${say(`reminderRules.ladder.${ladder}`)}</h2>${table(say(`reminderRules.ladder.${ladder}`), heads, rows)}</section>`;
  });
  const link = html`<a href=${UNREACHED}>${say('reminderRules.unreachedLink')}</a>`;
  return html`
  <p>${say('reminderRules.about')}</p>
  ${holdsView(view, shown)}
  ${
    unreached > 0 || managesPeople
      ? html`<p class=${unreached > 0 ? 'card warning' : 'note'}>${say(unreached > 0 ? 'reminderRules.unreached' : 'reminderRules.allReached', { count: amount(say, 'lines', unreached) })} ${managesPeople ? link : null}</p>`
      : null
  }
  <form class="card form" method="get" action=${RULES} novalidate>
    <p>${say('reminderRules.lookAt')}</p>
    ${scopeSelects(view, shown, { values: scopeFields(at) })}
    <p class="act"><button type="submit" class="primary">${say('reminderRules.show')}</button></p>
  </form>
  ${sections}` as VNode;
}

export interface RuleShown extends ScopeChoices {
  rule: RuleContent & { key: string };
  typed: Typed;
  recipients: readonly string[];
  /** What it says now, and what it would say; shown before it can be saved. */
  effects?: { before: Effect; after: Effect; content: RuleContent; scope: RuleScope; seen: string };
  /** The most that leave at once without somebody's word. */
  mostAtOnce: number;
  /** A narrower rule stands here that can be taken away. */
  removable: boolean;
  address: string;
  /** Of the rule as this page shows it. */
  mark: string;
  /** Somebody else changed it since it was opened. */
  meanwhile?: boolean;
}

function effectView(view: View, { effects, mostAtOnce, places }: RuleShown): VNode | null {
  if (!effects) return null;
  const { say } = view;
  const { before, after, content, scope, seen } = effects;
  const facts = (effect: Effect) => [
    amount(say, 'messages', effect.messages),
    amount(say, 'people', effect.people),
    amount(say, 'lines', effect.lines),
    RECIPIENTS.flatMap((recipient) =>
      effect.byRecipient[recipient] ? `${say(`reminderRules.to.${recipient}`)}: ${formatNumber(effect.byRecipient[recipient])}` : [],
    ).join('; ') || '–',
    formatNumber(effect.atOnce),
  ];
  const heads = ['which', 'messages', 'people', 'lines', 'recipients', 'atOnce'].map((head) => say(`reminderRules.effect.${head}`));
  return html`
  <section class="card" aria-labelledby="effect" role="status"><h2 id="effect">${say('reminderRules.effect.title')}</h2>
    <p>${say('reminderRules.effect.new', { sentence: ruleWords(say, content), where: scopeWords(view, scope, places) })}</p>
    ${table(say('reminderRules.effect.title'), heads, [
      [say('reminderRules.effect.before'), ...facts(before)],
      [say('reminderRules.effect.after'), ...facts(after)],
    ])}
    ${after.atOnce > mostAtOnce ? html`<p class="card warning">${say('reminderRules.effect.held', { most: formatNumber(mostAtOnce) })}</p>` : null}
    ${after.withoutChat > 0 ? html`<p>${say('reminderRules.effect.withoutChat', { people: amount(say, 'people', after.withoutChat) })}</p>` : null}
    <p class="note">${say('reminderRules.effect.note')}</p>
    <input type="hidden" name="seen" value=${seen} />
    <p class="act"><button type="submit" name="verb" value="save" class="primary">${say('reminderRules.save')}</button></p>
  </section>` as VNode;
}

/** One rule, to be changed at one place: its effect is shown first. */
export function ruleBody(view: View, shown: RuleShown): VNode {
  const { say } = view;
  const { rule, typed, recipients, effects, removable, address, mark, meanwhile } = shown;
  const marked = html`<input type="hidden" name="mark" value=${mark} />`;
  const signs = (['before', 'after'] as const).map((value) => ({ value, label: say(`reminderRules.sign.${value}`) }));
  const people = RECIPIENTS.map((value) => ({ value, label: say(`reminderRules.to.${value}`) }));
  return html`
  <p><a href=${RULES}>${say('reminderRules.back')}</a></p>
  <p>${say('reminderRules.counted', { what: say(`reminderRules.from.${rule.ladder}`) })}</p>
  ${faultSummary(view, typed)}
  ${meanwhile ? html`<p class="card warning" role="alert">${say('errors.reminderRuleChanged')}</p>` : null}
  <form method="post" action=${address} class="card form" novalidate><input type="hidden" name=${TOKEN_FIELD} value=${view.token} />${marked}
    ${effectView(view, shown)}
    ${scopeSelects(view, shown, typed)}
    ${tick({ name: 'enabled', label: say('reminderRules.enabled') }, typed)}
    ${input(view, { name: 'days', label: say('reminderRules.days'), required: true, maxlength: 3 }, typed)}
    ${select(view, { name: 'sign', label: say('reminderRules.signLabel') }, signs, typed)}
    ${input(view, { name: 'every', label: say('reminderRules.every'), hint: say('reminderRules.everyHint'), maxlength: 3 }, typed)}
    ${input(view, { name: 'at', label: say('reminderRules.at'), hint: say('reminderRules.atHint'), required: true, maxlength: 5 }, typed)}
    ${ticks(view, { name: 'to', label: say('reminderRules.toLabel') }, people, recipients, typed)}
    ${tick({ name: 'urgent', label: say('reminderRules.urgentTick') }, typed)}
    ${area(view, { name: 'reason', label: say('reminderRules.reason'), required: true }, typed, 2)}
    <p class="act"><button type="submit" name="verb" value="preview" class=${effects ? 'pill' : 'primary'}>${say(effects ? 'reminderRules.previewAgain' : 'reminderRules.preview')}</button></p>
  </form>
  ${
    removable
      ? html`<section class="card"><p>${say('reminderRules.removeAbout')}</p>${form(
          view,
          address,
          html`${marked}<input type="hidden" name="co-quan" value=${typed.values['co-quan'] ?? ''} /><input type="hidden" name="linh-vuc" value=${typed.values['linh-vuc'] ?? ''} /><input type="hidden" name="thu-tuc" value=${typed.values['thu-tuc'] ?? ''} /><input type="hidden" name="verb" value="remove" />
          ${input(view, { name: 'reason', id: 'remove-reason', label: say('reminderRules.reason'), required: true }, { values: {} })}
          ${submit(say('reminderRules.remove'))}`,
        )}</section>`
      : null
  }` as VNode;
}
