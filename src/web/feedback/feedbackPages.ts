import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Assistant } from '#src/conversation/assistant.ts';
import { drawTold } from '#src/conversation/feedback/draw.ts';
import { drawReferral } from '#src/conversation/topics.ts';
import type { Agency } from '#src/directory/agency.ts';
import { blockedUntil, countWrong } from '#src/dossiers/guard.ts';
import { findFeedbackCode } from '#src/feedback/code.ts';
import { addToFeedback, reopenFeedback } from '#src/feedback/commands/citizen.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { FeedbackDesk } from '#src/feedback/desk.ts';
import { LARGEST_FILE } from '#src/feedback/files/fileType.ts';
import type { FileFolder } from '#src/feedback/files/keep.ts';
import type { Topic } from '#src/feedback/model.ts';
import { isRefused } from '#src/feedback/refusals.ts';
import { readStatus } from '#src/feedback/status.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { Block } from '#src/text/blocks.ts';
import { localeOf } from '../locale.ts';
import { typedIn } from '../staff/forms.ts';
import { formTokens } from '../staff/formToken.ts';
import { pageOf } from '../staff/table.ts';
import { uploadOf } from '../staff/upload.ts';
import { feedbackFormPage } from './formPage.ts';
import { type PublicOne, publicFeedbackPage } from './publicPage.ts';
import { readFeedbackForm } from './readForm.ts';
import { feedbackStatusPage } from './statusPage.ts';

interface FeedbackWeb {
  desk: FeedbackDesk;
  files: FileFolder;
  secrets: Secrets;
  authority: string | undefined;
  url: string | undefined;
  current(): { catalogue: Catalogue; office: Agency } & Pick<Assistant, 'refer' | 'readFeedback'>;
}

const MOST_FILES = 3;
const LARGEST_FORM = MOST_FILES * LARGEST_FILE + 65_536;
/** Sent from one address in an hour; more share it in an office or a mobile network. */
const MOST_AN_HOUR = 20;
const HOUR_MS = 3_600_000;
const PUBLIC_PAGE = 20;
const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow', Vary: 'Accept-Language' };

/** `/gop-y`: the form for feedback, how it stands by its code, adding to it, and what was published. */
export function feedbackPages(deps: FeedbackWeb): Router {
  const { desk, files, current } = deps;
  const { database, clock } = desk;
  const tokens = formTokens(deps.secrets, deps.url?.startsWith('https:') ?? false);
  const sent = new Map<string, number[]>();
  const router = Router();
  const authorityOf = (request: Request) => deps.authority ?? sayIn(localeOf(request))('app.authority');
  const frame = (request: Request, response: Response) => {
    const locale = localeOf(request);
    response.set({ ...PRIVATE, 'Content-Language': locale }).type('html');
    return { say: sayIn(locale), locale, authority: authorityOf(request), token: tokens.tokenFor(request, response) };
  };
  const showForm = (request: Request, response: Response, values: Record<string, string>, faults: Record<string, string> = {}, said: Block[] = []) =>
    response.send(feedbackFormPage({ ...frame(request, response), values, faults, said }));

  /** Whether this address has sent too much in the last hour; counts one more where it has not. */
  function isTooMuch(request: Request): boolean {
    const now = clock.now().getTime();
    const address = request.ip ?? '';
    const recent = (sent.get(address) ?? []).filter((at) => now - at < HOUR_MS);
    if (sent.size > 10_000) sent.clear();
    sent.set(address, recent.length >= MOST_AN_HOUR ? recent : [...recent, now]);
    return recent.length >= MOST_AN_HOUR;
  }

  router.get('/gop-y', async (request, response) => {
    const typed = String(request.query['ma'] ?? '').slice(0, 60);
    if (!typed) return void showForm(request, response, {});
    const { say, ...rest } = frame(request, response);
    const asker = { address: request.ip ?? 'unknown' };
    const now = clock.now();
    const code = findFeedbackCode(typed);
    const blocked = await blockedUntil(database, now, asker);
    const view = code && !blocked ? await readStatus(database, code, 'page', now) : null;
    if (!view) {
      if (code && !blocked) await countWrong(database, now, asker);
      response.status(blocked ? 429 : 404);
      return void showForm(request, response, { ma: typed }, {}, [
        { kind: 'text', text: say(blocked ? 'errors.tooManyMessages' : 'errors.feedbackNotFound') },
      ]);
    }
    const { blocks } = drawTold({ kind: 'status', view }, say);
    const said = request.query['moi'] === '1' ? say('feedback.page.received', { code: view.code }) : null;
    response.send(feedbackStatusPage({ say, ...rest, view, blocks, said }));
  });

  const parse = express.urlencoded({ extended: false, limit: '64kb' });
  router.post('/gop-y', uploadOf(LARGEST_FORM), parse, tokens.checkToken, async (request, response) => {
    const values = typedIn(request.body);
    const locale = localeOf(request);
    const say = sayIn(locale);
    const { office, readFeedback, refer } = current();
    const form = readFeedbackForm(values);
    if ('faults' in form) return void showForm(request, response.status(422), values, form.faults);
    const { read } = form;
    // What must go by another door comes before everything else: of a mixed letter the rest stays in the form.
    const { kind, parts } = refer([read.text, read.place].filter(Boolean).join('\n'));
    if (kind) {
      const facts = { ...current(), now: clock.now(), say, sayAll: (key: string) => listIn(locale, key) };
      const said = drawReferral(kind, facts as never).blocks;
      return void showForm(request, response.status(422), { ...values, text: parts.feedback, place: '' }, {}, said);
    }
    if (isTooMuch(request)) return void showForm(request, response.status(429), values, {}, [{ kind: 'text', text: say('feedback.told.slowed') }]);
    const uploads = request.uploads ?? [];
    const kept = await Promise.all(uploads.slice(0, MOST_FILES).map(({ bytes }) => files.keep(bytes).catch(() => null)));
    if (uploads.length > MOST_FILES || kept.includes(null)) return void showForm(request, response.status(422), values, { files: 'files' });
    const guess = readFeedback(read.text);
    const agencyId = office.partOf ?? office.id;
    const calendar = await desk.calendarOf(agencyId);
    const given = {
      ...{
        agencyId,
        unitId: office.id,
        channel: 'page',
        locale,
        text: read.text,
        topic: read.topic ?? guess.topic,
        place: read.place ?? guess.place,
      },
      ...{ latitude: null, longitude: null, dossierCode: read.dossierCode ?? guess.dossierCode, contact: read.contact, chat: null, pictures: [] },
      files: kept.filter((file) => file !== null),
    };
    const { code } = await database.$transaction((tx) => receiveFeedback(tx, given, calendar, clock.now()));
    response.redirect(303, `/gop-y?ma=${code}&moi=1`);
  });

  const more =
    (take: typeof addToFeedback): RequestHandler =>
    async (request, response) => {
      const code = findFeedbackCode(String(request.params['code'])) ?? '';
      const locale = localeOf(request);
      const { text = '' } = typedIn(request.body);
      const { office, refer } = current();
      const { kind, parts } = refer(text);
      const facts = { ...current(), now: clock.now(), say: sayIn(locale), sayAll: (key: string) => listIn(locale, key) };
      if (kind)
        return void showForm(request, response.status(422), { ma: code, text: parts.feedback }, {}, drawReferral(kind, facts as never).blocks);
      const calendar = await desk.calendarOf(office.partOf ?? office.id);
      try {
        await database.$transaction((tx) => take(tx, { page: true }, code, text, { calendar, now: clock.now() }));
      } catch (error) {
        if (!isRefused(error)) throw error;
        return void showForm(request, response.status(error.status), { ma: code, text }, {}, [
          { kind: 'text', text: facts.say(`errors.${error.code}`) },
        ]);
      }
      response.redirect(303, `/gop-y?ma=${code}`);
    };
  router.post('/gop-y/:code/bo-sung', parse, tokens.checkToken, more(addToFeedback));
  router.post('/gop-y/:code/xem-lai', parse, tokens.checkToken, more(reopenFeedback));

  router.get('/gop-y/cong-khai', async (request, response) => {
    const page = pageOf(request);
    const rows = await database.feedback.findMany({
      where: { publishedAt: { not: null } },
      select: { topic: true, createdAt: true, answeredAt: true, publicText: true, publicAnswer: true },
      orderBy: { publishedAt: 'desc' },
      skip: page * PUBLIC_PAGE,
      take: PUBLIC_PAGE + 1,
    });
    const items = rows
      .slice(0, PUBLIC_PAGE)
      .map((row): PublicOne => ({ ...row, topic: row.topic as Topic, publicText: row.publicText ?? '', publicAnswer: row.publicAnswer ?? '' }));
    const { token: _, ...rest } = frame(request, response);
    response
      .set({ 'Cache-Control': 'no-cache', 'X-Robots-Tag': 'all' })
      .send(publicFeedbackPage({ ...rest, items, page, more: rows.length > PUBLIC_PAGE }));
  });
  return router;
}
