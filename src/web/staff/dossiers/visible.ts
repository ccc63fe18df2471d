import { type Calendar, shiftWorkingDays, workingDaysBetween } from '#src/calendar/index.ts';
import { standing } from '#src/dossiers/dueTime.ts';
import type { Dossier } from '#src/dossiers/model.ts';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { scopesOf } from '#src/staff/policy.ts';
import { dayOf, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { View } from '../shell.ts';

export const DOSSIERS = '/can-bo/ho-so';
export const addressOf = (code: string): string => `${DOSSIERS}/${encodeURIComponent(code)}`;

/** The beginning of a day in Viet Nam. */
export const dayStart = (day: string): Date => new Date(`${day}T00:00:00+07:00`);

/** Dossiers that somebody may see: those of their places, and those that another unit offers to theirs. */
export function visibleTo(actor: PersonActor): Prisma.DossierWhereInput {
  const scopes = scopesOf(actor, 'dossier.view');
  const offered = scopes.flatMap(({ unitId, field }) =>
    unitId === undefined
      ? []
      : [{ handOvers: { some: { toUnitId: unitId, confirmedAt: null, refusedAt: null, finishedAt: null } }, ...(field && { field }) }],
  );
  return { OR: [...scopes, ...offered] as Prisma.DossierWhereInput[] };
}

/** Working days before the due date from which a dossier is due soon, as the first reminder has it (T-3). */
const SOON = 3;

export const soonUntil = (calendar: Calendar, now: Date): Date =>
  new Date(dayStart(shiftWorkingDays(calendar, now, SOON)).getTime() + 86_400_000 - 1);

/** Early, on time, overdue, or how much is left: in words, with a colour beside them. */
export function standingMark({ say }: View, calendar: Calendar, dossier: Dossier, now: Date): VNode {
  const { dueAt, resolvedAt } = dossier;
  const word = standing(dossier, now);
  const mark = (kind: string, text: string) => html`<span class=${`mark ${kind}`}>${text}</span>` as VNode;
  if (!dueAt || resolvedAt || (word !== 'inTerm' && word !== 'overdue')) return mark(word, say(`dossier.standing.${word}`));
  const days = Math.abs(workingDaysBetween(calendar, now, dueAt));
  if (word === 'overdue') return mark(word, say('desk.overdueBy', { days: formatNumber(days) }));
  if (dayOf(dueAt) === dayOf(now)) return mark('soon', say('desk.dueToday'));
  return mark(days <= SOON ? 'soon' : word, say(days <= SOON ? 'desk.dueSoon' : 'desk.daysLeft', { days: formatNumber(days) }));
}
