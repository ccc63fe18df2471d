import { z } from 'zod';
import { TERM_UNITS } from '../model.ts';
import { STATES } from '../states.ts';

const moment = z.iso.datetime();
const text = z.string().min(1).max(4000);

/** A dossier as the one-stop software tells it, read and checked. Moments are ISO times in UTC. */
export const importedDossier = z.object({
  code: text,
  procedureCode: text.optional(),
  procedureName: text.optional(),
  fieldCode: text.optional(),
  field: text.optional(),
  channel: z.enum(['direct', 'online', 'postal']).optional(),
  owner: text.optional(),
  ownerKind: z.enum(['person', 'organisation']).optional(),
  phone: text.optional(),
  email: text.optional(),
  address: text.optional(),
  subject: text.optional(),
  submittedAt: moment,
  acceptedAt: moment.optional(),
  dueAt: moment.optional(),
  state: z.enum(STATES),
  /** Only where the state itself says how it was decided. */
  outcome: z.enum(['granted', 'refused']).optional(),
  /** Work stands still for a reason that the term does not count. */
  paused: z.literal(true).optional(),
  returnedAt: moment.optional(),
  returnChannel: z.enum(['oneStop', 'online', 'postal']).optional(),
  resolvedAt: moment.optional(),
  unit: text.optional(),
  rejectedAt: moment.optional(),
  supplementRequestedAt: moment.optional(),
  reason: text.optional(),
  term: z.object({ text, unit: z.enum(TERM_UNITS), value: z.number().positive().optional() }).optional(),
  /** VND. */
  fee: z.int().nonnegative().optional(),
  setCount: z.int().positive().optional(),
});
export type ImportedDossier = z.output<typeof importedDossier>;
