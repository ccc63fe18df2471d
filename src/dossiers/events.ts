import type { ReturnChannel, SupplementItem } from './model.ts';

/**
 * What a citizen (linked chats) or an official must be told because something happened to a dossier. Commands return these;
 * whoever turns them into notices writes them in the same transaction. They hold no personal data: code, dates, reasons.
 */
export type DossierEvent = { dossierId: number; code: string; procedureName: string; at: Date } & DossierEventBody;

export type DossierEventBody =
  /** Received as complete; `dueAt` null where the term is a text and no date was typed. */
  | { kind: 'accepted'; dueAt: Date | null; provisional: boolean; slipToken: string | null }
  /** Not received (before acceptance): form 03. */
  | { kind: 'rejected'; reason: string; legalBasis: string | null }
  | { kind: 'supplementRequested'; number: number; items: SupplementItem[]; reason: string; guidance: string | null; deadline: Date | null }
  /** The complete dossier is in; the term runs again (restart) or goes on (pause). */
  | { kind: 'supplementAccepted'; dueAt: Date | null; previousDueAt: Date | null }
  | { kind: 'paymentRequested'; reason: string }
  | { kind: 'paused'; reason: string; legalBasis: string | null; expectedEnd: Date | null }
  | { kind: 'resumed'; dueAt: Date | null; previousDueAt: Date | null }
  /** A unit is asked to take the dossier: for that unit's officials. */
  | { kind: 'handOverOffered'; fromUnitId: string; toUnitId: string; toOfficerId: string | null; dueAt: Date | null }
  | { kind: 'handOverRefused'; fromUnitId: string; toUnitId: string; reason: string }
  /** The giving unit takes its offer back: for those who were asked. */
  | { kind: 'handOverWithdrawn'; fromUnitId: string; toUnitId: string; toOfficerId: string | null; reason: string }
  /** The receiving unit is responsible from now on. */
  | { kind: 'handedOver'; fromUnitId: string; toUnitId: string; electronic: boolean; paper: boolean }
  | { kind: 'consultationStarted'; askedOf: string; dueAt: Date | null }
  | { kind: 'consultationAnswered'; askedOf: string; late: boolean }
  /** For those who may approve. */
  | { kind: 'apologyProposed'; unitId: string; originalDueAt: Date; newDueAt: Date; reason: string; late: boolean }
  | { kind: 'apologyRejected'; unitId: string; note: string }
  /** For the citizen: an apology and the new date (form 04). */
  | { kind: 'apologised'; originalDueAt: Date; newDueAt: Date; reason: string; unitId: string }
  /** The result can be collected. */
  | { kind: 'ready'; returnChannel: ReturnChannel; early: boolean }
  /** Examined and refused (form 03): the answer can be collected. */
  | { kind: 'refused'; reason: string; legalBasis: string | null; returnChannel: ReturnChannel }
  | { kind: 'withdrawn'; reason: string }
  | { kind: 'stopped'; reason: string; legalBasis: string | null }
  /** The result is in the citizen's hands: the question about satisfaction belongs to Feedback. */
  | { kind: 'returned'; returnChannel: ReturnChannel }
  | { kind: 'corrected'; reason: string }
  /** A change of the calendar moved what officials work to; the citizen's promise stays. */
  | { kind: 'dueRecomputed'; unitId: string; dueAt: Date; previousDueAt: Date; computedDueAt: Date };

export type DossierEventKind = DossierEventBody['kind'];

/** Told to linked chats; the others are for officials. */
export const FOR_CITIZENS: readonly DossierEventKind[] = [
  'accepted',
  'rejected',
  'supplementRequested',
  'supplementAccepted',
  'paymentRequested',
  'paused',
  'resumed',
  'apologised',
  'ready',
  'refused',
  'withdrawn',
  'stopped',
  'returned',
  'corrected',
];
