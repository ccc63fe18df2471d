import express, { type Request, type RequestHandler, type Response, Router } from 'express';
import { AppError } from '#src/platform/errors.ts';
import { acceptSetupLink, type OpenLink, readSetupLink } from '#src/staff/commands/setupLinks.ts';
import { takeCookies } from '../cookies.ts';
import { html, type VNode } from '../html.ts';
import { faultSummary, faultsOf, form, input, submit, type Typed, typedIn } from './forms.ts';
import { keptFormBody, openForm } from './keptForm.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { codeBody, signInBody } from './signInView.ts';

const EMPTY: Typed = { values: {} };
/** A form for signing in carries the largest form that waits for it, sealed. */
const LARGEST = '5mb';

/** Only our own staff pages: an address from outside must not lead elsewhere after signing in. */
const destination = (next: unknown): string => (typeof next === 'string' && /^\/(?:can-bo|quan-tri)(?:[/?][^\\]*)?$/.test(next) ? next : '/can-bo');

const newPassword = (view: View, typed: Typed, label: string): VNode =>
  html`
  ${input(view, { name: 'password', label, hint: view.say('staff.passwordHint'), type: 'password', required: true, autocomplete: 'new-password' }, typed)}
  ${input(view, { name: 'passwordAgain', label: view.say('staff.passwordAgain'), type: 'password', required: true, autocomplete: 'new-password' }, typed)}` as VNode;

function setupBody(view: View, token: string, link: OpenLink, typed: Typed): VNode {
  const { say } = view;
  const first = link.purpose === 'firstAdmin';
  return html`
  <p>${say(`staff.setup.${link.purpose}`, { name: link.name ?? '', username: link.username ?? '' })}</p>
  ${faultSummary(view, typed)}
  <div class="card narrow">${form(
    view,
    `/thiet-lap/${token}`,
    html`
    ${first ? input(view, { name: 'name', label: say('staff.person.name'), required: true, autocomplete: 'name', maxlength: 120 }, typed) : null}
    ${
      link.username
        ? html`<input type="hidden" name="username" autocomplete="username" value=${link.username} />`
        : input(
            view,
            {
              name: 'username',
              label: say('staff.username'),
              hint: say('staff.usernameHint'),
              required: true,
              autocomplete: 'username',
              maxlength: 30,
            },
            typed,
          )
    }
    ${newPassword(view, typed, say('staff.newPassword'))}
    ${submit(say('staff.setup.button'))}`,
  )}</div>` as VNode;
}

const passwordBody = (view: View, typed: Typed): VNode =>
  html`
  ${faultSummary(view, typed)}
  <div class="card narrow">${form(
    view,
    '/can-bo/mat-khau',
    html`
    ${input(view, { name: 'currentPassword', label: view.say('staff.currentPassword'), type: 'password', required: true, autocomplete: 'current-password' }, typed)}
    ${newPassword(view, typed, view.say('staff.newPassword'))}
    ${submit(view.say('staff.changePassword'))}`,
  )}</div>` as VNode;

/** Signing in and out, one-time links, one's own password. */
export function signInPages(shell: Shell): Router {
  const { signIn, metrics, clock, secrets } = shell.deps;
  const router = Router();
  const minutesTo = (until: Date) => Math.max(1, Math.ceil((until.getTime() - clock.now().getTime()) / 60_000));

  router.get('/dang-nhap', async (request, response) => {
    const next = destination(request.query['next']);
    if (await shell.personOf(request)) return response.redirect(303, next);
    return shell.send(request, response, (view) => ({ title: view.say('staff.signIn.title'), body: signInBody(view, { next }) }));
  });

  /** After the last step: where somebody was going, or the form that they had sent. */
  async function enter(request: Request, response: Response, values: Record<string, string>, lines: string[]): Promise<void> {
    takeCookies(request, response, lines);
    const kept = openForm(secrets, values['resume']);
    if (!kept) return response.redirect(303, destination(values['next']));
    await shell.send(request, response, (view) => ({ title: view.say('staff.signIn.back'), body: keptFormBody(view, kept) }));
  }

  const sent = [express.urlencoded({ extended: false, limit: LARGEST }), shell.ours];

  router.post('/dang-nhap', ...sent, async (request, response) => {
    const values = typedIn(request.body);
    const { username = '', password = '', resume } = values;
    const next = destination(values['next']);
    const answer = await signIn.signIn({ username, password }, request.headers, request.ip ?? '');
    metrics.signIns.inc({ outcome: answer.outcome });
    if (answer.outcome === 'signedIn') return enter(request, response, values, answer.cookies);
    if (answer.outcome === 'secondFactor') {
      takeCookies(request, response, answer.cookies);
      if (!resume) return response.redirect(303, `/dang-nhap/ma?next=${encodeURIComponent(next)}`);
      return shell.send(request, response, (view) => ({ title: view.say('staff.factor.enter'), body: codeBody(view, { next, resume }) }));
    }
    const blocked = answer.outcome === 'blocked' ? minutesTo(answer.until) : null;
    if (blocked) response.set('Retry-After', String(blocked * 60));
    return shell.send(request, response, (view) => {
      const wrong = blocked ? view.say('staff.signIn.blocked', { minutes: blocked }) : view.say('staff.signIn.refused');
      return {
        title: view.say('staff.signIn.title'),
        body: signInBody(view, { typed: { values: { username } }, next, wrong, resume }),
        status: blocked ? 429 : 401,
      };
    });
  });

  router.get('/dang-nhap/ma', async (request, response) => {
    const next = destination(request.query['next']);
    if (!(await signIn.secondFactor.challenged(request.headers))) return response.redirect(303, `/dang-nhap?next=${encodeURIComponent(next)}`);
    return shell.send(request, response, (view) => ({ title: view.say('staff.factor.enter'), body: codeBody(view, { next }) }));
  });

  router.post('/dang-nhap/ma', ...sent, async (request, response) => {
    const values = typedIn(request.body);
    const shown = { next: destination(values['next']), resume: values['resume'] };
    const answer = await signIn.secondFactor.confirm(request.headers, values['code'] ?? '', request.ip ?? '');
    metrics.signIns.inc({ outcome: answer.outcome });
    if (answer.outcome === 'signedIn') return enter(request, response, values, answer.cookies);
    if (answer.outcome === 'blocked') response.set('Retry-After', String(minutesTo(answer.until) * 60));
    return shell.send(request, response, (view) => {
      if (answer.outcome === 'expired')
        return { title: view.say('staff.signIn.title'), body: signInBody(view, { ...shown, wrong: view.say('staff.factor.expired') }), status: 401 };
      const blocked = answer.outcome === 'blocked';
      const wrong = blocked ? view.say('staff.factor.blocked', { minutes: minutesTo(answer.until) }) : view.say('staff.fault.code');
      return { title: view.say('staff.factor.enter'), body: codeBody(view, { ...shown, wrong }), status: blocked ? 429 : 401 };
    });
  });

  /** Whoever's session has ended by itself is out already: their form is as old as it. */
  const isIn: RequestHandler = async (request, response, next) => ((await shell.personOf(request)) ? next() : response.redirect(303, '/dang-nhap'));
  router.post('/dang-xuat', isIn, shell.form, async (request, response) => {
    takeCookies(request, response, await signIn.signOut(request.headers));
    shell.done(response, '/dang-nhap', { key: 'staff.signedOut' });
  });

  const linkFor = async (token: string): Promise<OpenLink> => {
    const link = await readSetupLink(shell.deps, token);
    if (!link) throw new AppError('linkUnusable', { status: 410 });
    return link;
  };

  router.get('/thiet-lap/:token', async (request, response) => {
    const { token } = request.params;
    const link = await linkFor(token);
    await shell.send(request, response, (view) => ({ title: view.say('staff.setup.title'), body: setupBody(view, token, link, EMPTY) }));
  });

  router.post('/thiet-lap/:token', shell.form, async (request, response) => {
    const token = String(request.params['token']);
    const link = await linkFor(token);
    const values = typedIn(request.body);
    const { name, username, password = '', passwordAgain } = values;
    let faults: Readonly<Record<string, string>> = {};
    if (password !== passwordAgain) faults = { passwordAgain: 'passwordAgain' };
    else {
      try {
        await acceptSetupLink(shell.deps, token, { name, username, password });
        return shell.done(response, '/dang-nhap', { key: 'staff.setup.done' });
      } catch (error) {
        faults = faultsOf(error);
      }
    }
    return shell.send(request, response, (view) => ({
      title: view.say('staff.setup.title'),
      body: setupBody(view, token, link, { values, faults }),
      status: 422,
    }));
  });

  router.get('/can-bo/mat-khau', shell.signedIn, (request, response) =>
    shell.send(request, response, (view) => ({ title: view.say('staff.changePassword'), body: passwordBody(view, EMPTY) })),
  );

  router.post('/can-bo/mat-khau', shell.signedIn, shell.form, async (request, response) => {
    const { currentPassword = '', password = '', passwordAgain } = typedIn(request.body);
    const refuse = (faults: Record<string, string>) =>
      shell.send(request, response, (view) => ({
        title: view.say('staff.changePassword'),
        body: passwordBody(view, { values: {}, faults }),
        status: 422,
      }));
    if (password !== passwordAgain) return refuse({ passwordAgain: 'passwordAgain' });
    const answer = await signIn.changePassword(request.headers, actorOf(request).id, { current: currentPassword, next: password }, request.ip ?? '');
    if (answer.outcome === 'weak') return refuse({ password: answer.fault });
    if (answer.outcome === 'refused') return refuse({ currentPassword: 'currentPassword' });
    if (answer.outcome === 'blocked') return refuse({ currentPassword: 'tooOften' });
    takeCookies(request, response, answer.cookies);
    return shell.done(response, '/can-bo', { key: 'staff.passwordChanged' });
  });

  return router;
}
