import { change, type Given, type Plan, type Scene } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';

/** A dossier that is decided or closed leaves no apology to approve, no hand-over to confirm and no supplement to wait for. */
const settle =
  ({ tx, dossier, at }: Scene, actor: string) =>
  async () => {
    const { id: dossierId } = dossier;
    await tx.dossierHandOver.updateMany({ where: { dossierId, refusedAt: null, finishedAt: null }, data: { finishedAt: at } });
    await tx.dossierApology.updateMany({ where: { dossierId, state: 'proposed' }, data: { state: 'lapsed', decidedAt: at, decidedBy: actor } });
    await tx.dossierSupplement.updateMany({ where: { dossierId, completedAt: null }, data: { completedAt: at, completedBy: actor } });
  };

const decide =
  (action: 'completeDossier' | 'refuseDossier' | 'withdrawDossier' | 'stopDossier') => (desk: Desk, who: Who, ref: DossierRef, given: Given) =>
    change(desk, who, ref, given, (scene): Plan => ({ act: { action }, write: settle(scene, who.actor) }));

/** The result is there: this moment decides early, on time or overdue, and the citizen is told, also when early (NĐ 61/2018 Đ20.4). */
export const completeDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) => decide('completeDossier')(desk, who, ref, given);

/** Examined and refused (form 03), within the term: never without a reason and its legal basis (NĐ 61/2018 Đ19.8). */
export const refuseDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string; legalBasis: string }) =>
  decide('refuseDossier')(desk, who, ref, given);

/** The applicant takes the dossier back (form 05); `reason` is what the request says. */
export const withdrawDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }) =>
  decide('withdrawDossier')(desk, who, ref, given);

/** Closes a dossier that waits for the citizen beyond the procedure's limit (form 05). */
export const stopDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string; legalBasis: string }) =>
  decide('stopDossier')(desk, who, ref, given);

/** The applicant wishes to withdraw; the clock stands until the office has closed it. */
export const requestWithdrawal = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) =>
  change(desk, who, ref, given, () => ({ act: { action: 'requestWithdrawal' } }));

/** The result, or the refusal, is in the citizen's hands: signature or electronic confirmation. */
export const collectResult = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) =>
  change(desk, who, ref, given, () => ({ act: { action: 'collectResult' } }));

/** A result had a fault: the agency bears the cost and the old result is kept (NĐ 61/2018 Đ21). */
export const correctResult = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }) =>
  change(desk, who, ref, given, () => ({ act: { action: 'correctResult' } }));

/** A line that somebody wants to be read later; it changes nothing. */
export const addNote = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string }) =>
  change(desk, who, ref, given, () => ({ act: { action: 'addNote' } }));

/** A receipt slip was made: until then the dossier stands in the report "accepted without slip". */
export const recordSlip = (desk: Desk, who: Who, ref: DossierRef, given: Given = {}) =>
  change(desk, who, ref, given, ({ tx, dossier, at }) => ({
    act: { action: 'recordSlip' },
    write: () => tx.dossier.updateMany({ where: { id: dossier.id, slipAt: null }, data: { slipAt: at } }),
  }));
