import { randomInt } from 'node:crypto';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { change } from '../change.ts';
import type { Desk, DossierRef, Who } from '../desk.ts';
import { hashOneTime, type LookUp, type LookUpFrom, lookUp, type Proof } from '../lookUp.ts';
import { asDossier, type Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';
import { newSlipToken } from './receiveDossier.ts';

export interface ChatRef {
  channel: string;
  conversationId: string;
}

/**
 * Links a chat to the dossier that its proof leads to, so that it gets the details and a notice of each change; inside the
 * conversation's own transaction. A wrong proof is told like a dossier that does not exist, and counted.
 */
export async function linkChat(
  tx: Transaction,
  chat: ChatRef,
  proof: Pick<Proof, 'code' | 'token' | 'oneTimeCode'>,
  from: LookUpFrom,
): Promise<LookUp> {
  const found = await lookUp(tx, proof, from);
  if (found.found !== 'details' || found.by === 'chat') return found;
  const { dossierId } = found;
  const { count } = await tx.dossierChat.createMany({ data: [{ dossierId, ...chat, proof: found.by, since: from.now }], skipDuplicates: true });
  if (count > 0) await chatLine(tx, dossierId, 'chatLinked', from.now);
  return found;
}

/** The chat no longer follows the dossier. Throws `dossierChatNotLinked`. */
export async function unlinkChat(tx: Transaction, chat: ChatRef, code: string, now: Date): Promise<Dossier> {
  const row = await tx.dossier.findUnique({ where: { code } });
  const { count } = row ? await tx.dossierChat.deleteMany({ where: { dossierId: row.id, ...chat } }) : { count: 0 };
  if (!row || count === 0) throw refusalError(refuse('dossierChatNotLinked'));
  await chatLine(tx, row.id, 'chatUnlinked', now);
  return asDossier(row);
}

/** The chat follows no dossier any more: whoever asked that nothing of them stays. */
export async function unlinkAll(tx: Transaction, chat: ChatRef, now: Date): Promise<void> {
  const rows = await tx.dossierChat.findMany({ where: chat, select: { dossier: { select: { code: true } } } });
  for (const { dossier } of rows) await unlinkChat(tx, chat, dossier.code, now);
}

/** That a chat was linked is history; which one is not. */
async function chatLine(tx: Transaction, dossierId: number, kind: 'chatLinked' | 'chatUnlinked', now: Date): Promise<void> {
  const { state, unitId } = await tx.dossier.findUniqueOrThrow({ where: { id: dossierId }, select: { state: true, unitId: true } });
  await tx.dossierEvent.create({ data: { dossierId, kind, at: now, recordedAt: now, actor: 'citizen', unitId, fromState: state, toState: state } });
}

const ONE_TIME_HOURS = 24;

/** Makes a one-time code of eight digits that an officer hands to the applicant, for those without the slip. It holds for a day, once. */
export async function issueOneTimeCode(desk: Desk, who: Who, ref: DossierRef): Promise<{ code: string; expiresAt: Date }> {
  const row = await desk.database.dossier.findUnique({ where: { code: ref.code } });
  if (!row) throw refusalError(refuse('dossierNotFound'));
  if (!who.may('dossier.receive', row)) throw refusalError(refuse('dossierNotAllowed'));
  const now = desk.clock.now();
  const code = String(randomInt(100_000_000)).padStart(8, '0');
  const proof = { hash: hashOneTime(row.id, code), expiresAt: new Date(now.getTime() + ONE_TIME_HOURS * 3_600_000) };
  await desk.database.$transaction(async (tx) => {
    await tx.dossierProof.upsert({ where: { dossierId: row.id }, create: { dossierId: row.id, ...proof }, update: proof });
    await recordAudit(tx, { at: now, actor: who.actor, action: 'dossier.issueOneTimeCode', subject: `dossier:${row.code}` });
  });
  return { code, expiresAt: proof.expiresAt };
}

/** Gives the slip a new token, or its first: the old QR no longer leads anywhere. For a slip that was lost. */
export const renewSlipToken = (desk: Desk, who: Who, ref: DossierRef): Promise<Dossier> =>
  change(desk, who, ref, {}, async ({ tx, dossier }) => ({
    act: { action: 'recordSlip' },
    write: () => tx.dossier.update({ where: { id: dossier.id }, data: { slipToken: newSlipToken() } }),
  }));
