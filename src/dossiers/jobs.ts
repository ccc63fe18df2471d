import type { Job } from '#src/platform/jobs.ts';
import type { Log } from '#src/platform/log.ts';
import type { Desk } from './desk.ts';
import { erasePastFiles } from './exchange/parts.ts';
import { forgetAskers } from './guard.ts';
import { recomputeOpen } from './recompute.ts';

/** On a server other connections go on meanwhile. */
const SERVER_SLICE_MS = 250;
/** Days for which a form that was saved is known again. */
const RECEIPTS_DAYS = 30;

/** What the room does by itself: due times follow the calendar, and what is kept against guessing is forgotten. */
export function dossierJobs(desk: Desk, log: Pick<Log, 'info'>, kind: 'embedded' | 'server'): Job[] {
  let followed = -1;
  const follow = async () => {
    const { revision } = await desk.calendarOf('');
    if (revision === followed) return;
    const done = kind === 'server' ? await recomputeOpen(desk, SERVER_SLICE_MS) : await recomputeOpen(desk);
    followed = revision;
    if (done.looked > 0) log.info({ ...done, revision }, 'due times follow the calendar');
  };
  const forget = async () => {
    const now = desk.clock.now();
    await forgetAskers(desk.database, now);
    await desk.database.dossierProof.deleteMany({ where: { expiresAt: { lt: now } } });
    await desk.database.dossierReceipt.deleteMany({ where: { savedAt: { lt: new Date(now.getTime() - RECEIPTS_DAYS * 86_400_000) } } });
    await erasePastFiles(desk.database, now);
  };
  return [
    { name: 'due-times', schedule: '*/5 * * * *', run: follow },
    { name: 'look-up-guard', schedule: '29 3 * * *', run: forget },
  ];
}
