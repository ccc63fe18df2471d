import { Router } from 'express';
import { LEAST_ANSWERS, satisfactionFigures } from '#src/feedback/satisfaction/figures.ts';
import { scopesOf } from '#src/staff/policy.ts';
import { formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { citizenText } from '../citizenText.ts';
import { loadPlaces } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { table } from '../table.ts';
import { FEEDBACK } from './visible.ts';

const DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;

/** `/can-bo/gop-y/hai-long`: how satisfied citizens are, by unit, without telling who said what. */
export function satisfactionPage(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.get(`${FEEDBACK}/hai-long`, shell.signedIn, shell.allowed('report.view'), async (request, response) => {
    const scopes = scopesOf(actorOf(request), 'report.view');
    const all = scopes.some(({ agencyId, unitId }) => agencyId === undefined && unitId === undefined);
    const [agencies, units] = [scopes.flatMap(({ agencyId }) => agencyId ?? []), scopes.flatMap(({ unitId }) => unitId ?? [])];
    const days = DAYS.find((known) => String(known) === request.query['ngay']) ?? 90;
    const to = clock.now();
    const figures = await satisfactionFigures(database, { agencies: all ? null : agencies, units, from: new Date(to.getTime() - days * DAY_MS), to });
    const places = await loadPlaces(database);
    await shell.send(request, response, ({ say }) => ({
      title: say('feedback.desk.satisfaction'),
      body: html`
      <p><a href=${FEEDBACK}>${say('feedback.desk.back')}</a></p>
      <nav class="pills" aria-label=${say('feedback.desk.period')}>${DAYS.map((each) => html`<a class="pill" href=${`${FEEDBACK}/hai-long?ngay=${each}`} aria-current=${each === days ? 'true' : undefined}>${say('feedback.desk.days', { count: each })}</a>`)}</nav>
      <p>${say('feedback.desk.satisfactionAbout', { least: LEAST_ANSWERS })}</p>
      ${
        figures.length === 0
          ? html`<p role="status">${say('feedback.desk.noAnswers')}</p>`
          : table(
              say('feedback.desk.satisfaction'),
              ['unit', 'about', 'answers', 'satisfied'].map((head) => say(`feedback.desk.figure.${head}`)),
              figures.map(({ unitId, kind, answers, satisfied }) => [
                places.named(unitId),
                say(`feedback.desk.rated.${kind}`),
                satisfied === null ? say('feedback.desk.few', { least: LEAST_ANSWERS }) : formatNumber(answers),
                satisfied === null ? '–' : `${formatNumber(satisfied)}%`,
              ]),
            )
      }
      ${figures.map(({ unitId, kind, comments }) =>
        comments.length > 0
          ? html`<h2>${say('feedback.desk.comments', { unit: places.named(unitId), about: say(`feedback.desk.rated.${kind}`) })}</h2><ul class="card">${comments.map((comment) => html`<li class="words">${citizenText(comment)}</li>`)}</ul>`
          : null,
      )}` as VNode,
    }));
  });
  return router;
}
