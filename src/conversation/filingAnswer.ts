import { dayName } from '#src/calendar/dueLines.ts';
import { type Calendar, isWorkingDay, nextWorkingMoment } from '#src/calendar/index.ts';
import type { Procedure } from '#src/procedures/content.ts';
import { estimateText } from '#src/procedures/estimate.ts';
import { inForce } from '#src/procedures/facts.ts';
import type { Block } from '#src/text/blocks.ts';
import { dayOf } from '#src/text/formats.ts';
import type { Facts } from './facts.ts';
import { type Filing, filingOn } from './filingDay.ts';

/** Where a part of a day begins; whoever names none comes when the office opens. */
const BEGINS = { morning: '00:00', afternoon: '12:00' } as const;

/** The moment of handing in on a day not yet begun, or later today: when the office works, on a day off any. */
function momentOn(calendar: Calendar, day: string, part: Filing['part'], now: Date): Date {
  const from = new Date(`${day}T${BEGINS[part ?? 'morning']}:00+07:00`);
  if (from <= now) return now;
  return isWorkingDay(calendar, day) ? nextWorkingMoment(calendar, from) : from;
}

/**
 * When a dossier of this procedure would be ready, handed in on the day that the message names, else now. Nothing where no day may be named and
 * none was asked for.
 */
export function filingBlocks(procedure: Procedure, { calendar, filing, now, say }: Facts): Block[] {
  const today = dayOf(now);
  const day = filing ? filingOn(filing.day, today) : today;
  const at = day !== null && day >= today ? momentOn(calendar, day, filing?.part ?? null, now) : now;
  const estimate = estimateText(procedure, { calendar, at: day === today && !filing?.part ? now : at, now }, say);
  const note = (text: string): Block => ({ kind: 'note', text });
  if (estimate === null) return filing && inForce(procedure) ? [note(say('estimate.none'))] : [];
  const before = day === null ? [note(say('estimate.noDay'))] : day < today ? [note(say('estimate.past', { day: capital(dayName(day, say)) }))] : [];
  return [...before, { kind: 'text', text: estimate }];
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
