import type { Job } from '#src/platform/jobs.ts';
import { type FeedDeps, feedCampaigns } from './feed.ts';
import { settleCampaigns } from './settle.ts';

/** Every minute: what has ended is written down, then the letters of the coming minute are queued. */
export const campaignJobs = (deps: FeedDeps): Job[] => [
  {
    name: 'campaigns',
    schedule: '* * * * *',
    lateAfter: 10,
    run: async () => {
      await settleCampaigns(deps.database, deps.clock.now());
      await feedCampaigns(deps);
    },
  },
];
