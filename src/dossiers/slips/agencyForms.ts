import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Desk, Who } from '../desk.ts';
import { refusalError, refuse } from '../refusals.ts';
import type { FormKind } from '../states.ts';
import { readForms, type SlipForm, slipForm } from './forms.ts';

/** The form that an agency has put in the place of the one that ships; null where it has none, or none that still fits. */
export async function ownFormOf(database: Database | Transaction, agencyId: string, circular: string, kind: FormKind): Promise<SlipForm | null> {
  const row = await database.agencyForm.findUnique({ where: { agencyId_circular_kind: { agencyId, circular, kind } } });
  return slipForm.safeParse(row?.content).data ?? null;
}

/** An agency's own text of a form, checked; null goes back to the one that ships. Throws `dossierInputInvalid` with the place of the fault. */
export async function changeForm(
  desk: Desk,
  who: Who,
  given: { agencyId: string; unitId: string; circular: string; kind: FormKind; form: unknown },
): Promise<void> {
  const { agencyId, circular, kind, form } = given;
  if (!who.may('dossier.approve', given)) throw refusalError(refuse('dossierNotAllowed'));
  if (!readForms().circulars.some((entry) => entry.id === circular && entry.forms[kind]))
    throw refusalError(refuse('dossierInputInvalid', { field: kind }));
  const read = form === null ? null : slipForm.safeParse(form);
  if (read?.success === false) throw refusalError(refuse('dossierInputInvalid', { field: read.error.issues[0]?.path.join('.') || 'form' }));
  const at = desk.clock.now();
  const key = { agencyId, circular, kind };
  await desk.database.$transaction(async (tx) => {
    const content = read?.data as Prisma.InputJsonValue | undefined;
    if (content === undefined) await tx.agencyForm.deleteMany({ where: key });
    else
      await tx.agencyForm.upsert({
        where: { agencyId_circular_kind: key },
        create: { ...key, content, changedAt: at },
        update: { content, changedAt: at },
      });
    await recordAudit(tx, {
      at,
      actor: who.actor,
      action: 'form.change',
      subject: `form:${agencyId}:${circular}:${kind}`,
      details: { own: content !== undefined },
    });
  });
}
