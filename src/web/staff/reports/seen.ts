import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import type { PersonActor } from '#src/staff/actor.ts';
import { type Action, scopesOf } from '#src/staff/policy.ts';

/** The dossiers that an action reaches for somebody. */
export const withinFor = (actor: PersonActor, action: Action): Prisma.DossierWhereInput => ({
  OR: scopesOf(actor, action) as Prisma.DossierWhereInput[],
});

/** Which rows of an agency's register an action reaches: `undefined` for the whole book. */
export const registerWithin = (actor: PersonActor, action: Action, agencyId: string): Prisma.DossierWhereInput | undefined =>
  scopesOf(actor, action).some((scope) => scope.agencyId === agencyId && scope.field === undefined) ? undefined : withinFor(actor, action);

/** The agencies that keep a register with rows that somebody may see. */
export const registersFor = async (database: Database, actor: PersonActor): Promise<string[]> =>
  (await database.dossier.groupBy({ by: ['agencyId'], where: withinFor(actor, 'report.view'), orderBy: { agencyId: 'asc' } })).map(
    ({ agencyId }) => agencyId,
  );
