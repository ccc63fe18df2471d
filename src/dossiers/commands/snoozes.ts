import { closingTime } from '#src/calendar/index.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { change, type Given } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import type { Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';

/** How often an officer may put off one dossier, where nothing else is set. */
export const SNOOZES = 2;
/** Nobody puts off for longer than this, and nothing past its due day. */
const LONGEST_DAYS = 7;

export interface Snoozing extends Given {
  reason: string;
  /** Until when the person is not reminded of it. */
  until: Date;
  personId: string;
  /** How often one person may, for one dossier. */
  most?: number;
}

/** Puts off being reminded, for the person alone: the reason stands in the history, heads and leaders hear what they would have heard. */
export const snooze = (desk: Desk, who: Who, ref: DossierRef, given: Snoozing): Promise<Dossier> =>
  change(desk, who, ref, given, async ({ tx, dossier, calendar, at, now }) => {
    const { until, personId, most = SNOOZES } = given;
    if ((await snoozesTaken(tx, dossier.id, personId)) >= most) throw refusalError(refuse('dossierSnoozeUsed', { most }));
    const last = dossier.dueAt && dossier.dueAt > now ? closingTime(calendar, dossier.dueAt) : new Date(now.getTime() + LONGEST_DAYS * 86_400_000);
    if (until <= now || until > last) throw refusalError(refuse('dossierSnoozeTooFar'));
    return { act: { action: 'addNote' }, write: () => tx.dossierSnooze.create({ data: { dossierId: dossier.id, personId, until, at } }) };
  });

export const snoozesTaken = (tx: Database | Transaction, dossierId: number, personId: string): Promise<number> =>
  tx.dossierSnooze.count({ where: { dossierId, personId } });

/** Which of these dossiers a person has put off, and until when: for lists and for whoever reminds. */
export async function snoozedUntil(
  tx: Database | Transaction,
  personId: string,
  dossierIds: readonly number[],
  at: Date,
): Promise<Map<number, Date>> {
  const rows = await tx.dossierSnooze.findMany({
    where: { personId, dossierId: { in: [...dossierIds] }, until: { gt: at } },
    orderBy: { until: 'asc' },
  });
  return new Map(rows.map(({ dossierId, until }) => [dossierId, until]));
}
