import { dayNumberAt } from './localTime.ts';

export type Timeliness = 'early' | 'onTime' | 'overdue';

/** Early, on time or overdue as statistics count it: by calendar dates in Viet Nam, so what is done at 17:30 of the due day is on time. */
export function timeliness(due: Date, finished: Date): Timeliness {
  const days = dayNumberAt(finished.getTime()) - dayNumberAt(due.getTime());
  return days < 0 ? 'early' : days === 0 ? 'onTime' : 'overdue';
}

/** The same to the minute, for officials only. */
export const timelinessByTime = (due: Date, finished: Date): Timeliness => (finished > due ? 'overdue' : timeliness(due, finished));

/** Whether what is not finished at `at` is overdue: an open dossier is in term until the end of its due day. */
export const isOverdue = (due: Date, at: Date): boolean => timeliness(due, at) === 'overdue';
