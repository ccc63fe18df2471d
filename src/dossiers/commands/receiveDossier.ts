import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { dayOf } from '#src/text/formats.ts';
import type { ActBody } from '../acts.ts';
import { BLANK } from '../blank.ts';
import { change, type Given } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import { codeSchemeOf, formatDossierCode } from '../dossierCode.ts';
import { asDossier, CHANNELS, type Dossier, RETURN_CHANNELS, TERM_UNITS } from '../model.ts';
import { organisationOf } from '../organisation.ts';
import { procedureAtReceipt } from '../procedureAtReceipt.ts';
import { refusalError, refuse } from '../refusals.ts';
import { asEvents, lineRow, nextSerial, orThrow } from '../store.ts';
import { type Outcome, transition } from '../transition.ts';
import { type SupplementRequest, supplementRow } from './supplements.ts';

const line = z.string().trim().min(1).max(300);
const optional = (limit: number) => z.string().trim().min(1).max(limit).optional();

/** What an officer writes down when a dossier comes in. */
export const receiveInput = z.strictObject({
  agencyId: line,
  /** The organisation code that its dossier codes begin with, when it is not the one that the directory gives the agency. */
  organisation: line.refine((code) => codeSchemeOf(code) !== null).optional(),
  unitId: line,
  officerId: line.optional(),
  procedureCode: line,
  channel: z.enum(CHANNELS).default('direct'),
  returnChannel: z.enum(RETURN_CHANNELS).default('oneStop'),
  setCount: z.number().int().min(1).max(99).default(1),
  applicant: z
    .strictObject({
      kind: z.enum(['person', 'organisation']).default('person'),
      name: optional(200),
      phone: optional(30),
      email: z.email().max(200).optional(),
      address: optional(300),
      subject: optional(500),
      submitter: optional(200),
    })
    .default({ kind: 'person' }),
  papers: z
    .array(z.strictObject({ name: line, originals: z.number().int().min(0).max(99), copies: z.number().int().min(0).max(99) }))
    .max(100)
    .default([]),
  fees: z
    .array(z.strictObject({ name: line, amount: z.number().int().min(0).optional(), text: optional(200), paidAt: z.iso.datetime().optional() }))
    .max(30)
    .default([]),
  /** When it was filed, for what came online or by post; the time of reception when absent. */
  submittedAt: z.date().optional(),
  /** The term of the published case that applies (area, complexity), when it is not the procedure's own. */
  term: z.strictObject({ value: z.number().positive().optional(), unit: z.enum(TERM_UNITS), text: optional(200) }).optional(),
  supplementPolicy: z.enum(['restart', 'pause']).default('restart'),
  /** The officer's date, where the term is words or surely a typing error. */
  typedDueAt: z.date().optional(),
  demo: z.boolean().default(false),
});
export type ReceiveInput = z.input<typeof receiveInput>;

/** What follows at once: `accept` (complete, form 01), `wait` until somebody has looked (online, post), or a request for supplements (form 02). */
export type Reception = 'accept' | 'wait' | Pick<SupplementRequest, 'items' | 'reason' | 'guidance'>;

/** 128 random bits for the slip's QR: who holds the slip may see the details. */
export const newSlipToken = (): string => randomBytes(16).toString('base64url');

/**
 * Registers a dossier and, unless told otherwise, accepts it: its code, row of the register, day zero and due date come to be in
 * one transaction. The procedure's version in force stays with it. Throws refusals as AppErrors.
 */
export async function receiveDossier(
  desk: Desk,
  who: Who,
  given: ReceiveInput,
  reception: Reception = 'accept',
  at?: Date,
  also?: (tx: Transaction, dossier: Dossier) => Promise<unknown>,
): Promise<Dossier> {
  const { organisation: named, applicant, submittedAt, term, typedDueAt, ...input } = checked(given);
  const now = desk.clock.now();
  const receivedAt = at ?? now;
  if (receivedAt > now || (submittedAt && submittedAt > receivedAt)) throw refusalError(refuse('dossierTimeAhead'));
  const calendar = await desk.calendarOf(input.agencyId);
  const procedure = await procedureAtReceipt(desk.database, input.procedureCode);
  if (!procedure) throw refusalError(refuse('dossierProcedureUnknown', { procedure: input.procedureCode.slice(0, 20) }));
  const { agencyId, unitId } = input;
  if (!who.may('dossier.receive', { agencyId, unitId, field: procedure.field })) throw refusalError(refuse('dossierNotAllowed'));

  const organisation = named ?? (await organisationOf(desk.database, agencyId, receivedAt));
  if (!organisation) throw refusalError(refuse('dossierAgencyCodeMissing'));

  return desk.database.$transaction(async (tx) => {
    const submitted: Dossier = {
      ...BLANK,
      ...input,
      ...procedure,
      ...(term && { termValue: term.value ?? null, termUnit: term.unit, termText: term.text ?? procedure.termText }),
      officerId: input.officerId ?? null,
      code: await newCode(tx, organisation, receivedAt),
      submittedAt: submittedAt ?? receivedAt,
      lastEventAt: receivedAt,
      slipToken: newSlipToken(),
    };
    const base = { at: receivedAt, recordedAt: now, actor: who.actor };
    const supplement = typeof reception === 'object' ? reception : null;
    const accept: ActBody = { action: 'acceptDossier', ...(typedDueAt && { typedDueAt }) };
    const act: ActBody = supplement ? { action: 'requestSupplement', ...supplement } : accept;
    const outcome = reception === 'wait' ? null : orThrow(transition(calendar, submitted, { ...base, ...act }));
    const { id: _id, ...row } = { ...(outcome?.dossier ?? submitted), version: 1, ...(await registerRow(tx, outcome?.dossier ?? submitted)) };
    const dossier = asDossier(
      await tx.dossier.create({ data: { ...row, applicant: { create: applicant } } as unknown as Prisma.DossierCreateInput }),
    );
    const first = { kind: 'submitted' as const, at: submitted.submittedAt, recordedAt: now, actor: who.actor, unitId: row.unitId };
    const lines = [{ dossierId: dossier.id, ...first, toState: 'submitted', paper: null, data: { channel: row.channel } }];
    await tx.dossierEvent.createMany({ data: [...lines, ...(outcome ? [lineRow(dossier.id, outcome.line)] : [])] });
    if (supplement)
      await tx.dossierSupplement.create({ data: supplementRow(dossier, { ...supplement, at: receivedAt, actor: who.actor, late: false }) });
    await recordAudit(tx, {
      at: now,
      actor: who.actor,
      action: 'dossier.receiveDossier',
      subject: `dossier:${dossier.code}`,
      details: { state: dossier.state },
    });
    if (outcome) await desk.tell(tx, asEvents(dossier, receivedAt, outcome.events));
    await also?.(tx, dossier);
    return dossier;
  });
}

/** Accepts a dossier that was waiting, as complete and correct: the clock starts. */
export const acceptDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { typedDueAt?: Date } = {}) =>
  change(desk, who, ref, given, (scene) => acceptPlan(scene.tx, given.typedDueAt));

/** Acceptance with its row of the register, for commands that accept on their way. */
export const acceptPlan = (tx: Transaction, typedDueAt?: Date) => ({
  act: { action: 'acceptDossier' as const, ...(typedDueAt && { typedDueAt }) },
  write: async ({ dossier }: Outcome) => {
    const row = await registerRow(tx, dossier);
    await tx.dossier.update({ where: { id: dossier.id }, data: row });
    Object.assign(dossier, row);
  },
});

/** Does not receive a dossier that may not be dealt with (form 03): never without a reason and its legal basis. */
export const returnDossier = (desk: Desk, who: Who, ref: DossierRef, given: Given & { reason: string; legalBasis: string }) =>
  change(desk, who, ref, given, ({ tx, dossier, at }) => ({
    act: { action: 'returnDossier' },
    write: () =>
      tx.dossierSupplement.updateMany({ where: { dossierId: dossier.id, completedAt: null }, data: { completedAt: at, completedBy: who.actor } }),
  }));

/** What was given, checked; the refusal names the field that is not right. */
function checked(given: ReceiveInput) {
  const read = receiveInput.safeParse(given);
  if (read.success) return read.data;
  const [first, second] = read.error.issues[0]?.path ?? [];
  throw refusalError(refuse('dossierInputInvalid', { field: String(first === 'applicant' ? (second ?? first) : first) }));
}

/** The row's place in the register: one book for each agency and year, its numbers without gaps (TT 01/2018/TT-VPCP Đ10.2). */
async function registerRow(tx: Transaction, dossier: Dossier) {
  if (dossier.acceptedAt === null || dossier.registerNumber !== null) return {};
  const registerYear = Number(dayOf(dossier.acceptedAt).slice(0, 4));
  return { registerYear, registerNumber: await nextSerial(tx, `register:${dossier.agencyId}:${registerYear}`) };
}

/** The next code of the day that no dossier has, imported ones included; withdrawn ones keep theirs. */
async function newCode(tx: Transaction, organisation: string, receivedAt: Date): Promise<string> {
  for (;;) {
    const serial = await nextSerial(tx, `code:${organisation}:${dayOf(receivedAt)}`);
    const code = formatDossierCode(organisation, receivedAt, serial);
    if (!(await tx.dossier.findUnique({ where: { code }, select: { id: true } }))) return code;
  }
}
