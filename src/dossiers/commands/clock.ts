import { change, type Given } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';

/** Stops the clock for a reason that the procedure names (posting, expertise, verification …): reason, legal basis, expected end. */
export const pauseDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string; legalBasis: string; expectedEnd?: Date }) =>
  change(desk, who, ref, given, () => ({ act: { action: 'pauseDossier', ...(given.expectedEnd && { expectedEnd: given.expectedEnd }) } }));

export const resumeDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) =>
  change(desk, who, ref, given, () => ({ act: { action: 'resumeDossier' } }));

/** Asks for a payment. The clock stands only with a `legalBasis`: the clause by which the procedure does not count this time. */
export const requestPayment = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }) =>
  change(desk, who, ref, given, () => ({ act: { action: 'requestPayment' } }));

export const receivePayment = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) =>
  change(desk, who, ref, given, () => ({ act: { action: 'receivePayment' } }));
