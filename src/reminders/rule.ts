import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import { z } from 'zod';
import { type Place, RECIPIENTS } from '#src/staff/whoIsWho.ts';
import { fieldKey } from '#src/text/fields.ts';
import { LADDERS, type Ladder } from './subject.ts';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

/** What a rule says; without `enabled: false` it is in force. */
export const ruleContent = z.strictObject({
  ladder: z.enum(LADDERS),
  /** Working days from the day that the ladder counts from; below zero before it. */
  days: z.number().int().min(-60).max(365),
  /** Again after so many working days; absent: once. */
  every: z.number().int().min(1).max(260).optional(),
  /** Time of the day in Viet Nam. */
  at: time,
  to: z.array(z.enum(RECIPIENTS)).min(1),
  urgent: z.boolean().default(false),
  enabled: z.boolean().default(true),
});
export type RuleContent = z.output<typeof ruleContent>;
export type Rule = RuleContent & { key: string };

export const settings = z.strictObject({
  digestAt: time,
  singly: z.number().int().min(1).max(20),
  lines: z.number().int().min(1).max(50),
  mostAtOnce: z.number().int().min(1),
});
export type Settings = z.output<typeof settings>;

const ruleFile = z.strictObject({ settings, rules: z.array(ruleContent.extend({ key: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/) })) });

const FILE = new URL('../../prisma/reminders/rules.yaml', import.meta.url);
/** The defaults of the repository; what is wrong in the file is a fault of ours and thrown. */
export const readRuleFile = (file: URL = FILE) => ruleFile.parse(load(readFileSync(file, 'utf8')));

/** Where a rule holds; an empty string is everywhere. */
export interface RuleScope {
  agencyId: string;
  field: string;
  procedureCode: string;
}
export const EVERYWHERE: RuleScope = { agencyId: '', field: '', procedureCode: '' };

export type ScopedRule = Rule & RuleScope;

/** The narrowest scope wins: a procedure before a field before an agency. */
const weight = ({ agencyId, field, procedureCode }: RuleScope): number =>
  (procedureCode === '' ? 0 : 4) + (field === '' ? 0 : 2) + (agencyId === '' ? 0 : 1);

/** The rules in force at a place, by what they count from. */
export type RulesAt = (place: Pick<Place, 'agencyId' | 'field'>, procedureCode: string | null) => ReadonlyMap<Ladder, readonly Rule[]>;

/** Makes the answer once for each place. */
export function rulesAt(rules: readonly ScopedRule[]): RulesAt {
  const known = new Map<string, ReadonlyMap<Ladder, readonly Rule[]>>();
  return ({ agencyId, field }, procedureCode) => {
    const scope = { agencyId, field, procedureCode: procedureCode ?? '' };
    const place = JSON.stringify(scope);
    let found = known.get(place);
    if (!found) known.set(place, (found = Map.groupBy(inForce(rules, scope), ({ ladder }) => ladder)));
    return found;
  };
}

/** The rules in force at a place: of each key the narrowest. */
export function inForce(rules: readonly ScopedRule[], scope: RuleScope): ScopedRule[] {
  const here = rules.filter(
    (rule) =>
      (['agencyId', 'procedureCode'] as const).every((name) => rule[name] === '' || rule[name] === scope[name]) &&
      (rule.field === '' || fieldKey(rule.field) === fieldKey(scope.field)),
  );
  const narrowest = new Map([...here].sort((a, b) => weight(a) - weight(b)).map((rule) => [rule.key, rule]));
  return [...narrowest.values()].filter(({ enabled }) => enabled);
}
