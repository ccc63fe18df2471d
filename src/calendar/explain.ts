import { type Calendar, type DayKind, type DayStatus, isWorking } from './calendar.ts';
import type { Due } from './dueDate.ts';
import { isoOfDay, numberOfDay } from './localTime.ts';

/** Days off in a row that were passed over for one reason. */
export interface Skipped {
  from: string;
  to: string;
  /** Working days lie between two entries; days in a row with different reasons are entries of their own. */
  reason: 'weeklyRest' | DayKind;
  name?: string;
  status?: DayStatus;
  source?: string;
}

export interface Explanation {
  skipped: Skipped[];
  /** Saturdays and Sundays that were worked and counted. */
  worked: { date: string; name: string; status: DayStatus; source: string }[];
}

/** Which days were passed over between receipt and due date, and why, and which days of rest were worked. */
export function explainDue(calendar: Calendar, { spans }: Pick<Due, 'spans'>): Explanation {
  const skipped: Skipped[] = [];
  const worked: Explanation['worked'] = [];
  for (const { after, until } of spans)
    for (let day = numberOfDay(after) + 1; day <= numberOfDay(until); day++) {
      const entry = calendar.days.get(day);
      const [date, said] = [isoOfDay(day), entry && { name: entry.name, status: entry.status, source: entry.source }];
      if (!isWorking(calendar, day)) addSkipped(skipped, { from: date, to: date, reason: entry?.kind ?? 'weeklyRest', ...said }, day);
      else if (said) worked.push({ date, ...said });
    }
  return { skipped, worked };
}

/** Adds a day off, to the last entry when it is the day after it for the same reason. */
function addSkipped(skipped: Skipped[], one: Skipped, day: number): void {
  const last = skipped.at(-1);
  const same = last?.reason === one.reason && last.name === one.name && last.source === one.source;
  if (same && numberOfDay(last.to) === day - 1) last.to = one.to;
  else skipped.push(one);
}
