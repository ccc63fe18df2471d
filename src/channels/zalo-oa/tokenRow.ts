import { createHash } from 'node:crypto';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import type { Pair } from './refresh.ts';

/** A refresh that has not ended after this was left by somebody who died: it takes two calls of 10 s at most. */
const LEASE = '60 seconds';
const PURPOSE = 'zalo-oa-token';

/** The tokens as the database keeps them: encrypted, with who may refresh them now. */
export interface Kept {
  pair: Partial<Pair> | null;
  rotation: number;
  rotatedAt: Date;
  accessUntil: Date | null;
  lostAt: Date | null;
}

export interface TokenRow {
  read(): Promise<Kept | null>;
  /** Takes up a first token from the settings, unless it was given before. */
  seed(refresh: string): Promise<void>;
  /** Whether the right to refresh this rotation is ours until we keep a pair, give it back, or a minute has passed. */
  take(rotation: number, holder: string): Promise<boolean>;
  giveBack(holder: string): Promise<void>;
  keep(pair: Pair, accessUntil: Date): Promise<void>;
  /** Notes that Zalo refused this rotation's refresh token; false when somebody has a newer one. */
  lose(rotation: number): Promise<boolean>;
}

/**
 * The lease is a column rather than a lock held while Zalo is asked: the embedded database has one connection, and nobody may hold it
 * for the length of a call. It is measured by the database's time, the one that all instances share.
 */
export function tokenRow(appId: string, { database, clock, secrets }: { database: Database; clock: Clock; secrets: Secrets }): TokenRow {
  const seal = (pair: Partial<Pair>) => secrets.seal(PURPOSE, JSON.stringify(pair));
  const audit = (tx: Transaction, action: string, rotation: number) =>
    recordAudit(tx, { at: clock.now(), actor: 'system', action, subject: `zaloOa:${appId}`, details: { rotation } });
  return {
    async read() {
      const row = await database.zaloOaToken.findUnique({ where: { appId } });
      if (!row) return null;
      const opened = secrets.open(PURPOSE, row.sealed);
      return { ...row, pair: opened === null ? null : (JSON.parse(opened) as Partial<Pair>) };
    },
    async seed(refresh) {
      const mark = createHash('sha256').update(refresh).digest('hex');
      await database.$transaction(async (tx) => {
        const [seeded] = await tx.$queryRaw<{ rotation: number }[]>`
          INSERT INTO zalo_oa_token AS kept ("appId", sealed, seeds, "rotatedAt") VALUES (${appId}, ${seal({ refresh })}, ARRAY[${mark}], ${clock.now()})
          ON CONFLICT ("appId") DO UPDATE SET sealed = excluded.sealed, seeds = kept.seeds || excluded.seeds, rotation = kept.rotation + 1,
            "rotatedAt" = excluded."rotatedAt", "accessUntil" = NULL, holder = NULL, "heldUntil" = NULL, "lostAt" = NULL
          WHERE NOT kept.seeds && excluded.seeds
          RETURNING rotation`;
        if (seeded) await audit(tx, 'zaloOaToken.seed', seeded.rotation);
      });
    },
    async take(rotation, holder) {
      const taken = await database.$executeRaw`
        UPDATE zalo_oa_token SET holder = ${holder}, "heldUntil" = now() + ${LEASE}::interval
        WHERE "appId" = ${appId} AND rotation = ${rotation} AND ("heldUntil" IS NULL OR "heldUntil" < now())`;
      return taken === 1;
    },
    async giveBack(holder) {
      await database.$executeRaw`
        UPDATE zalo_oa_token SET holder = NULL, "heldUntil" = NULL WHERE "appId" = ${appId} AND holder = ${holder}`;
    },
    // Whoever holds the lease by now: a pair that Zalo gave is the only one that counts.
    async keep(pair, accessUntil) {
      await database.$transaction(async (tx) => {
        const { rotation } = await tx.zaloOaToken.update({
          where: { appId },
          data: {
            sealed: seal(pair),
            rotation: { increment: 1 },
            rotatedAt: clock.now(),
            accessUntil,
            holder: null,
            heldUntil: null,
            lostAt: null,
          },
        });
        await audit(tx, 'zaloOaToken.rotate', rotation);
      });
    },
    async lose(rotation) {
      return database.$transaction(async (tx) => {
        const lost = await tx.$executeRaw`
          UPDATE zalo_oa_token SET "lostAt" = ${clock.now()} WHERE "appId" = ${appId} AND rotation = ${rotation} AND "lostAt" IS NULL`;
        if (lost === 1) await audit(tx, 'zaloOaToken.lose', rotation);
        return (await tx.zaloOaToken.count({ where: { appId, rotation } })) === 1;
      });
    },
  };
}
