import { AppError } from '#src/platform/errors.ts';

/** Why something cannot be done to a dossier, as a value. `code` is stable: its sentence, which says what to do, is `errors.<code>`. */
export interface Refusal {
  refused: RefusalCode;
  params?: Record<string, string | number>;
}

export const REFUSAL_CODES = [
  'dossierNotFound',
  'dossierChanged',
  'dossierNotAllowed',
  'dossierMirrored',
  'dossierClosed',
  'dossierWrongState',
  'dossierPaused',
  'dossierNotPaused',
  'dossierReasonMissing',
  'dossierLegalBasisMissing',
  'dossierItemsMissing',
  'dossierTimeBackwards',
  'dossierTimeAhead',
  'dossierDueMissing',
  'dossierDueBeforeReceipt',
  'dossierTermUnsure',
  'dossierNewDateNotLater',
  'dossierNewDateDayOff',
  'dossierReappointmentUsed',
  'dossierApologyPending',
  'dossierApologyNone',
  'dossierHandOverPending',
  'dossierHandOverNone',
  'dossierHandOverSameUnit',
  'dossierPaperNone',
  'dossierConsultationNone',
  'dossierQuestionMissing',
  'dossierStepUnknown',
  'dossierProcedureUnknown',
  'dossierAgencyCodeMissing',
  'dossierReceivedAlready',
  'dossierChatNotLinked',
  'dossierInputInvalid',
  'dossierSlipNotYet',
  'dossierSnoozeUsed',
  'dossierSnoozeTooFar',
  'dossierApologyNotApproved',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

const STATUS: Partial<Record<RefusalCode, number>> = {
  dossierNotFound: 404,
  dossierNotAllowed: 403,
  dossierChanged: 409,
  dossierReceivedAlready: 409,
  dossierInputInvalid: 400,
};

export const refuse = (refused: RefusalCode, params?: Record<string, string | number>): Refusal => (params ? { refused, params } : { refused });

export const isRefusal = (value: object): value is Refusal => 'refused' in value;

/** A refusal as an error, for the edge that answers a person. */
export const refusalError = ({ refused, params = {} }: Refusal): AppError => new AppError(refused, { status: STATUS[refused] ?? 422, params });
