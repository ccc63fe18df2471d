import { timeliness } from '#src/calendar/index.ts';
import type { Act } from './acts.ts';
import type { DossierEventBody } from './events.ts';
import type { Dossier } from './model.ts';

/** What must be said because of an act, to whom is for others to decide. */
export function toldBy(before: Dossier, after: Dossier, act: Act): DossierEventBody[] {
  const reason = act.reason?.trim() ?? '';
  const legalBasis = act.legalBasis?.trim() || null;
  const moved = { dueAt: after.promisedDueAt, previousDueAt: before.promisedDueAt };
  const { returnChannel } = after;
  switch (act.action) {
    case 'acceptDossier':
      return [{ kind: 'accepted', dueAt: after.promisedDueAt, provisional: after.provisional, slipToken: after.slipToken }];
    case 'returnDossier':
      return [{ kind: 'rejected', reason, legalBasis }];
    case 'requestSupplement':
      return [
        {
          kind: 'supplementRequested',
          number: after.supplementCount,
          items: act.items,
          reason,
          guidance: act.guidance?.trim() || null,
          deadline: act.deadline ?? null,
        },
      ];
    case 'acceptSupplement':
      // Before acceptance the acceptance itself is what is told.
      return after.acceptedAt === null ? [] : [{ kind: 'supplementAccepted', ...moved }];
    case 'requestPayment':
      return [{ kind: 'paymentRequested', reason }];
    case 'receivePayment':
    case 'resumeDossier':
      return before.pausedAt ? [{ kind: 'resumed', ...moved }] : [];
    case 'pauseDossier':
      return [{ kind: 'paused', reason, legalBasis, expectedEnd: act.expectedEnd ?? null }];
    case 'handOver':
      return [
        {
          kind: 'handOverOffered',
          fromUnitId: before.unitId,
          toUnitId: act.toUnitId,
          toOfficerId: act.toOfficerId ?? null,
          dueAt: act.stepDueAt ?? null,
        },
      ];
    case 'confirmHandOver':
      return [{ kind: 'handedOver', fromUnitId: act.fromUnitId, toUnitId: act.toUnitId, electronic: true, paper: act.paper }];
    case 'refuseHandOver':
      return [{ kind: 'handOverRefused', fromUnitId: act.fromUnitId, toUnitId: act.toUnitId, reason }];
    case 'withdrawHandOver':
      return [{ kind: 'handOverWithdrawn', fromUnitId: act.fromUnitId, toUnitId: act.toUnitId, toOfficerId: act.toOfficerId, reason }];
    case 'startConsultation':
      return [{ kind: 'consultationStarted', askedOf: act.askedOf, dueAt: act.dueAt ?? null }];
    case 'answerConsultation':
      return [{ kind: 'consultationAnswered', askedOf: act.askedOf, late: act.late }];
    case 'proposeApology':
      return [{ kind: 'apologyProposed', unitId: act.unitId, originalDueAt: promiseOf(before), newDueAt: act.newDueAt, reason, late: act.late }];
    case 'approveApology':
      return [{ kind: 'apologised', originalDueAt: promiseOf(before), newDueAt: act.newDueAt, reason, unitId: act.unitId }];
    case 'rejectApology':
      return [{ kind: 'apologyRejected', unitId: act.unitId, note: reason }];
    case 'completeDossier':
      return [{ kind: 'ready', returnChannel, early: after.dueAt !== null && timeliness(after.dueAt, act.at) === 'early' }];
    case 'refuseDossier':
      return [{ kind: 'refused', reason, legalBasis, returnChannel }];
    case 'withdrawDossier':
      return [{ kind: 'withdrawn', reason }];
    case 'stopDossier':
      return [{ kind: 'stopped', reason, legalBasis }];
    case 'collectResult':
      return [{ kind: 'returned', returnChannel }];
    case 'correctResult':
      return [{ kind: 'corrected', reason }];
    default:
      return [];
  }
}

/** The date that an apology is about; without one there is nothing to apologise for, and the command refuses before. */
const promiseOf = ({ promisedDueAt, dueAt, lastEventAt }: Dossier): Date => promisedDueAt ?? dueAt ?? lastEventAt;
