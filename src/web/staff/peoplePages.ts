import { type Request, type Response, Router } from 'express';
import qrcode from 'qrcode-generator';
import { AppError } from '#src/platform/errors.ts';
import { endSessionsOf, resetSecondFactor } from '#src/staff/commands/accounts.ts';
import {
  addMembership,
  changePerson,
  createPerson,
  deactivatePerson,
  endMembership,
  personMark,
  reactivatePerson,
} from '#src/staff/commands/people.ts';
import { issueSetupLink, LINK_HOURS } from '#src/staff/commands/setupLinks.ts';
import { findPerson, type ListedPerson, listPeople } from '#src/staff/people.ts';
import { dayOf, formatDateTime, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { actButton, confirmed, faultSummary, faultsOf, form, submit, type Typed, typedIn } from './forms.ts';
import { membershipText } from './home/homePages.ts';
import { dayFields, detailFields, membershipFields, readDays, readDetails, readMembership, together } from './peopleForms.ts';
import { loadPlaces, type Places } from './places.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { pageOf, table, turning } from './table.ts';

const LIST = '/quan-tri/nguoi-dung';
const SIZE = 50;
const FRESH: Typed = { values: { locale: 'vi', standing: 'member' } };

const inForce = (today: string) => (held: { validFrom: string; validTo: string | null }) =>
  held.validFrom <= today && (held.validTo === null || held.validTo >= today);

interface ListShown {
  people: ListedPerson[];
  total: number;
  text: string;
  page: number;
  today: string;
  places: Places;
}

function listBody(view: View, { people, total, text, page, today, places }: ListShown): VNode {
  const { say } = view;
  const rows = people.map((person) => [
    html`<a href=${`${LIST}/${person.id}`}>${person.name}</a>`,
    person.position ?? '',
    person.account?.username ?? say('staff.people.notYet'),
    person.memberships.filter(inForce(today)).map((held) => html`<div>${membershipText(view, places, held)}</div>`),
    say(person.active ? 'staff.people.active' : 'staff.people.left'),
  ]);
  return html`
  <p class="pills"><a class="pill" href=${`${LIST}/moi`}>${say('staff.people.add')}</a><a class="pill" href=${`${LIST}/can-xem`}>${say('staff.findings.title')}</a></p>
  <form class="card filters" method="get" action=${LIST} role="search">
    <label>${say('staff.people.search')}<input type="search" name="q" value=${text} maxlength="100" /></label>
    <button type="submit">${say('procedures.find')}</button>
  </form>
  <p role="status">${say('staff.people.found', { count: formatNumber(total) })}</p>
  ${
    rows.length > 0
      ? table(
          say('staff.nav.people'),
          ['name', 'position', 'username', 'roles', 'state'].map((head) => say(`staff.people.heads.${head}`)),
          rows,
        )
      : null
  }
  ${turning(view, LIST, { q: text }, page, (page + 1) * SIZE < total)}` as VNode;
}

const newBody = (view: View, places: Places, fields: readonly string[], typed: Typed): VNode =>
  html`
  <p><a href=${LIST}>${view.say('staff.people.back')}</a></p>
  ${faultSummary(view, typed)}
  <div class="card">${form(
    view,
    `${LIST}/moi`,
    html`${detailFields(view, typed)}<h2>${view.say('staff.membership.first')}</h2>${membershipFields(view, places, fields, typed)}${submit(view.say('staff.people.add'))}`,
  )}</div>` as VNode;

const roleRow = (view: View, person: ListedPerson, places: Places, today: string) => (held: ListedPerson['memberships'][number]) => [
  membershipText(view, places, held),
  formatIsoDate(held.validFrom),
  held.validTo ? formatIsoDate(held.validTo) : '–',
  held.validTo === null || held.validTo >= today
    ? actButton(view, `${LIST}/${person.id}/vai-tro/${held.id}/ket-thuc`, view.say('staff.membership.endButton'))
    : view.say('staff.membership.ended'),
];

interface PersonShown {
  person: ListedPerson;
  places: Places;
  fields: readonly string[];
  today: string;
  details?: Typed;
  role?: Typed;
  /** Somebody else changed the details since they were opened. */
  meanwhile?: boolean;
}

function personBody(view: View, { person, places, fields, today, details, role, meanwhile }: PersonShown): VNode {
  const { say } = view;
  const { id, name, position, phone, locale, active, account } = person;
  const own: Typed = details ?? { values: { name, position: position ?? '', phone: phone ?? '', locale } };
  // What was typed over an earlier state stays so, until it is told.
  const mark = (!meanwhile && details?.values['mark']) || personMark(person);
  const heads = ['role', 'from', 'to', 'change'].map((head) => say(`staff.membership.heads.${head}`));
  return html`
  <p><a href=${LIST}>${say('staff.people.back')}</a></p>
  <p>${account ? say('staff.people.signsInAs', { username: account.username ?? '' }) : say('staff.people.notYetLong')}${active ? '' : ` ${say('staff.people.leftLong')}`}</p>
  ${active ? html`<p><a class="pill" href=${`${LIST}/${id}/lien-lac`}>${say('staff.reach.title')}</a></p>` : null}
  ${faultSummary(view, details ?? role ?? { values: {} })}
  ${meanwhile ? html`<p class="card warning" role="alert">${say('errors.personChanged')}</p>` : null}
  <section aria-labelledby="roles"><h2 id="roles">${say('staff.membership.title')}</h2>
    ${person.memberships.length > 0 ? table(say('staff.membership.title'), heads, person.memberships.map(roleRow(view, person, places, today))) : html`<p>${say('staff.membership.none')}</p>`}
    <details class="card" open=${role !== undefined}><summary>${say('staff.membership.add')}</summary>${form(
      view,
      `${LIST}/${id}/vai-tro`,
      html`${membershipFields(view, places, fields, role ?? FRESH)}${dayFields(view, role ?? FRESH)}${submit(say('staff.membership.add'))}`,
    )}</details>
  </section>
  <section aria-labelledby="details"><h2 id="details">${say('staff.person.title')}</h2>
    <div class="card">${form(view, `${LIST}/${id}`, html`<input type="hidden" name="mark" value=${mark} />${detailFields(view, own)}${submit(say('staff.save'))}`)}</div>
  </section>
  <section aria-labelledby="account"><h2 id="account">${say('staff.account')}</h2>
    ${
      active
        ? html`<div class="card">
          ${confirmed(view, `${LIST}/${id}/duong-dan`, { open: say('staff.link.open'), question: say(account ? 'staff.link.reset' : 'staff.link.invite', { hours: LINK_HOURS }), button: say('staff.link.button') })}
          ${account ? confirmed(view, `${LIST}/${id}/dang-xuat`, { open: say('staff.session.endAll'), question: say('staff.session.endAllQuestion', { name }), button: say('staff.session.endAll') }) : null}
          ${account?.twoFactorEnabled ? confirmed(view, `${LIST}/${id}/go-hai-buoc`, { open: say('staff.factor.reset'), question: say('staff.factor.resetQuestion', { name }), button: say('staff.factor.reset') }) : null}
          ${actButton(view, `${LIST}/${id}/ngung`, say('staff.people.deactivate'), {}, 'danger')}<p class="note">${say('staff.people.deactivateAbout', { name })}</p>
        </div>`
        : html`<div class="card">${form(view, `${LIST}/${id}/mo-lai`, submit(say('staff.people.reactivate')))}</div>`
    }
  </section>` as VNode;
}

function linkBody(view: View, person: ListedPerson, url: string, expiresAt: Date): VNode {
  const code = qrcode(0, 'M');
  code.addData(url);
  code.make();
  const picture = code.createSvgTag({ cellSize: 4, margin: 16, scalable: true });
  return html`
  <p class="noprint"><a href=${`${LIST}/${person.id}`}>${view.say('staff.link.back')}</a></p>
  <div class="card slip">
    <p>${view.say('staff.link.for', { name: person.name })}</p>
    <div class="qr" role="img" aria-label=${view.say('staff.link.qr')} dangerouslySetInnerHTML=${{ __html: picture }}></div>
    <p><code class="secret">${url}</code></p>
    <p>${view.say('staff.link.until', { time: formatDateTime(expiresAt) })}</p>
    <p class="note">${view.say('staff.link.once')}</p>
  </div>` as VNode;
}

/** `/quan-tri/nguoi-dung`: people, what they are and where, and links for signing in. */
export function peoplePages(shell: Shell): Router {
  const { database, clock, fields } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('person.manage'));
  // Whatever gives or takes what somebody may do.
  const dangerous = [shell.form, shell.proved];

  const idOf = (request: Request) => String(request.params['id']);
  async function personOf(request: Request): Promise<ListedPerson> {
    const person = await findPerson(database, idOf(request));
    if (!person) throw new AppError('personUnknown', { status: 404 });
    return person;
  }

  async function showPerson(request: Request, response: Response, typed: Pick<PersonShown, 'details' | 'role' | 'meanwhile'> = {}): Promise<void> {
    const person = await personOf(request);
    const shown = { person, places: await loadPlaces(database), fields: fields(), today: dayOf(clock.now()), ...typed };
    const status = typed.meanwhile ? 409 : typed.details || typed.role ? 422 : 200;
    await shell.send(request, response, (view) => ({ title: person.name, body: personBody(view, shown), status }));
  }

  router.get(LIST, async (request, response) => {
    const [text, page] = [
      String(request.query['q'] ?? '')
        .trim()
        .slice(0, 100),
      pageOf(request),
    ];
    const found = await listPeople(database, { text, page, size: SIZE });
    const shown = { ...found, text, page, today: dayOf(clock.now()), places: await loadPlaces(database) };
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.people'), body: listBody(view, shown) }));
  });

  const showNew = async (request: Request, response: Response, typed: Typed) => {
    const places = await loadPlaces(database);
    const status = typed.faults ? 422 : 200;
    await shell.send(request, response, (view) => ({ title: view.say('staff.people.add'), body: newBody(view, places, fields(), typed), status }));
  };
  router.get(`${LIST}/moi`, (request, response) => showNew(request, response, FRESH));
  router.post(`${LIST}/moi`, ...dangerous, async (request, response) => {
    const values = typedIn(request.body);
    try {
      const places = await loadPlaces(database);
      const [details, membership] = together(
        () => readDetails(values),
        () => readMembership(values, places, fields()),
      );
      const id = await createPerson(shell.deps, actorOf(request), details, [membership]);
      shell.done(response, `${LIST}/${id}`, { key: 'staff.said.personAdded' });
    } catch (error) {
      await showNew(request, response, { values, faults: faultsOf(error) });
    }
  });

  router.get(`${LIST}/:id`, (request, response) => showPerson(request, response));
  router.post(`${LIST}/:id`, shell.form, async (request, response) => {
    const values = typedIn(request.body);
    try {
      await changePerson(shell.deps, actorOf(request), idOf(request), readDetails(values), values['mark'] ?? '');
      shell.done(response, `${LIST}/${idOf(request)}`, { key: 'staff.said.saved' });
    } catch (error) {
      if (error instanceof AppError && error.code === 'personChanged') return showPerson(request, response, { details: { values }, meanwhile: true });
      await showPerson(request, response, { details: { values, faults: faultsOf(error) } });
    }
  });

  router.post(`${LIST}/:id/vai-tro`, ...dangerous, async (request, response) => {
    const values = typedIn(request.body);
    try {
      const membership = readMembership(values, await loadPlaces(database), fields());
      await addMembership(shell.deps, actorOf(request), idOf(request), { ...membership, ...readDays(values, dayOf(clock.now())) });
      shell.done(response, `${LIST}/${idOf(request)}`, { key: 'staff.said.roleAdded' });
    } catch (error) {
      await showPerson(request, response, { role: { values, faults: faultsOf(error) } });
    }
  });
  router.post(`${LIST}/:id/vai-tro/:membership/ket-thuc`, ...dangerous, async (request, response) => {
    const path = `${LIST}/${idOf(request)}`;
    const rest = await endMembership(shell.deps, actorOf(request), idOf(request), Number.parseInt(String(request.params['membership']), 10) || 0);
    if (!rest) return shell.done(response, path, { key: 'staff.said.roleEnded' });
    const { role, standing, validFrom } = rest;
    const fields = { role, standing, validFrom, place: rest.unitId ?? rest.agencyId, field: rest.field ?? '', validTo: rest.validTo ?? '' };
    shell.done(response, path, { key: 'staff.said.roleEnded', undo: { to: `${path}/vai-tro`, fields } });
  });

  router.post(`${LIST}/:id/ngung`, ...dangerous, async (request, response) => {
    await deactivatePerson(shell.deps, actorOf(request), idOf(request));
    const path = `${LIST}/${idOf(request)}`;
    shell.done(response, path, { key: 'staff.said.deactivated', undo: { to: `${path}/mo-lai` } });
  });
  router.post(`${LIST}/:id/mo-lai`, ...dangerous, async (request, response) => {
    await reactivatePerson(shell.deps, actorOf(request), idOf(request));
    shell.done(response, `${LIST}/${idOf(request)}`, { key: 'staff.said.reactivated' });
  });

  router.post(`${LIST}/:id/dang-xuat`, ...dangerous, async (request, response) => {
    await endSessionsOf(shell.deps, actorOf(request), idOf(request));
    shell.done(response, `${LIST}/${idOf(request)}`, { key: 'staff.said.sessionsEnded' });
  });
  router.post(`${LIST}/:id/go-hai-buoc`, ...dangerous, async (request, response) => {
    await resetSecondFactor(shell.deps, actorOf(request), idOf(request));
    shell.done(response, `${LIST}/${idOf(request)}`, { key: 'staff.said.factorReset' });
  });

  // The link stands in this one answer and nowhere else; loading it again makes another and voids this one.
  router.post(`${LIST}/:id/duong-dan`, ...dangerous, async (request, response) => {
    const { token, expiresAt } = await issueSetupLink(shell.deps, actorOf(request), idOf(request));
    const person = await personOf(request);
    const root = shell.deps.url ?? `${request.protocol}://${request.get('host')}`;
    await shell.send(request, response, (view) => ({
      title: view.say('staff.link.title'),
      body: linkBody(view, person, `${root}/thiet-lap/${token}`, expiresAt),
    }));
  });

  return router;
}
