import type { Say } from '#src/platform/texts.ts';
import type { RuleContent } from '#src/reminders/rule.ts';
import { RECIPIENTS } from '#src/staff/whoIsWho.ts';
import { formatNumber } from '#src/text/formats.ts';

/** A rule as a sentence: when, how often, at what time, to whom. */
export function ruleWords(say: Say, { ladder, days, every, at, to, urgent, enabled }: RuleContent): string {
  if (!enabled) return say('reminderRules.off');
  const what = say(`reminderRules.from.${ladder}`);
  const when = say(`reminderRules.when.${days < 0 ? 'before' : days > 0 ? 'after' : 'on'}`, { what, count: Math.abs(days), days: Math.abs(days) });
  const again = every === undefined ? '' : say(`reminderRules.again.${every === 1 ? 'daily' : 'every'}`, { every });
  const people = RECIPIENTS.filter((recipient) => to.includes(recipient)).map((recipient) => say(`reminderRules.to.${recipient}`));
  return say('reminderRules.sentence', { when, again, at, to: people.join(', '), urgent: urgent ? say('reminderRules.urgent') : '' });
}

/** An amount with its word: "12 tin". */
export const amount = (say: Say, key: string, count: number): string => say(`reminderRules.amount.${key}`, { count, text: formatNumber(count) });
