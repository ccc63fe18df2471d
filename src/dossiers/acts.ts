import type { SupplementItem } from './model.ts';

/** One thing done to a dossier, with what its rule needs. Times are when it happened; `recordedAt` is now. */
export type Act = ActBase & ActBody;

export interface ActBase {
  at: Date;
  recordedAt: Date;
  /** "person:<id>", "system", "citizen" or "import:<source>". */
  actor: string;
  reason?: string;
  legalBasis?: string;
}

export type ActBody =
  /** `typedDueAt`: the officer's date where the term is words or surely a typing error. */
  | { action: 'acceptDossier'; typedDueAt?: Date }
  | { action: 'requestSupplement'; items: SupplementItem[]; guidance?: string; deadline?: Date; late?: boolean }
  | { action: 'acceptSupplement'; typedDueAt?: Date }
  | { action: 'pauseDossier'; expectedEnd?: Date }
  | { action: 'handOver'; toUnitId: string; toOfficerId?: string; stepDueAt?: Date; step?: string }
  | { action: 'confirmHandOver'; fromUnitId: string; toUnitId: string; officerId?: string; paper: boolean }
  | { action: 'refuseHandOver'; fromUnitId: string; toUnitId: string }
  | { action: 'withdrawHandOver'; fromUnitId: string; toUnitId: string; toOfficerId: string | null }
  | { action: 'startConsultation'; askedOf: string; dueAt?: Date }
  | { action: 'answerConsultation'; askedOf: string; late: boolean }
  | { action: 'proposeApology' | 'approveApology'; newDueAt: Date; unitId: string; late: boolean }
  | { action: 'rejectApology'; unitId: string }
  | {
      action:
        | 'returnDossier'
        | 'startProcessing'
        | 'requestPayment'
        | 'receivePayment'
        | 'resumeDossier'
        | 'confirmPaper'
        | 'completeDossier'
        | 'refuseDossier'
        | 'requestWithdrawal'
        | 'withdrawDossier'
        | 'stopDossier'
        | 'collectResult'
        | 'correctResult'
        | 'addNote'
        | 'recordSlip';
    };
