import { Router } from 'express';
import { type JobStanding, jobStandings } from '#src/platform/jobs.ts';
import { formatDateTime, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import type { Shell, View } from './shell.ts';
import { table } from './table.ts';

const LIST = '/quan-tri/cong-viec';

/** What somebody has to know first: a job that stands still, then one that failed. */
const stateOf = ({ late, reason, okAt }: JobStanding): 'late' | 'failed' | 'new' | 'well' =>
  late ? 'late' : reason !== null ? 'failed' : okAt === null ? 'new' : 'well';
const ORDER = ['late', 'failed', 'new', 'well'];

function took({ say }: View, ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? say('jobs.took.short') : say('jobs.took.seconds', { seconds: formatNumber(Math.round(ms / 1000)) });
}

function body(view: View, jobs: readonly JobStanding[]): VNode {
  const { say } = view;
  const time = (at: Date | null) => (at ? formatDateTime(at) : '–');
  const sorted = [...jobs].sort((a, b) => ORDER.indexOf(stateOf(a)) - ORDER.indexOf(stateOf(b)));
  const wrong = jobs.filter((job) => job.late || job.reason !== null).length;
  const heads = ['what', 'state', 'last', 'took', 'next'].map((head) => say(`jobs.heads.${head}`));
  const rows = sorted.map((job) => {
    const state = stateOf(job);
    const mark = state === 'late' || state === 'failed' ? 'overdue' : '';
    return [
      html`<div>${say(`jobs.name.${job.name}`)}</div><div class="note">${say(`jobs.about.${job.name}`)}</div>`,
      html`<span class=${`standing ${mark}`}>${say(`jobs.state.${state}`)}</span>${
        job.reason === null ? null : html`<div class="note">${say('jobs.failedAt', { time: time(job.failedAt) })} <code>${job.reason}</code></div>`
      }`,
      job.okAt ? time(job.okAt) : say('jobs.neverRan'),
      took(view, job.tookMs),
      time(job.nextAt),
    ];
  });
  return html`
  <p>${say('jobs.about.all')}</p>
  ${wrong > 0 ? html`<p class="card warning">${say('jobs.wrong', { count: wrong })}</p>` : null}
  ${rows.length > 0 ? table(say('staff.nav.jobs'), heads, rows) : html`<p class="card">${say('jobs.none')}</p>`}` as VNode;
}

/** `/quan-tri/cong-viec`: what the product does by itself, when it last did it, and what failed. */
export function jobsPage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.get(LIST, shell.signedIn, shell.allowed('job.view'), async (request, response) => {
    const jobs = await jobStandings(database, clock.now());
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.jobs'), body: body(view, jobs) }));
  });
  return router;
}
