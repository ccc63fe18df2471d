import { promisify } from 'node:util';
import zlib from 'node:zlib';
import express, { type Request, type RequestHandler, type Response } from 'express';
import type { Answering, Rehearse } from '#src/conversation/assistant.ts';
import type { ChannelStatus } from '#src/delivery/delivery.ts';
import type { TroubleOf } from '#src/delivery/trouble.ts';
import type { WhyNot } from '#src/delivery/undelivered.ts';
import type { Desk } from '#src/dossiers/desk.ts';
import type { Imports } from '#src/dossiers/exchange/imports.ts';
import type { FileFolder } from '#src/feedback/files/keep.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Metrics } from '#src/platform/metrics.ts';
import type { Secrets } from '#src/platform/secrets.ts';
import { LOCALES, type Locale, type Say, sayIn } from '#src/platform/texts.ts';
import { type Actor, actorId, type PersonActor, type Role } from '#src/staff/actor.ts';
import { loadActor } from '#src/staff/people.ts';
import { type Action, may } from '#src/staff/policy.ts';
import type { Session, SignIn } from '#src/staff/signIn.ts';
import { dayOf } from '#src/text/formats.ts';
import { assetUrl } from '../assets.ts';
import type { ChatDoors } from '../chatDoors.ts';
import { readCookie } from '../cookies.ts';
import { html, renderPart, type VNode } from '../html.ts';
import { layout } from '../layout.ts';
import { localeOf } from '../locale.ts';
import type { Previews } from './catalogue/previews.ts';
import { type Flash, flashes } from './flash.ts';
import { undoForm, withoutNul } from './forms.ts';
import { formTokens } from './formToken.ts';
import { isOwnForm, keptFormBody, keptFormOf, sealForm } from './keptForm.ts';
import { navigationView } from './navigationView.ts';
import { proofNeeded } from './proof.ts';
import { signInBody } from './signInView.ts';
import { readSentForm } from './upload.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** Who asks, once `signedIn` or `withKey` let the request pass. */
    actor?: Actor;
    /** The session of a person, with `actor`. */
    session?: Session;
    /** Their role needs a second factor that is not set up: until then they are nobody in particular. */
    mustSetUpFactor?: boolean;
  }
}

export interface StaffWeb {
  database: Database;
  clock: Clock;
  secrets: Secrets;
  metrics: Metrics;
  signIn: SignIn;
  /** Roles that nobody holds without a second factor. */
  secondFactorFor: readonly Role[];
  /** What commands on dossiers work with. */
  desk: Desk;
  /** Imports that are followed on a page. */
  imports: Imports;
  /** Where what comes with feedback is kept. */
  files: FileFolder;
  /** The catalogue in force and the assistant's own understanding of it. */
  current(): Pick<Answering, 'catalogue' | 'read' | 'meant' | 'show' | 'why' | 'refer' | 'readFeedback'>;
  /** Told after a publication; answers when the assistant answers with it. */
  catalogueChanged?(): Promise<void>;
  /** Told after sentences were worded otherwise; answers when they are said so here. */
  wordingChanged?(): Promise<void>;
  /** Told after a word began or ceased to be rude; answers when it is so here. */
  rudeWordsChanged?(): Promise<void>;
  /** Told after the directory changed; answers when the assistant answers by it here. */
  directoryChanged?(): Promise<void>;
  /** What would come of messages with another catalogue. */
  rehearse: Rehearse;
  /** Why a letter did not arrive, by what its channel noted. */
  whyNot: WhyNot;
  /** What keeps a channel from working, by what it reports of itself. */
  troubleOf: TroubleOf;
  /** What the channels make of a reply. */
  previews?: Previews;
  authority: string | undefined;
  /** Where a chat with the assistant opens. */
  chats(): ChatDoors;
  /** How the channels are now; none where no channel is set up. */
  channels(): ChannelStatus[];
  /** The published fields (lĩnh vực), which a role may be kept to. */
  fields(): string[];
  /** The address people use, for links and for whether cookies go over https only. */
  url: string | undefined;
}

/** What a page is drawn with. */
export interface View {
  say: Say;
  locale: Locale;
  /** Goes into every form that changes something; `form` of forms.ts does it. */
  token: string;
  path: string;
}

export interface Page {
  title: string;
  body: VNode | VNode[];
  status?: number;
  /** Scripts of ours that make it handier; without them it works all the same. */
  scripts?: string[];
  styles?: string[];
  /** Something is under way: the page looks again by itself until it is over. */
  watching?: boolean;
}

/** Answers with a page in the frame. */
export type Send = (request: Request, response: Response, draw: (view: View) => Page | Promise<Page>) => Promise<void>;

/** Seconds after which a page looks again where no script does. */
const LOOK_AGAIN = 4;

const LOCALE_COOKIE = 'mot-cua.lang';
const gzip = promisify(zlib.gzip);

/** The longest form, that of a procedure with all its papers: each letter takes up to nine signs on its way. */
const LARGEST_FORM = '3mb';
/** Where whoever must set up a second factor may go. */
const SECURITY = '/can-bo/bao-mat';

const flashView = (view: View, { key, values, secret, undo }: Flash): VNode => {
  const { say } = view;
  return html`
  <div class="card said" role="status">
    <p>${say(key, values)}</p>
    ${undo ? undoForm(view, undo.to, undo.fields) : null}
    ${secret ? html`<p><code class="secret">${secret}</code></p><p class="note">${say('staff.shownOnce')}</p>` : null}
  </div>` as VNode;
};

/**
 * What the pages of officials and admins share: who asks, the frame around a page, forms that cannot be forged, a sentence after an act.
 * A room's pages are a router made with this shell; see docs/decisions/0013-accounts.md for how to add one.
 */
export function createShell(deps: StaffWeb) {
  const { database, clock, secrets, signIn, metrics, authority } = deps;
  const secure = deps.url?.startsWith('https:') ?? false;
  const tokens = formTokens(secrets, secure);
  const flash = flashes(secrets, secure);

  /** The person whose session the request carries, looked up once for a request. */
  async function personOf(request: Request): Promise<PersonActor | null> {
    if (request.actor?.kind === 'person') return request.actor;
    const session = await signIn.session(request.headers);
    const person = session && (await loadActor(database, session.personId, dayOf(clock.now())));
    if (!person) return null;
    const without = !session.secondFactor && person.memberships.some(({ role }) => deps.secondFactorFor.includes(role));
    const actor = without ? { ...person, memberships: [] } : person;
    Object.assign(request, { actor, session, mustSetUpFactor: without });
    return actor;
  }

  /** The fields of a form, from whomever: `checkToken` tells whether it is our own. */
  const parse = express.urlencoded({ extended: false, limit: LARGEST_FORM, parameterLimit: 5000 });
  const fields: RequestHandler = (request, response, next) =>
    parse(request, response, (error?: unknown) => {
      if (!error && request.is('urlencoded')) request.body = withoutNul(request.body);
      next(error);
    });

  /**
   * The session ended while a form was filled in: after signing in what was typed can be sent again. A form with a file has nothing but choices
   * beside it: its page is shown again, where the file is chosen anew.
   */
  const askAgain: RequestHandler = (request, response, next) => {
    const withFile = request.is('multipart/form-data');
    // A browser sends this cookie with our own forms alone.
    if (!(withFile || request.is('urlencoded')) || !tokens.isOurPage(request)) return next(new AppError('signInNeeded', { status: 401 }));
    if (withFile) {
      return void send(request, response, (view) => ({
        title: view.say('staff.signIn.title'),
        body: signInBody(view, { next: request.originalUrl, wrong: view.say('staff.signIn.fileAgain') }),
        status: 401,
      })).catch(next);
    }
    fields(request, response, (error?: unknown) => {
      if (error) return next(error);
      const resume = sealForm(secrets, keptFormOf(request));
      send(request, response, (view) => ({
        title: view.say('staff.signIn.title'),
        body: signInBody(view, { next: '/can-bo', resume }),
        status: 401,
      })).catch(next);
    });
  };

  /** Lets whoever signed in pass; a page that is asked for leads to signing in and back. */
  const signedIn: RequestHandler = async (request, response, next) => {
    response.set('Cache-Control', 'no-store');
    if (await personOf(request)) {
      if (!request.mustSetUpFactor || (request.baseUrl + request.path).startsWith(SECURITY)) return next();
      if (request.method !== 'GET') throw new AppError('factorNeeded', { status: 403 });
      return response.redirect(303, SECURITY);
    }
    if (request.method !== 'GET') return askAgain(request, response, next);
    response.redirect(303, `/dang-nhap?next=${encodeURIComponent(request.originalUrl)}`);
  };

  /** Lets whoever may do this somewhere pass; the command asks again, for the very thing. */
  const allowed =
    (action: Action): RequestHandler =>
    (request, _response, next) => {
      if (!request.actor || !may(request.actor, action)) {
        metrics.denied.inc({ action });
        throw new AppError('notAllowed', { status: 403 });
      }
      next();
    };

  function viewOf(request: Request, response: Response): View {
    const asked = LOCALES.find((known) => known === request.query['lang']);
    if (asked) response.cookie(LOCALE_COOKIE, asked, { httpOnly: true, sameSite: 'lax', secure, path: '/' });
    const kept = LOCALES.find((known) => known === readCookie(request, LOCALE_COOKIE));
    const own = request.actor?.kind === 'person' ? request.actor.locale : undefined;
    const locale = asked ?? kept ?? own ?? localeOf(request);
    return { say: sayIn(locale), locale, token: tokens.tokenFor(request, response), path: request.path };
  }

  const send: Send = async (request, response, draw) => {
    const view = viewOf(request, response);
    const said = flash.take(request, response);
    const { title, body, status = 200, scripts = [], styles = [], watching = false } = await draw(view);
    const { say, locale } = view;
    const page = layout({
      title: `${title} – ${say('app.name')}`,
      locale,
      say,
      authority: authority ?? say('app.authority'),
      styles: [assetUrl('/assets/staff.css'), ...styles],
      scripts: [assetUrl('/assets/staff.js'), ...scripts, ...(watching ? [assetUrl('/assets/watch.js')] : [])],
      ...(watching && { refresh: LOOK_AGAIN }),
      ...(request.actor?.kind === 'person' && { navigation: navigationView(view, request.actor) }),
      body: html`<div class="wide sheet staff"><h1>${title}</h1>${said ? flashView(view, said) : null}${body}</div>` as VNode,
    });
    response.set({ 'Cache-Control': 'no-store', 'Content-Language': locale, Vary: 'accept-encoding' }).status(status).type('html');
    // A form with all its rows is ten times smaller so, which a weak line feels.
    if (request.get('accept-encoding') && request.acceptsEncodings('gzip')) response.set('Content-Encoding', 'gzip').send(await gzip(page));
    else response.send(page);
  };

  /** Answers a script of ours with a part of a page. */
  async function part(request: Request, response: Response, draw: (view: View) => Promise<VNode>): Promise<void> {
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(renderPart(await draw(viewOf(request, response))));
  }

  /** For a POST: the fields of the form, and that it is our own form. One of a session before this one is shown to be sent again. */
  const form: RequestHandler = (request, response, next) =>
    fields(request, response, (error?: unknown) => {
      if (error) return next(error);
      tokens.checkToken(request, response, (wrong?: unknown) => {
        if (!wrong || request.actor?.kind !== 'person' || !isOwnForm(request)) return next(wrong);
        const kept = keptFormOf(request);
        send(request, response, (view) => ({ title: view.say('staff.signIn.changed'), body: keptFormBody(view, kept), status: 403 })).catch(next);
      });
    });

  /** The same for a form with a file (multipart), which is `request.sent` until the answer is given. */
  const file =
    (limit: number): RequestHandler =>
    async (request, response, next) => {
      const { fields: body, files, remove } = await readSentForm(request, limit);
      response.once('close', () => void remove());
      Object.assign(request, { body, sent: files[0] ?? null });
      tokens.checkToken(request, response, next);
    };

  /** Writes down that somebody looked at, or took along, what is personal (secrecy: NĐ 61/2018 Đ5). `details` name nobody. */
  const looked = (request: Request, action: string, subject: string, details: Record<string, string | number | boolean | null> = {}) =>
    database.$transaction((tx) => recordAudit(tx, { at: clock.now(), actor: actorId(actorOf(request)), action, subject, details }));

  return {
    deps,
    looked,
    signedIn,
    allowed,
    form,
    /** After `form`, for what is dangerous: the password again, where it was given too long ago. */
    proved: proofNeeded(deps, send),
    fields,
    askAgain,
    ours: tokens.checkToken,
    isOurs: tokens.isOurs,
    isOurPage: tokens.isOurPage,
    file,
    send,
    part,
    personOf,
    say: flash.say,
    /** Leads to the page after an act, which says what was done. */
    done(response: Response, to: string, said: Flash): void {
      flash.say(response, said);
      response.redirect(303, to);
    },
  };
}

export type Shell = ReturnType<typeof createShell>;
export const actorOf = (request: Request): PersonActor => request.actor as PersonActor;
