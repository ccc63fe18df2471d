import { Router } from 'express';
import type { Clock } from '#src/platform/clock.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { type CatalogueReport, FAULTS, type Fault, reportOn } from '#src/procedures/report.ts';
import { dayOf } from '#src/text/formats.ts';
import { catalogueStatusPage } from './catalogueStatusPage.ts';
import { localeOf } from './locale.ts';

export interface CatalogueStatusDeps {
  clock: Clock;
  authority: string | undefined;
  current(): { catalogue: Catalogue };
}

const isFault = (value: unknown): value is Fault => FAULTS.some((fault) => fault === value);

/** The report of a catalogue on a day, made once: a revision never changes. */
const made = new WeakMap<Catalogue, CatalogueReport>();
function reportFor(catalogue: Catalogue, day: string): CatalogueReport {
  const held = made.get(catalogue);
  if (held?.day === day) return held;
  const report = reportOn(catalogue, day);
  made.set(catalogue, report);
  return report;
}

/** `GET /thu-tuc/tinh-trang?fault=stale&field=justice&page=1`: what of the catalogue needs an editor. */
export function catalogueStatus({ clock, authority, current }: CatalogueStatusDeps): Router {
  const router = Router();
  router.get('/thu-tuc/tinh-trang', (request, response) => {
    const locale = localeOf(request);
    const say = sayIn(locale);
    const report = reportFor(current().catalogue, dayOf(clock.now()));
    const { fault, field, page } = request.query;
    response.type('html').send(
      catalogueStatusPage({
        say,
        locale,
        authority: authority ?? say('app.authority'),
        report,
        fault: isFault(fault) ? fault : undefined,
        field: report.fields.find(({ group }) => group === field)?.group,
        page: Math.min(Math.max(Number.parseInt(String(page), 10) || 0, 0), 999),
      }),
    );
  });
  return router;
}
