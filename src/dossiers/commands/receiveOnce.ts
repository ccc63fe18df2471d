import { createHash } from 'node:crypto';
import { Prisma } from '#src/generated/prisma/client.ts';
import type { Desk, Who } from '../desk.ts';
import { asDossier, type Dossier } from '../model.ts';
import { refusalError, refuse } from '../refusals.ts';
import { type ReceiveInput, type Reception, receiveDossier } from './receiveDossier.ts';

const UNIQUE = 'P2002';

/**
 * Receives what a form says, once for each form: clicked twice or sent again it is the dossier that it made. `key` came with the form. The
 * same form with other content throws `dossierReceivedAlready` with the code: whether it is another dossier, its officer knows.
 */
export async function receiveOnce(desk: Desk, who: Who, key: string, given: ReceiveInput, reception?: Reception, at?: Date): Promise<Dossier> {
  const { database } = desk;
  const print = createHash('sha256')
    .update(JSON.stringify([given, reception, at, who.actor]))
    .digest('base64url');
  const known = async (): Promise<Dossier | null> => {
    const held = await database.dossierReceipt.findUnique({ where: { key }, include: { dossier: true } });
    if (held && held.print !== print) throw refusalError(refuse('dossierReceivedAlready', { code: held.dossier.code }));
    return held && asDossier(held.dossier);
  };
  const before = await known();
  if (before) return before;
  try {
    return await receiveDossier(desk, who, given, reception, at, (tx, { id: dossierId }) =>
      tx.dossierReceipt.create({ data: { key, print, dossierId, savedAt: desk.clock.now() } }),
    );
  } catch (error) {
    // The other click was first.
    const there = error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE ? await known() : null;
    if (!there) throw error;
    return there;
  }
}
