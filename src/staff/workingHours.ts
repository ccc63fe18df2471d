import type { z } from 'zod';
import { weeklyHours } from '#src/directory/agency.ts';
import { localTime, openAt } from '#src/directory/openingHours.ts';

/** Sessions of each weekday, 1 Monday to 7 Sunday: {"1": ["07:30-11:30", "13:00-17:00"]}. A day that is missing is free. */
export const workingHours = weeklyHours;
export type WorkingHours = z.output<typeof workingHours>;

/** Whether somebody with these hours is at work then; the calendar's days off are the caller's. */
export const isAtWork = (hours: WorkingHours, at: Date): boolean => openAt({ hours, specialDays: [] }, localTime(at))?.open ?? false;
