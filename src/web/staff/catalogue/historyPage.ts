import { type Request, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import type { CatalogueDesk } from '#src/procedures/editing/commands/desk.ts';
import { rollBack } from '#src/procedures/editing/commands/publish.ts';
import { commentsOf, readVersion } from '#src/procedures/editing/edits.ts';
import { may } from '#src/staff/policy.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { form, typedIn } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { differencesView } from './differencesView.ts';
import { tabs } from './editView.ts';
import { addressOf, CATALOGUE, STYLES, writerOf } from './places.ts';
import { commentsView } from './reviewPage.ts';

/** The newest versions that are shown with what they changed. */
const MOST = 30;

/** `/quan-tri/thu-tuc/:code/lich-su`: every version, what it changed, who wrote and approved it, why; and the way back. */
export function catalogueHistoryPage(shell: Shell): Router {
  const { database, clock, current } = shell.deps;
  const desk: CatalogueDesk = { database, clock };
  const router = Router();
  const codeOf = (request: Request) => String(request.params['code']);
  const path = `${CATALOGUE}/:code/lich-su`;
  router.use(path, shell.signedIn, shell.allowed('catalogue.edit'));

  router.get(path, async (request, response) => {
    const code = codeOf(request);
    const rows = await database.procedureVersion.findMany({ where: { code }, orderBy: { number: 'desc' }, take: MOST, omit: { content: true } });
    if (rows.length === 0) throw new AppError('procedureUnknown', { status: 404 });
    const sides = new Map(
      await Promise.all(
        [...rows.map(({ number }) => number), rows.at(-1)!.number - 1].map(
          async (number) => [number, await readVersion(database, code, number)] as const,
        ),
      ),
    );
    const comments = await commentsOf(database, code);
    const peopleOf = (text: string | null) => text?.split(',').filter(Boolean) ?? [];
    const named = await officialsNamed(database, [
      ...rows.flatMap(({ author, approver }) => [...peopleOf(author), ...peopleOf(approver)]),
      ...comments.map(({ by }) => by),
    ]);
    const mayPublish = may(actorOf(request), 'catalogue.publish');
    const held = current().catalogue.procedures.get(code);
    await shell.send(request, response, (view) => {
      const { say } = view;
      const names = (text: string | null) =>
        peopleOf(text)
          .map((id) => (id === 'system' ? say('app.name') : named(id)))
          .join(', ');
      return {
        title: say('catalogueEditing.historyTitle', { name: held?.name ?? code }),
        styles: STYLES,
        body: html`
        ${tabs(view, code)}
        ${rows.map(
          ({ number, publishedAt, origin, author, approver, reason }, place) => html`<section class="card" aria-labelledby=${`v${number}`}>
          <h2 id=${`v${number}`}>${say('catalogueEditing.version', { number })}${number === held?.version ? ` – ${say('catalogueEditing.inForce')}` : ''}</h2>
          <p>${formatDateTime(publishedAt)} · ${origin === 'admin' ? say('catalogueEditing.by', { author: names(author), approver: names(approver) }) : say(`catalogueEditing.origin.${origin}`)}</p>
          ${reason && origin === 'admin' ? html`<p>${say('catalogueEditing.reason')}: ${reason}</p>` : null}
          <details open=${place === 0}><summary>${say('catalogueEditing.differences')}</summary>${number === 1 ? html`<p class="note">${say('catalogueEditing.first')}</p>` : differencesView(say, sides.get(number - 1) ?? null, sides.get(number)!)}</details>
          ${commentsView(
            say,
            comments.filter(({ version }) => version === number),
            named,
          )}
          ${mayPublish && number !== held?.version ? form(view, `${addressOf(code)}/lich-su`, html`<input type="hidden" name="to" value=${number} /><p class="act"><button type="submit" class="second">${say('catalogueEditing.rollBack', { number })}</button></p>`) : null}
        </section>`,
        )}` as VNode,
      };
    });
  });

  router.post(path, shell.form, async (request, response) => {
    const code = codeOf(request);
    const to = Number(typedIn(request.body)['to']) || 0;
    const number = await rollBack(desk, writerOf(actorOf(request)), code, to, sayIn('vi')('catalogueEditing.rolledBack', { number: to }));
    await shell.deps.catalogueChanged?.();
    shell.done(response, `${addressOf(code)}/lich-su`, { key: 'catalogueEditing.done.rolledBack', values: { to, number } });
  });

  return router;
}
