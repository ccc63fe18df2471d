import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import type { Assistant } from '#src/conversation/assistant.ts';
import { drawTold } from '#src/conversation/feedback/draw.ts';
import { referPlace } from '#src/conversation/refer.ts';
import { drawDoubt, drawReferral } from '#src/conversation/topics.ts';
import type { Agency } from '#src/directory/agency.ts';
import { blockedUntil, countWrong } from '#src/dossiers/guard.ts';
import { judgeSending } from '#src/feedback/abuse/judge.ts';
import { findFeedbackCode } from '#src/feedback/code.ts';
import { addToFeedback, reopenFeedback } from '#src/feedback/commands/citizen.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { FeedbackDesk } from '#src/feedback/desk.ts';
import { LARGEST_FILE } from '#src/feedback/files/fileType.ts';
import type { FileFolder } from '#src/feedback/files/keep.ts';
import { followToken } from '#src/feedback/followToken.ts';
import { SHARED_TOPICS, type Topic } from '#src/feedback/model.ts';
import { isRefused } from '#src/feedback/refusals.ts';
import { findSimilar } from '#src/feedback/similar.ts';
import { readStatus } from '#src/feedback/status.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { listIn, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { Block } from '#src/text/blocks.ts';
import { type ChatDoors, followDoor } from '../chatDoors.ts';
import { localeOf } from '../locale.ts';
import { typedIn } from '../staff/forms.ts';
import { formTokens } from '../staff/formToken.ts';
import { pageOf } from '../staff/table.ts';
import { uploadOf } from '../staff/upload.ts';
import { feedbackFormPage } from './formPage.ts';
import { type PublicOne, publicFeedbackPage } from './publicPage.ts';
import { readFeedbackForm } from './readForm.ts';
import { feedbackReviewPage } from './reviewPage.ts';
import { feedbackStatusPage } from './statusPage.ts';

interface FeedbackWeb {
  desk: FeedbackDesk;
  files: FileFolder;
  secrets: Secrets;
  authority: string | undefined;
  url: string | undefined;
  /** Where a chat opens in which more can be told. */
  chats(): ChatDoors;
  current(): { catalogue: Catalogue; office: Agency } & Pick<Assistant, 'refer' | 'readFeedback'>;
}

const MOST_FILES = 3;
const LARGEST_FORM = MOST_FILES * LARGEST_FILE + 65_536;
const PUBLIC_PAGE = 20;
const PRIVATE = { 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow', Vary: 'Accept-Language' };

/** `/gop-y`: the form for feedback, how it stands by its code, adding to it, and what was published. */
export function feedbackPages(deps: FeedbackWeb): Router {
  const { desk, files, current } = deps;
  const { database, clock } = desk;
  const tokens = formTokens(deps.secrets, deps.url?.startsWith('https:') ?? false);
  const router = Router();
  const authorityOf = (request: Request) => deps.authority ?? sayIn(localeOf(request))('app.authority');
  const frame = (request: Request, response: Response) => {
    const locale = localeOf(request);
    response.set({ ...PRIVATE, 'Content-Language': locale }).type('html');
    return { say: sayIn(locale), locale, authority: authorityOf(request), token: tokens.tokenFor(request, response) };
  };
  const showForm = (
    request: Request,
    response: Response,
    values: Record<string, string>,
    faults: Record<string, string> = {},
    said: Block[] = [],
    doubtful = false,
  ) => response.send(feedbackFormPage({ ...frame(request, response), values, faults, said, doubtful, sent: request.method === 'POST' }));

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
    if (values['do'] === 'edit') return void showForm(request, response, values);
    const form = readFeedbackForm(values);
    if ('faults' in form) return void showForm(request, response.status(422), values, form.faults);
    const { read } = form;
    // What must go by another door comes before everything else: of a mixed letter the rest stays in the form.
    const { kind: ofText, parts, doubt } = refer(read.text);
    const kind = ofText ?? (read.place && referPlace(refer, read.place));
    const facts = { ...current(), now: clock.now(), say, sayAll: (key: string) => listIn(locale, key) };
    if (doubt && values['isFeedback'] !== '1') {
      const said: Block[] = [{ kind: 'text', text: say('feedback.page.which') }, ...drawDoubt(doubt, facts as never).blocks];
      return void showForm(request, response.status(422), values, {}, said, true);
    }
    if (kind && (!doubt || kind !== ofText)) {
      const said = drawReferral(kind, facts as never).blocks;
      return void showForm(request, response.status(422), { ...values, text: parts.feedback, place: '' }, {}, said);
    }
    const guess = readFeedback(read.text);
    if (values['do'] === 'review') {
      const about = { topic: read.topic ?? guess.topic, place: read.place ?? guess.place };
      const compared = { ...about, text: read.text, latitude: null, longitude: null, agencyId: office.partOf ?? office.id };
      const similar = SHARED_TOPICS.includes(about.topic) ? await findSimilar(database, compared, clock.now()) : [];
      const offered = similar.map((one) => ({ ...one, follow: followDoor(deps.chats(), followToken(one.id, deps.secrets.mark)) }));
      return void response.send(feedbackReviewPage({ ...frame(request, response), values, ...about, similar: offered }));
    }
    const uploads = request.uploads ?? [];
    const kept = await Promise.all(uploads.slice(0, MOST_FILES).map(({ bytes }) => files.keep(bytes).catch(() => null)));
    if (uploads.length > MOST_FILES || kept.includes(null))
      return void showForm(request, response.status(422), values, { files: 'files' }, [{ kind: 'text', text: say('feedback.page.fault.files') }]);
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
        // Looked over: a place that was taken out is none.
        place: values['do'] === 'send' ? read.place : (read.place ?? guess.place),
      },
      ...{ latitude: null, longitude: null, dossierCode: read.dossierCode ?? guess.dossierCode, contact: read.contact, chat: null, pictures: [] },
      files: kept.filter((file) => file !== null),
    };
    const sending = { by: 'address' as const, sender: request.ip ?? '', text: read.text, rude: guess.rude };
    const sent = await database.$transaction(async (tx) => {
      const judged = await judgeSending(tx, sending, deps.secrets.mark, clock.now());
      return 'refused' in judged ? judged : receiveFeedback(tx, { ...given, ...judged }, calendar, clock.now());
    });
    if ('refused' in sent)
      return void showForm(request, response.status(429), values, {}, [{ kind: 'text', text: say(`feedback.told.${sent.refused}`) }]);
    response.redirect(303, `/gop-y?ma=${sent.code}&moi=1`);
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
