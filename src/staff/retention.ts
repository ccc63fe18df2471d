import { forgetOldFailures } from './signInGuard.ts';
import type { Staff } from './staff.ts';

const MONTH = 30 * 86_400_000;

/** Once a day: failed attempts of yesterday, sessions that ended, links that nobody can use any more. The audit log keeps what was done. */
export async function eraseSpent({ database, clock }: Staff): Promise<void> {
  const now = clock.now();
  await forgetOldFailures(database, now);
  await database.authSession.deleteMany({ where: { expiresAt: { lt: now } } });
  await database.authVerification.deleteMany({ where: { expiresAt: { lt: now } } });
  await database.pairingCode.deleteMany({ where: { expiresAt: { lt: now } } });
  await database.setupLink.deleteMany({ where: { expiresAt: { lt: new Date(now.getTime() - MONTH) } } });
}
