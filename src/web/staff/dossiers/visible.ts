import { type Calendar, shiftWorkingDays, workingDaysBetween } from '#src/calendar/index.ts';
import { standing } from '#src/dossiers/dueTime.ts';
import type { Dossier } from '#src/dossiers/model.ts';
import { dayStart } from '#src/dossiers/watch.ts';
import { inPlaces } from '#src/dossiers/within.ts';
import { Prisma } from '#src/generated/prisma/client.ts';
import type { Say } from '#src/platform/texts.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { scopesOf } from '#src/staff/policy.ts';
import { dayOf, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { View } from '../shell.ts';

export const DOSSIERS = '/can-bo/ho-so';
export const addressOf = (code: string): string => `${DOSSIERS}/${encodeURIComponent(code)}`;

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

/** The same as a condition on the dossier `d` of a statement. */
export function seenBy(actor: PersonActor): Prisma.Sql {
  const scopes = scopesOf(actor, 'dossier.view');
  const offered = scopes.flatMap(({ unitId, field }) =>
    unitId === undefined
      ? []
      : [
          Prisma.sql`(d.id IN (SELECT h."dossierId" FROM dossier_hand_over h WHERE h."toUnitId" = ${unitId} AND h."confirmedAt" IS NULL
            AND h."refusedAt" IS NULL AND h."finishedAt" IS NULL) AND ${inPlaces([field ? { field } : {}])})`,
        ],
  );
  return Prisma.join([inPlaces(scopes), ...offered], ' OR ', '(', ')');
}

/** Working days before the due date from which a dossier is due soon, as the first reminder has it (T-3). */
const SOON = 3;

export const soonUntil = (calendar: Calendar, now: Date): Date =>
  new Date(dayStart(shiftWorkingDays(calendar, now, SOON)).getTime() + 86_400_000 - 1);

/** What a mark of how a dossier stands is made of. */
export type Standing = Pick<Dossier, 'state' | 'dueAt' | 'resolvedAt' | 'pausedAt' | 'acceptedAt'>;

/** Early, on time, overdue, or how much is left, in words; `kind` is for the colour beside them. */
export function standingWords(say: Say, calendar: Calendar, dossier: Standing, now: Date): { kind: string; text: string } {
  const { dueAt, resolvedAt } = dossier;
  const word = standing(dossier, now);
  if (!dueAt || resolvedAt || (word !== 'inTerm' && word !== 'overdue')) return { kind: word, text: say(`dossier.standing.${word}`) };
  const days = Math.abs(workingDaysBetween(calendar, now, dueAt));
  if (word === 'overdue') return { kind: word, text: say('desk.overdueBy', { count: days, days: formatNumber(days) }) };
  if (dayOf(dueAt) === dayOf(now)) return { kind: 'soon', text: say('desk.dueToday') };
  const soon = days <= SOON;
  return { kind: soon ? 'soon' : word, text: say(soon ? 'desk.dueSoon' : 'desk.daysLeft', { count: days, days: formatNumber(days) }) };
}

export function standingMark({ say }: View, calendar: Calendar, dossier: Standing, now: Date): VNode {
  const { kind, text } = standingWords(say, calendar, dossier, now);
  return html`<span class=${`standing ${kind}`}>${text}</span>` as VNode;
}
