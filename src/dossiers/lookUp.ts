import { createHash, timingSafeEqual } from 'node:crypto';
import { Prisma } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Log } from '#src/platform/log.ts';
import { findDossierCode } from './dossierCode.ts';
import { type Asker, blockedUntil, countWrong } from './guard.ts';
import { asDossier, type Dossier } from './model.ts';
import { type CitizenView, ENDINGS, type PublicView, presentCitizen, presentPublic } from './presentCitizen.ts';

/** What a citizen shows: the code, the token of the slip's QR, a one-time code from the desk; or a chat that is linked already. */
export interface Proof {
  code?: string;
  token?: string;
  oneTimeCode?: string;
  chat?: { channel: string; conversationId: string };
}

/** `none` is said in the same words for what does not exist and for what may not be seen. `slowed`: too many wrong codes. */
export type LookUp =
  | { found: 'none' }
  | { found: 'slowed'; until: Date }
  | { found: 'degree'; view: PublicView }
  | { found: 'details'; view: CitizenView; dossierId: number; by: 'token' | 'code' | 'chat' };

export interface LookUpFrom {
  now: Date;
  asker: Asker;
  log: Pick<Log, 'warn'>;
}

/**
 * A citizen's look-up. The code alone gives the degree of completion; with a proof, the details. Wrong codes slow down whoever sends
 * them (`guard.ts`), and the log says so without the codes. Never by name, phone or identity number.
 */
export async function lookUp(tx: Database | Transaction, proof: Proof, from: LookUpFrom): Promise<LookUp> {
  const until = await blockedUntil(tx, from.now, from.asker);
  if (until) return { found: 'slowed', until };
  const found = await prove(tx, proof, from.now);
  if (!found) {
    const slowed = await countWrong(tx, from.now, from.asker);
    if (slowed) from.log.warn({ by: from.asker.chat === undefined ? 'address' : 'chat', until: slowed }, 'wrong dossier codes: slowed down');
    return { found: 'none' };
  }
  const { dossier, by } = found;
  if (by === null) return { found: 'degree', view: presentPublic(dossier) };
  return { found: 'details', view: await citizenView(tx, dossier, from.now), dossierId: dossier.id, by };
}

type Found = { dossier: Dossier; by: 'token' | 'code' | 'chat' | null };

/** The dossier that a proof leads to; null when there is none or the proof is wrong, which are the same to the asker. */
async function prove(tx: Database | Transaction, { code: typed, token, oneTimeCode, chat }: Proof, now: Date): Promise<Found | null> {
  const code = typed === undefined ? undefined : findDossierCode(typed);
  if (code === null) return null;
  if (token !== undefined) {
    const row = await tx.dossier.findUnique({ where: { slipToken: token } });
    return row && (code === undefined || row.code === code) ? { dossier: asDossier(row), by: 'token' } : null;
  }
  const row = code === undefined ? null : await tx.dossier.findUnique({ where: { code } });
  if (!row) return null;
  const dossier = asDossier(row);
  if (oneTimeCode !== undefined) return (await provedOnce(tx, dossier, oneTimeCode, now)) ? { dossier, by: 'code' } : null;
  const linked = chat && (await tx.dossierChat.findUnique({ where: { dossierId_channel_conversationId: { dossierId: dossier.id, ...chat } } }));
  return { dossier, by: linked ? 'chat' : null };
}

/** The hash of a one-time code, bound to its dossier. */
export const hashOneTime = (dossierId: number, code: string): string => createHash('sha256').update(`${dossierId}:${code.trim()}`).digest('hex');

/** Whether a one-time code is right; it is used up with that. */
async function provedOnce(tx: Database | Transaction, { id }: Dossier, code: string, now: Date): Promise<boolean> {
  const row = await tx.dossierProof.findUnique({ where: { dossierId: id } });
  if (!row || row.expiresAt < now) return false;
  if (!timingSafeEqual(Buffer.from(row.hash), Buffer.from(hashOneTime(id, code)))) return false;
  return (await tx.dossierProof.deleteMany({ where: { dossierId: id, hash: row.hash } })).count === 1;
}

/** The details of a dossier for whoever has proved that they may see them. */
export async function citizenView(tx: Database | Transaction, dossier: Dossier, now: Date): Promise<CitizenView> {
  const of = { dossierId: dossier.id };
  const supplement = dossier.state === 'supplementRequested' ? await tx.dossierSupplement.findFirst({ where: { ...of, completedAt: null } }) : null;
  const apology = dossier.reappointments > 0 ? await tx.dossierApology.findFirst({ where: { ...of, state: 'approved' } }) : null;
  const ended = dossier.closedAt !== null || dossier.outcome === 'refused';
  const ending = ended ? await tx.dossierEvent.findFirst({ where: { ...of, kind: { in: [...ENDINGS] } }, orderBy: { id: 'desc' } }) : null;
  return presentCitizen(dossier, { supplement, apology, ending }, now);
}

const COLUMNS = Prisma.raw(
  Object.values(Prisma.DossierScalarFieldEnum)
    .map((name) => `d."${name}"`)
    .join(', '),
);

/** The dossiers that a chat follows, newest first. */
export async function linkedDossiers(tx: Database | Transaction, chat: { channel: string; conversationId: string }): Promise<Dossier[]> {
  const { channel, conversationId } = chat;
  const rows = await tx.$queryRaw<Parameters<typeof asDossier>[0][]>`
    SELECT ${COLUMNS} FROM dossier_chat c JOIN dossier d ON d.id = c."dossierId"
    WHERE c.channel = ${channel} AND c."conversationId" = ${conversationId} ORDER BY c.since DESC LIMIT 20`;
  return rows.map(asDossier);
}
