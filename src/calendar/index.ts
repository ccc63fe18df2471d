/**
 * Working time of a Vietnamese authority: pure arithmetic over a calendar value, without a clock and without I/O. What other rooms need:
 *
 * - `createCalendars(database)` of `store/load.ts` makes `(agencyId?) => Promise<Calendar>`: the calendar in force, with its revision, kept until
 *   it changes; `loadCalendar` loads one without keeping it; `calendarFromFile` of `store/file.ts` needs no database; `makeCalendar` takes data.
 * - `changeDay`, `removeDay`, `announceYear`, `changeWorkingHours` of `store/commands.ts` change it and return the new revision.
 * - `dueDate(calendar, { received, term, interruptions })` → `Due` (due, dayZero, rolledFrom, provisional …) or `NotDue` (text, paused,
 *   awaitingSupplement); `explainDue(calendar, due)` → the days passed over and why; `dueLines` of `dueLines.ts` puts both into words.
 * - `termNeedsReview(term)`: a term that is surely a typing error ("15 HOUR").
 * - `apologyBy`, `transferOn`, `dayZeroOf`, `shiftWorkingDays` (T-3 …), `workingDaysBetween`, `workingMinutesBetween`, `isWorkingDay`,
 *   `isWorkingTime`, `nextWorkingMoment`, `nextWorkingDay`, `previousWorkingDay`, `closingTime`.
 * - `timeliness(due, finished)`: early, on time or overdue by date; `isOverdue(due, at)` for what is open.
 * - `yearToAnnounce(calendar, today)`: the year whose announced days off (Tết) are missing, from October on.
 * - `reappointmentBreaches(calendar, …)`: whether a new date is the one lawful re-appointment.
 *
 * Instants are `Date`s, days are ISO days ("2026-03-09") in Asia/Ho_Chi_Minh. Rules and their sources: docs/decisions/0010-working-time.md.
 */
export {
  type Calendar,
  type CalendarData,
  type CalendarDay,
  DAY_KINDS,
  DAY_STATUSES,
  type DayKind,
  type DayStatus,
  makeCalendar,
} from './calendar.ts';
export { type YearToAnnounce, yearToAnnounce } from './coverage.ts';
export * from './days.ts';
export { type Due, dueDate, type Interruption, type InterruptionOutcome, type NotDue, type TermClock } from './dueDate.ts';
export { type Explanation, explainDue, type Skipped } from './explain.ts';
export { DEFAULT_POLICY, type Season, type WorkingTimePolicy } from './policy.ts';
export type { Provisional } from './provisional.ts';
export { type Reappointment, type ReappointmentBreach, reappointmentBreaches } from './reappointment.ts';
export { TERM_UNITS, type Term, type TermUnit, termNeedsReview } from './term.ts';
export { isOverdue, type Timeliness, timeliness, timelinessByTime } from './timeliness.ts';
