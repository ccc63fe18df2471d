import { type Request, type Response, Router } from 'express';
import qrcode from 'qrcode-generator';
import { AppError } from '#src/platform/errors.ts';
import { endOtherSessions, endSession, type OpenSession, openSessions } from '#src/staff/commands/accounts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { takeCookies } from '../cookies.ts';
import { html, type VNode } from '../html.ts';
import { confirmed, faultSummary, form, input, submit, type Typed, typedIn } from './forms.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const PAGE = '/can-bo/bao-mat';
const FACTOR = `${PAGE}/hai-buoc`;
const FRESH: Typed = { values: {} };

export const deviceText = ({ say }: View, device: string): string => {
  const [browser, system] = device.split('/');
  return say('staff.device.on', { browser: say(`staff.device.browser.${browser}`), system: say(`staff.device.system.${system}`) });
};

interface Shown {
  sessions: readonly OpenSession[];
  here: string;
  /** Whether signing in takes a code. */
  factor: boolean;
  /** Whether a role of theirs cannot be without one. */
  needed: boolean;
  mustSetUp: boolean;
  typed: Typed;
}

const passwordForm = (view: View, action: string, id: string, label: string, typed: Typed): VNode =>
  form(
    view,
    action,
    html`${input(view, { name: 'password', id, label: view.say('staff.currentPassword'), type: 'password', required: true, autocomplete: 'current-password' }, typed)}
    ${submit(label)}`,
  );

function factorView(view: View, { factor, needed, typed }: Shown): VNode {
  const { say } = view;
  if (!factor)
    return html`<p>${say('staff.factor.off')}</p><div class="card narrow">${passwordForm(view, FACTOR, 'on', say('staff.factor.enable'), typed)}</div>` as VNode;
  return html`
  <p>${say('staff.factor.on')}</p>
  <details class="card narrow"><summary>${say('staff.factor.renew')}</summary><p>${say('staff.factor.renewAbout')}</p>${passwordForm(view, `${FACTOR}/ma-du-phong`, 'renew', say('staff.factor.renew'), FRESH)}</details>
  ${
    needed
      ? html`<p class="note">${say('staff.factor.neededByRole')}</p>`
      : html`<details class="card narrow"><summary>${say('staff.factor.disable')}</summary><p>${say('staff.factor.disableAbout')}</p>${passwordForm(view, `${FACTOR}/tat`, 'off', say('staff.factor.disable'), FRESH)}</details>`
  }` as VNode;
}

function body(view: View, shown: Shown): VNode {
  const { say } = view;
  const { sessions, here, mustSetUp, typed } = shown;
  const rows = sessions.map(({ id, device, since }) => [
    deviceText(view, device),
    formatDateTime(since),
    id === here
      ? html`<strong>${say('staff.session.here')}</strong>`
      : form(
          view,
          `${PAGE}/phien/${id}/ket-thuc`,
          html`<button type="submit" class="quiet" aria-label=${say('staff.session.endOne', { device: deviceText(view, device) })}>${say('staff.session.end')}</button>`,
        ),
  ]);
  const heads = ['device', 'since', 'change'].map((head) => say(`staff.session.heads.${head}`));
  return html`
  ${mustSetUp ? html`<p class="card warning" role="alert">${say('errors.factorNeeded')}</p>` : null}
  ${faultSummary(view, typed)}
  <section aria-labelledby="factor"><h2 id="factor">${say('staff.factor.title')}</h2>${factorView(view, shown)}</section>
  <section aria-labelledby="sessions"><h2 id="sessions">${say('staff.session.title')}</h2>
    <p>${say('staff.session.about')}</p>
    ${table(say('staff.session.title'), heads, rows)}
    ${
      sessions.length > 1
        ? confirmed(view, `${PAGE}/phien/khac`, {
            open: say('staff.session.endOthers'),
            question: say('staff.session.endOthersQuestion'),
            button: say('staff.session.endOthers'),
          })
        : null
    }
  </section>
  <section aria-labelledby="pass"><h2 id="pass">${say('staff.password')}</h2><p><a class="pill" href="/can-bo/mat-khau">${say('staff.changePassword')}</a></p></section>` as VNode;
}

/** What an app of codes reads (the key URI format that all of them know). */
function keyUri(issuer: string, username: string, secret: string): string {
  const search = new URLSearchParams({ secret, issuer });
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(username)}?${String(search).replaceAll('+', '%20')}`;
}

function scanBody(view: View, secret: string, sealed: string, uri: string, typed: Typed): VNode {
  const { say } = view;
  const code = qrcode(0, 'M');
  code.addData(uri, 'Byte');
  code.make();
  const picture = code.createSvgTag({ cellSize: 4, margin: 16, scalable: true });
  return html`
  <p class="noprint"><a href=${PAGE}>${say('staff.factor.back')}</a></p>
  ${faultSummary(view, typed)}
  <div class="card narrow">
    <p>${say('staff.factor.scan')}</p>
    <div class="qr" role="img" aria-label=${say('staff.factor.qr')} dangerouslySetInnerHTML=${{ __html: picture }}></div>
    <p>${say('staff.factor.byHand')} <code class="secret">${secret.replaceAll(/(.{4})(?=.)/g, '$1 ')}</code></p>
    ${form(
      view,
      `${FACTOR}/ma`,
      html`<input type="hidden" name="sealed" value=${sealed} />
      ${input(view, { name: 'code', label: say('staff.factor.firstCode'), required: true, autocomplete: 'one-time-code', maxlength: 10 }, typed)}
      ${submit(say('staff.factor.confirm'))}`,
    )}
  </div>` as VNode;
}

const codesBody = (view: View, codes: readonly string[], name: string): VNode =>
  html`
  <div class="card slip">
    <p>${view.say('staff.factor.codesFor', { name })}</p>
    <ul class="columns">${codes.map((each) => html`<li><code class="secret">${each}</code></li>`)}</ul>
    <p class="note">${view.say('staff.factor.codesOnce')}</p>
  </div>
  <p class="noprint"><a class="pill" href=${PAGE}>${view.say('staff.factor.codesKept')}</a></p>` as VNode;

/** `/can-bo/bao-mat`: one's own second factor and sessions. */
export function securityPages(shell: Shell): Router {
  const { database, signIn, secrets, authority, secondFactorFor } = shell.deps;
  const { secondFactor } = signIn;
  const router = Router();
  router.use(PAGE, shell.signedIn);

  const isNeeded = (request: Request): boolean =>
    request.mustSetUpFactor === true || actorOf(request).memberships.some(({ role }) => secondFactorFor.includes(role));
  const usernameOf = async (request: Request) => (await database.authUser.findUniqueOrThrow({ where: { id: actorOf(request).id } })).username ?? '';

  async function show(request: Request, response: Response, typed: Typed = FRESH): Promise<void> {
    const { session } = request;
    const shown = {
      sessions: await openSessions(shell.deps, actorOf(request).id),
      here: session?.id ?? '',
      factor: session?.secondFactor ?? false,
      needed: isNeeded(request),
      mustSetUp: request.mustSetUpFactor ?? false,
      typed,
    };
    const status = typed.faults ? 422 : 200;
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.security'), body: body(view, shown), status }));
  }
  /** A password that was not right, beside its field. */
  const refuse = (request: Request, response: Response, outcome: string) =>
    show(request, response, { values: {}, faults: { password: outcome === 'blocked' ? 'tooOften' : 'currentPassword' } });

  async function scan(request: Request, response: Response, secret: string, faults?: Record<string, string>): Promise<void> {
    const username = await usernameOf(request);
    const typed = { values: {}, ...(faults && { faults }) };
    await shell.send(request, response, (view) => ({
      title: view.say('staff.factor.setUp'),
      body: scanBody(view, secret, secrets.seal('factor', secret), keyUri(authority ?? view.say('app.name'), username, secret), typed),
      status: faults ? 422 : 200,
    }));
  }
  const showCodes = (request: Request, response: Response, codes: readonly string[]) =>
    shell.send(request, response, (view) => ({ title: view.say('staff.factor.codes'), body: codesBody(view, codes, actorOf(request).name) }));

  const given = (request: Request) => [request.headers, actorOf(request).id, typedIn(request.body)['password'] ?? '', request.ip ?? ''] as const;

  router.get(PAGE, (request, response) => show(request, response));

  router.post(FACTOR, shell.form, async (request, response) => {
    const answer = await secondFactor.prepare(...given(request));
    return answer.outcome === 'prepared' ? scan(request, response, answer.secret) : refuse(request, response, answer.outcome);
  });

  router.post(`${FACTOR}/ma`, shell.form, async (request, response) => {
    const { code = '', sealed = '' } = typedIn(request.body);
    const enabled = await secondFactor.enable(request.headers, actorOf(request).id, code);
    if (enabled) {
      takeCookies(request, response, enabled.cookies);
      return showCodes(request, response, enabled.codes);
    }
    const secret = secrets.open('factor', sealed);
    return secret ? scan(request, response, secret, { code: 'code' }) : response.redirect(303, PAGE);
  });

  router.post(`${FACTOR}/ma-du-phong`, shell.form, async (request, response) => {
    const answer = await secondFactor.renewCodes(...given(request));
    return answer.outcome === 'renewed' ? showCodes(request, response, answer.codes) : refuse(request, response, answer.outcome);
  });

  router.post(`${FACTOR}/tat`, shell.form, async (request, response) => {
    if (isNeeded(request)) throw new AppError('factorNeeded', { status: 403 });
    const answer = await secondFactor.disable(...given(request));
    if (answer.outcome !== 'disabled') return refuse(request, response, answer.outcome);
    takeCookies(request, response, answer.cookies);
    return shell.done(response, PAGE, { key: 'staff.said.factorDisabled' });
  });

  router.post(`${PAGE}/phien/khac`, shell.form, async (request, response) => {
    await endOtherSessions(shell.deps, actorOf(request), request.session?.id ?? '');
    shell.done(response, PAGE, { key: 'staff.said.sessionsEnded' });
  });

  router.post(`${PAGE}/phien/:id/ket-thuc`, shell.form, async (request, response) => {
    await endSession(shell.deps, actorOf(request), String(request.params['id']));
    shell.done(response, PAGE, { key: 'staff.said.sessionEnded' });
  });

  return router;
}
