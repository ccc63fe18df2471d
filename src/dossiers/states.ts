/**
 * States of a dossier with the national synchronisation codes (TrangThaiHoSo). "Overdue" and "due soon" are derived, never
 * states; "paused" and "re-appointed" are flags over `processing`.
 */
export const NATIONAL_CODE = {
  submitted: 1,
  accepted: 2,
  rejected: 3,
  processing: 4,
  supplementRequested: 5,
  awaitingPayment: 6,
  withdrawalRequested: 7,
  withdrawn: 7,
  stopped: 8,
  resolved: 9,
  returned: 10,
} as const;

export type DossierState = keyof typeof NATIONAL_CODE;
export const STATES = Object.keys(NATIONAL_CODE) as DossierState[];

/** Nothing follows these, and the software that they come from never lowers them silently. */
export const FINAL: readonly DossierState[] = ['rejected', 'withdrawn', 'stopped', 'returned'];
export const isFinal = (state: DossierState): boolean => FINAL.includes(state);

/** Still being worked on: a reminder may concern it. A resolved dossier only waits to be collected. */
export const isOpen = (state: DossierState): boolean => state !== 'resolved' && !isFinal(state);

/** The state that a national code means; null for a code that is none. 7 is the wish to withdraw, until the dossier is closed. */
export function stateOfNationalCode(code: number): DossierState | null {
  return STATES.find((state) => NATIONAL_CODE[state] === code) ?? null;
}

/** Forms by kind, never by number: the numbers moved between TT 01/2018 and TT 03/2025/TT-VPCP. */
export const FORM_KINDS = ['receiptSlip', 'supplementSlip', 'refusalSlip', 'apologyLetter', 'stopNotice', 'controlSlip', 'registerEntry'] as const;
export type FormKind = (typeof FORM_KINDS)[number];

/** What a line of a dossier's history can be. */
export const HISTORY_KINDS = [
  'submitted',
  'accepted',
  'rejected',
  'processingStarted',
  'supplementRequested',
  'supplementAccepted',
  'paymentRequested',
  'paymentReceived',
  'paused',
  'resumed',
  'handedOver',
  'handOverConfirmed',
  'paperConfirmed',
  'handOverRefused',
  'handOverWithdrawn',
  'consultationStarted',
  'consultationAnswered',
  'apologyProposed',
  'apologyApproved',
  'apologyRejected',
  'granted',
  'refused',
  'withdrawalRequested',
  'withdrawn',
  'stopped',
  'resultCollected',
  'corrected',
  'noteAdded',
  'slipMade',
  'dueRecomputed',
  'chatLinked',
  'chatUnlinked',
  'imported',
] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];
