import { type Calendar, isWorkingDay, previousWorkingDay, shiftWorkingDays, workingDaysBetween } from '#src/calendar/index.ts';
import type { PeopleAt, Place } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Rule, RulesAt } from './rule.ts';
import type { Ladder, Snooze, Stage, Subject } from './subject.ts';

/** One moment of a rule. `slot` tells it from the rule's others, and orders those of one ladder, whatever the calendar does to the days. */
export interface Rung {
  slot: number;
  at: Date;
}

/** "2026-03-09", "08:00": that time in Viet Nam. */
export const moment = (day: string, time: string): Date => new Date(`${day}T${time}:00+07:00`);
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/**
 * The newest moment of a rule that has come, and the next that is to come. Counted from a day off, the working day before it is meant: what
 * is due on a Sunday is due on Friday.
 */
export function rungs(calendar: Calendar, rule: Rule, anchor: string, now: Date, today = dayOf(now)): { last: Rung | null; next: Date | null } {
  const base = isWorkingDay(calendar, anchor) ? anchor : previousWorkingDay(calendar, anchor);
  const { days, every = 0, at } = rule;
  const rung = (turn: number): Rung => {
    const offset = days + turn * every;
    return { slot: offset * 1440 + minuteOf(at), at: moment(shiftWorkingDays(calendar, base, offset), at) };
  };
  const first = rung(0);
  if (first.at > now) return { last: null, next: first.at };
  if (every === 0) return { last: first, next: null };
  const turn = Math.floor((workingDaysBetween(calendar, base, today) - days) / every);
  const current = turn > 0 ? rung(turn) : first;
  return current.at > now ? { last: rung(turn - 1), next: current.at } : { last: current, next: rung(Math.max(turn, 0) + 1).at };
}

/** What one person must have heard by now: the newest of a ladder, and of it alone. */
export interface Wanted extends Rung {
  stage: Stage;
  place: Place;
  rule: string;
  urgent: boolean;
  /** Empty where the place has nobody of that kind. */
  personId: string;
}

export interface Plan {
  wanted: Wanted[];
  /** When to look again; null when nothing is to come. */
  next: Date | null;
}

/** The apology is owed to the citizen by law (NĐ 61/2018 Đ19.9): whoever is to prepare it cannot put that off. */
const NEVER_SNOOZED: ReadonlySet<Ladder> = new Set<Ladder>(['apology']);

/**
 * Pure: from what runs at a subject, the calendar, the rules and the people, what must have been said by now and when to look again. After a
 * time of silence only the newest of each ladder is wanted; somebody who is officer and head at once hears of it once. Who has put a subject
 * off is not reminded as its officer until then; what they hear as head or leader they hear all the same.
 */
export function plan(subject: Subject, calendar: Calendar, rules: RulesAt, people: PeopleAt, now: Date): Plan {
  const today = dayOf(now);
  const newest = new Map<string, Wanted>();
  let next: Date | null = null;
  const here = rules(subject.place, subject.procedureCode);
  for (const stage of subject.stages) {
    const place = stage.place ?? subject.place;
    for (const rule of here.get(stage.ladder) ?? []) {
      const { last, next: coming } = rungs(calendar, rule, stage.anchor, now, today);
      if (coming && (next === null || coming < next)) next = coming;
      if (!last || (stage.since && last.at < stage.since)) continue;
      const snoozes = NEVER_SNOOZED.has(stage.ladder) ? [] : (subject.snoozes ?? []).filter(({ until }) => until > now);
      for (const { until } of snoozes) if (next === null || until < next) next = until;
      for (const personId of everyone(rule, place, people, snoozes)) {
        const key = `${stage.ladder} ${stage.version} ${personId}`;
        const held = newest.get(key);
        if (!held || last.slot > held.slot) newest.set(key, { ...last, stage, place, rule: rule.key, urgent: rule.urgent, personId });
      }
    }
  }
  return { wanted: [...newest.values()], next };
}

function everyone({ to }: Rule, place: Place, people: PeopleAt, snoozes: readonly Snooze[]): string[] {
  const named = to.map((recipient) => ({ recipient, ids: people(recipient, place) }));
  if (named.every(({ ids }) => ids.length === 0)) return [''];
  const silent = new Set(snoozes.map(({ personId }) => personId));
  return [...new Set(named.flatMap(({ recipient, ids }) => (recipient === 'officer' ? ids.filter((id) => !silent.has(id)) : ids)))];
}
