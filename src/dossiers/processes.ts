import { z } from 'zod';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Desk, Who } from './desk.ts';
import type { Dossier, ProcessStep } from './model.ts';
import { refusalError, refuse } from './refusals.ts';

const text = z.string().trim().min(1).max(200);

/** The steps of an internal process, in order: who does what in which time (ISO 9001). */
export const processSteps = z
  .array(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
      name: text,
      unitId: text,
      termValue: z.number().positive().max(1000).optional(),
      termUnit: z.enum(['workingDays', 'workingHours']).optional(),
    }),
  )
  .min(1)
  .max(30)
  .refine((steps) => new Set(steps.map(({ key }) => key)).size === steps.length, { error: 'a key stands twice' });

/** Publishes the next version of a procedure's internal process. Dossiers that were received before keep theirs; none is ever changed. */
export async function publishProcess(
  desk: Desk,
  who: Who,
  given: { procedureCode: string; agencyId: string; unitId: string; steps: ProcessStep[]; reason: string },
): Promise<number> {
  if (!who.may('dossier.approve', given)) throw refusalError(refuse('dossierNotAllowed'));
  if (!given.reason.trim()) throw refusalError(refuse('dossierReasonMissing'));
  const steps = processSteps.parse(given.steps) as Prisma.InputJsonValue;
  const [now, { procedureCode }] = [desk.clock.now(), given];
  return desk.database.$transaction(async (tx) => {
    const last = await tx.internalProcess.aggregate({ where: { procedureCode }, _max: { version: true } });
    const version = (last._max.version ?? 0) + 1;
    const row = { procedureCode, version, steps, validFrom: now, publishedAt: now, publishedBy: who.actor, reason: given.reason.trim() };
    await tx.internalProcess.create({ data: row });
    await recordAudit(tx, { at: now, actor: who.actor, action: 'process.publish', subject: `process:${procedureCode}`, details: { version } });
    return version;
  });
}

/** The steps that hold for a dossier: those of the version in force when it was received. */
export async function stepsOf(tx: Database | Transaction, { procedureCode, processVersion }: Dossier): Promise<ProcessStep[]> {
  if (processVersion === null) return [];
  const process = await tx.internalProcess.findUnique({ where: { procedureCode_version: { procedureCode, version: processVersion } } });
  return (process?.steps ?? []) as unknown as ProcessStep[];
}

export async function findStep(tx: Transaction, dossier: Dossier, key: string): Promise<ProcessStep> {
  const step = (await stepsOf(tx, dossier)).find((entry) => entry.key === key);
  if (!step) throw refusalError(refuse('dossierStepUnknown'));
  return step;
}
