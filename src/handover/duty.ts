import { weekdayOf } from '#src/directory/openingHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { loadReach, type Reach, stepsIn } from '#src/staff/reach.ts';
import { loadMembers, type PeopleAt, peopleAt } from '#src/staff/whoIsWho.ts';
import { isAtWork } from '#src/staff/workingHours.ts';
import { dayOf } from '#src/text/formats.ts';
import { type HandOverRule, loadRule } from './rule.ts';

interface Unit {
  agencyId: string;
  unitId: string;
}

/** Everybody who may be asked at a time, the nearest first: on duty, the unit's head, the leaders. */
export function askedIn({ agencyId, unitId }: Unit, { duty }: HandOverRule, people: PeopleAt, at: Date): readonly string[][] {
  const place = { agencyId, unitId, field: '', officerId: null };
  const rota = duty[String(weekdayOf(dayOf(at)))] ?? [];
  return [[...(rota.length > 0 ? rota : people('officer', place))], [...people('head', place)], [...people('leader', place)]];
}

/**
 * Of these the ones who are at work then and have a chat, a stand-in in the place of who is away; nobody twice, and no round of nobody. Pure.
 */
export function present(rounds: readonly string[][], reach: ReadonlyMap<string, Reach>, at: Date): string[][] {
  const seen = new Set<string>();
  return rounds
    .map((people) =>
      people.flatMap((person) => {
        const who = stepsIn(person, reach);
        const hours = who === null ? undefined : reach.get(who)?.hours;
        if (who === null || seen.has(who) || (hours && !isAtWork(hours, at))) return [];
        seen.add(who);
        return [who];
      }),
    )
    .filter((people) => people.length > 0);
}

export interface OnDuty {
  rule: HandOverRule;
  rounds: string[][];
  reach: ReadonlyMap<string, Reach>;
}

/** Who can be asked for a unit at a time, in which order, and how they are reached. */
export async function loadDuty(tx: Transaction, unit: Unit, at: Date): Promise<OnDuty> {
  const [rule, members] = await Promise.all([loadRule(tx, unit.unitId), loadMembers(tx, dayOf(at))]);
  const asked = askedIn(unit, rule, peopleAt(members), at);
  const reach = await loadReach(tx, asked.flat(), at);
  return { rule, rounds: present(asked, reach, at), reach };
}
