import { type JobStanding, jobStandings } from '#src/platform/jobs.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { type Check, type Finding, fix, note, ok } from './finding.ts';

/** A job that runs every minute; when none has for this long, the product does not run. */
const SILENT_MS = 15 * 60_000;

/** Scheduled jobs that have not run, or whose last run failed. While the product is stopped all stand still, which is no fault of theirs. */
export const checkJobs: Check = async ({ database, clock, say }) => {
  const now = clock.now();
  const jobs = await jobStandings(database.prisma, now);
  if (jobs.length === 0) return [];
  const last = Math.max(...jobs.map(({ okAt, failedAt }) => Math.max(okAt?.getTime() ?? 0, failedAt?.getTime() ?? 0)));
  if (now.getTime() - last > SILENT_MS)
    return [last === 0 ? note(say('doctor.jobs.never')) : note(say('doctor.jobs.stopped', { time: formatDateTime(new Date(last)) }))];
  const wrong = jobs.filter(({ late, reason }) => late || reason !== null);
  return wrong.length === 0 ? [ok(say('doctor.jobs.well', { count: jobs.length }))] : wrong.map((job) => finding(job, say));
};

function finding({ name, okAt, reason }: JobStanding, say: Say): Finding {
  const values = { job: say(`jobs.name.${name}`), time: okAt ? formatDateTime(okAt) : say('jobs.neverRan'), reason: reason ?? '' };
  return fix(say(reason === null ? 'doctor.jobs.late' : 'doctor.jobs.failed', values));
}
