import { hostname } from 'node:os';
import cron, { type RunCoordinator } from 'node-cron';
import type { Database } from './database.ts';
import { briefly } from './errors.ts';
import type { Log } from './log.ts';

export interface Job {
  name: string;
  /** A cron expression in Vietnamese time. */
  schedule: string;
  run(): Promise<void>;
}

/** With several instances each run is won by the one whose row is first. */
function coordinator(database: Database, instance: string, now: () => Date): RunCoordinator {
  return {
    shouldRun: async (key) => {
      const rows = await database.jobRun.createMany({ data: [{ key, instance, at: now() }], skipDuplicates: true });
      return rows.count === 1;
    },
  };
}

/** Starts the scheduled jobs; a job that fails is logged and tried at its next time. Returns how to stop them. */
export function startJobs(jobs: Job[], database: Database, log: Log, now: () => Date): { stop(): Promise<void> } {
  const runCoordinator = coordinator(database, `${hostname()}:${process.pid}`, now);
  for (const job of jobs) {
    const run = async () => {
      try {
        await job.run();
      } catch (error) {
        log.error({ job: job.name, error: briefly(error) }, 'job failed');
      }
    };
    cron.schedule(job.schedule, run, { name: job.name, timezone: 'Asia/Ho_Chi_Minh', noOverlap: true, distributed: true, runCoordinator });
  }
  return { stop: async () => void (await cron.shutdown(5000)) };
}
