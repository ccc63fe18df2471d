import { Router } from 'express';
import type { Agency } from '#src/directory/agency.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { listIn, type Say, sayIn } from '#src/platform/texts.ts';
import { FILE_PATH, fileOf } from '#src/privacy/file.ts';
import { DUTIES } from '#src/privacy/person.ts';
import { loadPeriods, PERIODS } from '#src/privacy/retention.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from './html.ts';
import { layout } from './layout.ts';
import { localeOf } from './locale.ts';

interface PrivacyWeb {
  database: Database;
  clock: Clock;
  secrets: Secrets;
  authority: string | undefined;
  current(): { office: Agency };
}

/** What is somebody's own is kept by nobody on the way. */
const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' };

const list = (items: string[]): VNode => html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>` as VNode;

/** `GET /quyen-rieng-tu`: what is kept, for how long, and everybody's rights; `…/du-lieu/:sealed` is the file that the chat gives the address of. */
export function privacyPage({ database, clock, secrets, authority, current }: PrivacyWeb): Router {
  const router = Router();

  router.get('/quyen-rieng-tu', async (request, response) => {
    const locale = localeOf(request);
    const say = sayIn(locale);
    const title = say('privacy.page.title');
    const periods = await loadPeriods(database);
    const body = html`
    <div class="wide sheet">
      <h1>${title}</h1>
      <p>${say('privacy.page.about')}</p>
      <h2>${say('privacy.page.rights')}</h2>
      ${list(listIn(locale, 'privacy.page.rightsItems'))}
      <h2>${say('privacy.page.periods')}</h2>
      ${list(PERIODS.map((kind) => say('privacy.page.period', { what: say(`privacy.period.${kind}`), days: formatNumber(periods[kind]) })))}
      <h2>${say('privacy.page.duties')}</h2>
      ${list(DUTIES.map((duty) => say(`privacy.duty.${duty}`)))}
      <h2>${say('privacy.page.contact')}</h2>
      ${list(contactOf(current().office, say))}
    </div>` as VNode;
    response.type('html').send(layout({ title, locale, say, authority: authority ?? say('app.authority'), body }));
  });

  router.get(`${FILE_PATH}/:sealed`, async (request, response) => {
    const file = await fileOf(database, secrets, String(request.params['sealed']), clock.now());
    if (file === null) throw new AppError('privacyFileGone', { status: 410 });
    response.set(PRIVATE).type('json').attachment('du-lieu-cua-toi.json').send(file);
  });

  return router;
}

/** Whom to turn to, as far as the directory knows. */
function contactOf({ name, address, phone, email }: Agency, say: Say): string[] {
  const rows = [
    address && say('privacy.page.address', { value: address }),
    phone && say('privacy.page.phone', { value: phone }),
    email && say('privacy.page.email', { value: email }),
  ];
  return [name, ...rows.filter((row): row is string => Boolean(row)), say('privacy.page.inChat')];
}
