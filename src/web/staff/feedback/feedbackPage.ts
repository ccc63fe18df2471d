import { type Request, type Response, Router } from 'express';
import type { Feedback } from '#src/feedback/model.ts';
import { isRefused } from '#src/feedback/refusals.ts';
import { findSimilar, type Similar } from '#src/feedback/similar.ts';
import { loadTemplates } from '#src/feedback/templates.ts';
import { AppError } from '#src/platform/errors.ts';
import { STYLES } from '../catalogue/places.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { typedIn } from '../forms.ts';
import { loadPlaces } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { type FeedbackShown, feedbackBody, withTemplate } from './feedbackView.ts';
import { offeredSteps, PAGE_STEPS, takeStep } from './steps.ts';
import { addressOf, FEEDBACK, visibleTo } from './visible.ts';

const personId = (actor: string): string | null => (actor.startsWith('person:') ? actor.slice('person:'.length) : null);

/** `/can-bo/gop-y/:code`: one piece of feedback, and what may be done with it now. */
export function feedbackPage(shell: Shell): Router {
  const { database, clock, desk, files } = shell.deps;
  const router = Router();
  const ADDRESS = `${FEEDBACK}/:code`;
  router.use(FEEDBACK, shell.signedIn, shell.allowed('feedback.view'));

  async function rowOf(request: Request) {
    const row = await database.feedback.findFirst({
      where: { AND: [{ code: String(request.params['code']) }, visibleTo(actorOf(request))] },
      include: {
        contact: true,
        events: { orderBy: { id: 'asc' } },
        messages: { orderBy: { id: 'asc' } },
        files: { orderBy: { at: 'asc' } },
        _count: { select: { followers: true } },
      },
    });
    if (!row) throw new AppError('feedbackNotFound', { status: 404 });
    return row;
  }

  async function show(request: Request, response: Response, tried: FeedbackShown['tried'] = null, refused: AppError | null = null) {
    const actor = actorOf(request);
    const row = await rowOf(request);
    const feedback = row as unknown as Feedback;
    const now = clock.now();
    await shell.looked(request, 'feedback.view', `feedback:${row.code}`, { named: row.contact !== null });
    const steps = offeredSteps(actor, row as unknown as Parameters<typeof offeredSteps>[1]);
    const places = await loadPlaces(database);
    const templates = await loadTemplates(desk, row.agencyId);
    const about = {
      agencyId: row.agencyId,
      topic: feedback.topic,
      text: row.text,
      place: row.place,
      latitude: row.latitude,
      longitude: row.longitude,
    };
    const similar: Similar[] = steps.includes('join') ? await findSimilar(database, { ...about, not: row.id }, now) : [];
    const nameOf = await officialsNamed(database, [row.officerId, ...row.events.map(({ actor: by }) => personId(by))]);
    const { contact, events, messages, files: came, _count } = row;
    const picked = Number.parseInt(String(request.query['mau'] ?? ''), 10);
    await shell.send(request, response, (view) => ({
      title: view.say('feedback.notice.heading', { code: row.code }),
      styles: STYLES,
      status: refused?.status ?? 200,
      body: feedbackBody(view, {
        ...{ row, feedback, contact, events, messages, files: came, followers: _count.followers, similar, steps, templates },
        places,
        previews: shell.deps.previews,
        personNamed: (by) => (personId(by) ? nameOf(personId(by)) : view.say(`feedback.desk.actor.${by}`)),
        tried: tried ?? (Number.isNaN(picked) ? null : withTemplate(templates, picked, feedback)),
        refused: refused && view.say(`errors.${refused.code}`, refused.params),
      }),
    }));
  }

  router.get(ADDRESS, (request, response) => show(request, response));

  router.get(`${ADDRESS}/tep/:id`, async (request, response) => {
    const row = await rowOf(request);
    const file = row.files.find(({ id, state }) => id === request.params['id'] && state === 'kept');
    const bytes = file && (await files.read(file.id));
    if (!file?.type || !bytes) throw new AppError('notFound', { status: 404 });
    await shell.looked(request, 'feedback.viewFile', `feedback:${row.code}`);
    // What a citizen sent runs nothing here, whatever a browser makes of it.
    response.set({ 'Content-Security-Policy': "default-src 'none'; sandbox", 'Cache-Control': 'no-store' });
    response.set(
      'Content-Disposition',
      `${file.type.startsWith('image/') ? 'inline' : 'attachment'}; filename="${file.id}.${file.type.replace(/^.*\//, '')}"`,
    );
    response.type(file.type).send(bytes);
  });

  router.post(`${ADDRESS}/:step`, shell.form, async (request, response) => {
    const step = PAGE_STEPS.find((known) => known === request.params['step']);
    if (!step) throw new AppError('notFound', { status: 404 });
    const row = await rowOf(request);
    const values = typedIn(request.body);
    const tried = { step, values, preview: values['preview'] === '1' };
    if (tried.preview) return show(request, response, tried);
    const version = Number.parseInt(values['version'] ?? '', 10);
    try {
      await takeStep(
        step,
        { ...desk, settle: () => files.removeOrphans(database) },
        actorOf(request),
        { code: row.code, version: Number.isNaN(version) ? -1 : version },
        values,
      );
    } catch (error) {
      if (!isRefused(error)) throw error;
      return show(request, response, tried, error);
    }
    // Whoever gave it to another unit may see it no more.
    const still = await database.feedback.count({ where: { AND: [{ code: row.code }, visibleTo(actorOf(request))] } });
    shell.done(response, still > 0 ? addressOf(row.code) : FEEDBACK, { key: 'feedback.desk.done', values: { code: row.code } });
  });
  return router;
}
