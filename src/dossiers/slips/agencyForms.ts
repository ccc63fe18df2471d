import { createHash } from 'node:crypto';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Desk, Who } from '../desk.ts';
import { refusalError, refuse } from '../refusals.ts';
import type { FormKind } from '../states.ts';
import { readForms, type SlipForm, slipForm } from './forms.ts';

interface FormKey {
  agencyId: string;
  circular: string;
  kind: FormKind;
}

/** The form that an agency has put in the place of the one that ships; null where it has none, or none that still fits. */
export async function ownFormOf(database: Database | Transaction, agencyId: string, circular: string, kind: FormKind): Promise<SlipForm | null> {
  const row = await database.agencyForm.findUnique({ where: { agencyId_circular_kind: { agencyId, circular, kind } } });
  return slipForm.safeParse(row?.content).data ?? null;
}

/** Of what an agency's own text says; "" while it has none. */
export async function formMark(database: Database | Transaction, { agencyId, circular, kind }: FormKey): Promise<string> {
  const row = await database.agencyForm.findUnique({ where: { agencyId_circular_kind: { agencyId, circular, kind } } });
  return row ? createHash('sha256').update(JSON.stringify(row.content)).digest('base64url').slice(0, 16) : '';
}

/**
 * An agency's own text of a form, checked; null goes back to the one that ships. Returns the own text before, null where there was none.
 * Throws `dossierInputInvalid` with the place of the fault, and `formChanged` where `mark` is that of an earlier state.
 */
export async function changeForm(
  desk: Desk,
  who: Who,
  given: FormKey & { unitId: string; form: unknown; mark?: string | undefined },
): Promise<SlipForm | null> {
  const { agencyId, circular, kind, form } = given;
  if (!who.may('dossier.approve', given)) throw refusalError(refuse('dossierNotAllowed'));
  if (!readForms().circulars.some((entry) => entry.id === circular && entry.forms[kind]))
    throw refusalError(refuse('dossierInputInvalid', { field: kind }));
  const read = form === null ? null : slipForm.safeParse(form);
  if (read?.success === false) throw refusalError(refuse('dossierInputInvalid', { field: read.error.issues[0]?.path.join('.') || 'form' }));
  const at = desk.clock.now();
  const key = { agencyId, circular, kind };
  return desk.database.$transaction(async (tx) => {
    if (given.mark !== undefined && (await formMark(tx, key)) !== given.mark) throw new AppError('formChanged', { status: 409 });
    const before = await ownFormOf(tx, agencyId, circular, kind);
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
    return before;
  });
}
