import { Router } from 'express';
import type { ChannelStatus } from '#src/delivery/delivery.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { jobStandings } from '#src/platform/jobs.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import { sameSecret } from './security.ts';

const LOCAL = /^(::1|127\.|::ffff:127\.)/;

/** `/healthz` the process lives; `/readyz` it can answer; `/metrics` for the operator's monitoring. */
export function health(deps: {
  database: Database;
  clock: Clock;
  metrics: Metrics;
  metricsToken?: string | undefined;
  catalogue(): { procedures: number; revision: number };
  /** A channel that is down is shown and does not make the process unready: the others serve. */
  channels(): ChannelStatus[];
}): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ status: 'ok' }));
  router.get('/readyz', async (_request, response) => {
    const database = await deps.database.$queryRaw`SELECT 1`.then(
      () => 'up',
      () => 'down',
    );
    const catalogue = deps.catalogue();
    const ready = database === 'up' && catalogue.procedures > 0;
    // A job that stands still is shown for whoever looks; answering citizens goes on without it.
    const jobs = database === 'up' ? await jobStandings(deps.database, deps.clock.now()) : [];
    const lateJobs = jobs.filter(({ late }) => late).map(({ name }) => name);
    const status = ready ? 'ready' : 'not ready';
    response.status(ready ? 200 : 503).json({ status, database, catalogue, channels: deps.channels(), lateJobs });
  });
  router.get('/metrics', async (request, response) => {
    const token = /^Bearer (.+)$/.exec(request.get('authorization') ?? '')?.[1] ?? '';
    // `ip` and not the socket's address: behind a proxy on this machine everybody would be local.
    const allowed = deps.metricsToken ? sameSecret(token, deps.metricsToken) : LOCAL.test(request.ip ?? '');
    if (!allowed) throw new AppError('forbidden', { status: 403 });
    response.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics());
  });
  return router;
}
