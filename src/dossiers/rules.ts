import type { DossierState, FormKind, HistoryKind } from './states.ts';
import { isOpen, STATES } from './states.ts';

/** What somebody can do to a dossier; the names of the commands. */
export const ACTIONS = [
  'acceptDossier',
  'returnDossier',
  'startProcessing',
  'requestSupplement',
  'acceptSupplement',
  'requestPayment',
  'receivePayment',
  'pauseDossier',
  'resumeDossier',
  'handOver',
  'confirmHandOver',
  'confirmPaper',
  'refuseHandOver',
  'withdrawHandOver',
  'startConsultation',
  'answerConsultation',
  'proposeApology',
  'approveApology',
  'rejectApology',
  'completeDossier',
  'refuseDossier',
  'requestWithdrawal',
  'withdrawDossier',
  'stopDossier',
  'collectResult',
  'correctResult',
  'addNote',
  'recordSlip',
] as const;
export type Action = (typeof ACTIONS)[number];

/** Who may do it: the actions of the policy table in staff/. "anyone" is what a citizen may wish for, too. */
export type Permission =
  | 'dossier.receive'
  | 'dossier.process'
  | 'dossier.approve'
  | 'dossier.return'
  | 'dossier.note'
  | 'dossier.backdate'
  | 'anyone';

/**
 * What it does to the clock. `start`: the term begins. `suspend`: time is not counted from now on. `resume`: what was left goes on.
 * `again`: the whole term begins again, or what was left goes on, as the procedure's supplement policy says. `reappoint`: the one
 * new date of form 04. `stop`: this moment decides early, on time or overdue. `none`: runs on, or stands still, as it did.
 */
export type ClockEffect = 'none' | 'start' | 'suspend' | 'resume' | 'again' | 'reappoint' | 'stop';

export type Requirement = 'reason' | 'legalBasis' | 'items';

export interface Rule {
  action: Action;
  from: readonly DossierState[];
  /** Null: the state stays. */
  to: DossierState | null;
  /** Only before or only after acceptance, where the state alone does not tell. */
  when?: 'beforeAcceptance' | 'afterAcceptance';
  /** Whether the clock must be suspended (true) or running (false); absent: either. */
  suspended?: boolean;
  who: Permission;
  needs: readonly Requirement[];
  paper: FormKind | null;
  clock: ClockEffect;
  history: HistoryKind;
  /** Whether it may be done to a dossier that only mirrors the one-stop software. */
  mirrored?: true;
}

const OPEN = STATES.filter(isOpen);
const IN_WORK: readonly DossierState[] = ['accepted', 'processing'];
/** Being worked on, or waiting for a payment that may not stop the clock. */
const UNDER_WAY: readonly DossierState[] = [...IN_WORK, 'awaitingPayment'];
const DECIDED: readonly DossierState[] = ['resolved', 'returned'];

const rule = (action: Action, from: readonly DossierState[], to: DossierState | null, history: HistoryKind, more: Partial<Rule>): Rule => ({
  who: 'dossier.process',
  needs: [],
  paper: null,
  clock: 'none',
  ...more,
  action,
  from,
  to,
  history,
});

/**
 * Every transition, who makes it, the paper and the effect on the clock: NĐ 61/2018 Đ17-21, NĐ 118/2025 as amended by NĐ 309/2026 Đ17-18,
 * forms of TT 03/2025/TT-VPCP. What is not here is refused.
 */
// biome-ignore format: a table is read in rows
export const RULES: readonly Rule[] = [
  // Reception
  rule('acceptDossier', ['submitted'], 'accepted', 'accepted', { who: 'dossier.receive', paper: 'receiptSlip', clock: 'start' }),
  rule('returnDossier', ['submitted', 'supplementRequested'], 'rejected', 'rejected', { who: 'dossier.receive', when: 'beforeAcceptance', needs: ['reason', 'legalBasis'], paper: 'refusalSlip' }),
  rule('requestSupplement', ['submitted'], 'supplementRequested', 'supplementRequested', { who: 'dossier.receive', needs: ['items', 'reason'], paper: 'supplementSlip' }),
  rule('acceptSupplement', ['supplementRequested'], 'submitted', 'supplementAccepted', { who: 'dossier.receive', when: 'beforeAcceptance' }),
  // Processing
  rule('startProcessing', ['accepted'], 'processing', 'processingStarted', { paper: 'controlSlip' }),
  rule('requestSupplement', IN_WORK, 'supplementRequested', 'supplementRequested', { suspended: false, needs: ['items', 'reason'], paper: 'supplementSlip', clock: 'suspend' }),
  rule('acceptSupplement', ['supplementRequested'], 'processing', 'supplementAccepted', { who: 'dossier.receive', when: 'afterAcceptance', paper: 'receiptSlip', clock: 'again' }),
  rule('requestPayment', IN_WORK, 'awaitingPayment', 'paymentRequested', { suspended: false, needs: ['reason'], clock: 'suspend' }),
  rule('receivePayment', ['awaitingPayment'], 'processing', 'paymentReceived', { clock: 'resume' }),
  rule('pauseDossier', IN_WORK, null, 'paused', { suspended: false, needs: ['reason', 'legalBasis'], clock: 'suspend' }),
  rule('resumeDossier', IN_WORK, null, 'resumed', { suspended: true, clock: 'resume' }),
  rule('handOver', UNDER_WAY, null, 'handedOver', { paper: 'controlSlip' }),
  rule('confirmHandOver', ['accepted'], 'processing', 'handOverConfirmed', {}),
  rule('confirmHandOver', ['processing', 'awaitingPayment', 'supplementRequested'], null, 'handOverConfirmed', {}),
  rule('confirmPaper', OPEN, null, 'paperConfirmed', { when: 'afterAcceptance' }),
  rule('refuseHandOver', OPEN, null, 'handOverRefused', { when: 'afterAcceptance', needs: ['reason'] }),
  rule('withdrawHandOver', OPEN, null, 'handOverWithdrawn', { when: 'afterAcceptance', needs: ['reason'] }),
  rule('startConsultation', IN_WORK, null, 'consultationStarted', {}),
  rule('answerConsultation', OPEN, null, 'consultationAnswered', { when: 'afterAcceptance' }),
  rule('proposeApology', UNDER_WAY, null, 'apologyProposed', { suspended: false, needs: ['reason'], paper: 'apologyLetter', mirrored: true }),
  rule('approveApology', UNDER_WAY, null, 'apologyApproved', { suspended: false, who: 'dossier.approve', paper: 'apologyLetter', clock: 'reappoint', mirrored: true }),
  rule('rejectApology', OPEN, null, 'apologyRejected', { who: 'dossier.approve', needs: ['reason'], mirrored: true }),
  // Decision
  rule('completeDossier', IN_WORK, 'resolved', 'granted', { suspended: false, who: 'dossier.approve', clock: 'stop' }),
  rule('refuseDossier', IN_WORK, 'resolved', 'refused', { suspended: false, who: 'dossier.approve', needs: ['reason', 'legalBasis'], paper: 'refusalSlip', clock: 'stop' }),
  rule('requestWithdrawal', OPEN.filter((state) => state !== 'withdrawalRequested'), 'withdrawalRequested', 'withdrawalRequested', { who: 'anyone', clock: 'suspend' }),
  rule('withdrawDossier', OPEN, 'withdrawn', 'withdrawn', { who: 'dossier.receive', needs: ['reason'], paper: 'stopNotice', clock: 'stop' }),
  rule('stopDossier', ['supplementRequested', 'awaitingPayment'], 'stopped', 'stopped', { needs: ['reason', 'legalBasis'], paper: 'stopNotice', clock: 'stop' }),
  rule('stopDossier', IN_WORK, 'stopped', 'stopped', { suspended: true, needs: ['reason', 'legalBasis'], paper: 'stopNotice', clock: 'stop' }),
  rule('collectResult', ['resolved'], 'returned', 'resultCollected', { who: 'dossier.return', paper: 'registerEntry' }),
  rule('correctResult', DECIDED, null, 'corrected', { who: 'dossier.approve', needs: ['reason'] }),
  // Beside the procedure
  rule('addNote', STATES, null, 'noteAdded', { who: 'dossier.note', needs: ['reason'], mirrored: true }),
  rule('recordSlip', STATES, null, 'slipMade', { who: 'dossier.receive', when: 'afterAcceptance', paper: 'receiptSlip', mirrored: true }),
];
