import { Router } from 'express';
import { loadOffice } from '#src/directory/directory.ts';
import { queueOf } from '#src/handover/commands/official.ts';
import { loadDuty } from '#src/handover/duty.ts';
import type { HandOver } from '#src/handover/model.ts';
import { may } from '#src/staff/policy.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { actorOf, type Shell } from '../shell.ts';
import { table } from '../table.ts';

export const TALKS = '/can-bo/tro-chuyen';
export const addressOf = (id: number): string => `${TALKS}/${id}`;

/** `/can-bo/tro-chuyen`: citizens who asked for a person: who waits, and who answers whom. */
export function talkQueuePage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(TALKS, shell.signedIn, shell.allowed('handOver.answer'));
  router.get(TALKS, async (request, response) => {
    const actor = actorOf(request);
    const { waiting, mine, others } = await database.$transaction((tx) => queueOf(tx, actor));
    const office = await loadOffice(database);
    const unit = { agencyId: office.partOf ?? office.id, unitId: office.id };
    const { rounds } = await database.$transaction((tx) => loadDuty(tx, unit, clock.now()));
    const nameOf = await officialsNamed(
      database,
      others.map(({ officerId }) => officerId),
    );
    await shell.send(request, response, ({ say }) => {
      const rows = (list: HandOver[], who: (row: HandOver) => string) =>
        list.map((row) => [
          html`<a href=${addressOf(row.id)}>${say('handOver.page.number', { id: row.id })}</a>`,
          formatDateTime(row.askedAt),
          row.unansweredSince ? html`<span class="standing overdue">${formatDateTime(row.unansweredSince)}</span>` : '–',
          who(row),
        ]);
      const all = [
        ...rows(mine, () => say('handOver.page.mine')),
        ...rows(waiting, () => say('handOver.page.nobody')),
        ...rows(others, ({ officerId }) => nameOf(officerId)),
      ];
      const heads = ['who', 'since', 'unanswered', 'answers'].map((head) => say(`handOver.page.head.${head}`));
      return {
        title: say('staff.nav.talks'),
        watching: true,
        body: html`
        <p>${say('handOver.page.about')}</p>
        ${may(actor, 'handOver.duty') ? html`<nav class="pills" aria-label=${say('staff.nav.talks')}><a class="pill" href=${`${TALKS}/truc`}>${say('handOver.page.duty')}</a></nav>` : null}
        ${rounds.length === 0 ? html`<p class="card warning">${say('handOver.page.unreachable')} <a href="/can-bo/tai-khoan">${say('staff.nav.account')}</a></p>` : null}
        <div data-watch="">${all.length > 0 ? table(say('staff.nav.talks'), heads, all) : html`<p role="status">${say('handOver.page.empty')}</p>`}</div>` as VNode,
      };
    });
  });
  return router;
}
