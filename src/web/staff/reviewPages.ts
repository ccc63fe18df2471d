import { type Request, type Response, Router } from 'express';
import { loadDirectory } from '#src/directory/directory.ts';
import type { AccessDecision } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import { type AccessRow, accessRows, reviewNow, UNUSED_DAYS } from '#src/staff/accessReview.ts';
import { decideAccess, signReview } from '#src/staff/commands/accessReview.ts';
import { may } from '#src/staff/policy.ts';
import { formatDateTime, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { allOf, form, submit } from './forms.ts';
import { membershipText } from './home/homePages.ts';
import { type Places, placesOf } from './places.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { table } from './table.ts';

const PAGE = '/quan-tri/ra-soat';

export const quarterText = ({ say }: View, quarter: string): string =>
  say('staff.review.quarter', { number: quarter.slice(6), year: quarter.slice(0, 4) });

interface Shown {
  now: NonNullable<Awaited<ReturnType<typeof reviewNow>>>;
  rows: readonly AccessRow[];
  decisions: ReadonlyMap<string, AccessDecision>;
  signed: readonly { quarter: string; signedAt: Date | null; signedBy: string | null }[];
  names: ReadonlyMap<string, string>;
  places: Places;
  mayDecide: boolean;
}

function whatText(view: View, places: Places, { membership, key }: AccessRow): string {
  if (membership) return membershipText(view, places, membership);
  return key
    ? view.say('staff.review.key', { name: key.name, scopes: key.scopes.map((scope) => view.say(`staff.action.${scope}`)).join(', ') })
    : view.say('staff.review.account');
}

const lastText = ({ say }: View, day: string | null): string => (day ? formatIsoDate(day) : say('staff.review.never'));
const findingsText = ({ say }: View, findings: readonly string[]) =>
  findings.map((finding) => html`<div>${say(`staff.review.finding.${finding}`, { days: UNUSED_DAYS })}</div>`);

function rowOf(view: View, { places, decisions, mayDecide, now }: Shown) {
  const { say } = view;
  return (row: AccessRow) => {
    const { subject, person, lastUsed, findings } = row;
    const name = person?.name ?? say('staff.review.program');
    const decided = decisions.get(subject);
    const button = (decision: string, label: string, kind: string) =>
      html`<button type="submit" name=${decision} value=${subject} class=${kind} aria-label=${`${label}: ${name}, ${whatText(view, places, row)}`}>${label}</button>`;
    return [
      person ? html`<a href=${`/quan-tri/nguoi-dung/${person.id}`}>${person.name}</a>` : name,
      whatText(view, places, row),
      lastText(view, lastUsed),
      findings.length > 0 ? html`<div>${findingsText(view, findings)}</div>` : say('staff.review.nothing'),
      decided
        ? say('staff.review.keptAt', { time: formatDateTime(decided.at) })
        : mayDecide && now.standing !== 'signed'
          ? html`<div class="act">${button('keep', say('staff.review.keep'), 'quiet')} ${button('end', say('staff.review.end'), 'quiet')}</div>`
          : say('staff.review.open'),
    ];
  };
}

function body(view: View, shown: Shown): VNode {
  const { say } = view;
  const { now, rows, decisions, signed, names, mayDecide } = shown;
  const open = rows.filter(({ subject }) => !decisions.has(subject));
  const plain = open.filter(({ findings }) => findings.length === 0).length;
  const ended = [...decisions.values()].filter(({ decision }) => decision === 'ended').length;
  const heads = ['who', 'what', 'used', 'findings', 'decision'].map((head) => say(`staff.review.heads.${head}`));
  const sorted = [
    ...open.filter(({ findings }) => findings.length > 0),
    ...open.filter(({ findings }) => findings.length === 0),
    ...rows.filter(({ subject }) => decisions.has(subject)),
  ];
  const deciding = mayDecide && now.standing !== 'signed';
  return html`
  <p>${say('staff.review.about', { days: UNUSED_DAYS })}</p>
  <p class=${now.standing === 'signed' ? 'card' : 'card warning'} role="status">${say(`staff.review.standing.${now.standing}`, { quarter: quarterText(view, now.quarter), day: formatIsoDate(now.end) })}
  ${now.standing === 'signed' ? '' : ` ${say('staff.review.left', { open: formatNumber(open.length), ended: formatNumber(ended) })}`}</p>
  ${form(
    view,
    PAGE,
    html`${table(say('staff.nav.review'), heads, sorted.map(rowOf(view, shown)))}
    ${deciding && plain > 0 ? html`<p class="act"><button type="submit" name="keepPlain" value="1" class="primary">${say('staff.review.keepPlain', { count: formatNumber(plain) })}</button></p>` : null}`,
  )}
  ${deciding ? html`<div class="card">${form(view, `${PAGE}/ky`, html`<p>${say(open.length > 0 ? 'staff.review.signLater' : 'staff.review.signNow')}</p>${open.length > 0 ? null : submit(say('staff.review.sign'))}`)}</div>` : null}
  <section aria-labelledby="signed"><h2 id="signed">${say('staff.review.signed')}</h2>
  ${
    signed.length === 0
      ? html`<p class="note">${say('staff.review.noneSigned')}</p>`
      : html`<ul>${signed.map(({ quarter, signedAt, signedBy }) => html`<li><a href=${`${PAGE}/${quarter}`}>${quarterText(view, quarter)}</a>: ${say('staff.review.signedBy', { time: formatDateTime(signedAt!), name: names.get(signedBy ?? '') ?? signedBy ?? '' })}</li>`)}</ul>`
  }</section>` as VNode;
}

function signedBody(view: View, decisions: readonly AccessDecision[], names: ReadonlyMap<string, string>, places: Places, about: string): VNode {
  const { say } = view;
  const what = ({ what: held, subject }: AccessDecision) => {
    const [role, place] = (held ?? '').split(' ');
    return role
      ? `${say(`staff.role.${role}`)} · ${places.named(place ?? '')}`
      : say(subject.startsWith('key:') ? 'staff.review.program' : 'staff.review.account');
  };
  const heads = ['who', 'what', 'used', 'findings', 'decision'].map((head) => say(`staff.review.heads.${head}`));
  const rows = decisions.map((row) => [
    row.personId ? (names.get(`person:${row.personId}`) ?? row.personId) : row.subject,
    what(row),
    lastText(view, row.lastUsed),
    html`<div>${findingsText(view, row.findings)}</div>`,
    say(`staff.review.decided.${row.decision}`, { time: formatDateTime(row.at), name: names.get(row.by) ?? row.by }),
  ]);
  return html`<p class="noprint"><a href=${PAGE}>${say('staff.review.back')}</a></p><p>${about}</p>${table(say('staff.nav.review'), heads, rows)}` as VNode;
}

/** `/quan-tri/ra-soat`: once a quarter, everything that people and programs may is confirmed or taken away, and signed. */
export function reviewPages(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(PAGE, shell.signedIn, shell.allowed('audit.view'));
  const deciding = [shell.allowed('access.review'), shell.form, shell.proved];

  async function state() {
    const directory = await loadDirectory(database);
    const rows = await accessRows(database, clock.now(), new Set(directory.agencies.map(({ id }) => id)));
    return { rows, places: placesOf(directory) };
  }
  async function namesOf(ids: readonly (string | null)[]): Promise<Map<string, string>> {
    const people = await database.person.findMany({
      where: { id: { in: ids.flatMap((id) => (id ? [id.replace('person:', '')] : [])) } },
      select: { id: true, name: true },
    });
    return new Map(people.map(({ id, name }) => [`person:${id}`, name]));
  }

  router.get(PAGE, async (request: Request, response: Response) => {
    const now = (await reviewNow(database, clock.now()))!;
    const review = await database.accessReview.findUnique({ where: { quarter: now.quarter }, include: { decisions: true } });
    const signed = await database.accessReview.findMany({ where: { signedAt: { not: null } }, orderBy: { quarter: 'desc' }, take: 40 });
    const shown = {
      ...{ now, signed, mayDecide: may(actorOf(request), 'access.review') },
      decisions: new Map(review?.decisions.map((decision) => [decision.subject, decision])),
      names: await namesOf(signed.map(({ signedBy }) => signedBy)),
      ...(await state()),
    };
    await shell.send(request, response, (view) => ({ title: view.say('staff.nav.review'), body: body(view, shown) }));
  });

  router.post(PAGE, ...deciding, async (request, response) => {
    const { rows } = await state();
    const [keep, end] = [allOf(request.body, 'keep')[0], allOf(request.body, 'end')[0]];
    if (allOf(request.body, 'keepPlain').length > 0) {
      const { quarter } = (await reviewNow(database, clock.now()))!;
      const done = await database.accessDecision.findMany({ where: { review: { quarter } }, select: { subject: true } });
      const decided = new Set(done.map(({ subject }) => subject));
      const plain = rows.filter(({ subject, findings }) => findings.length === 0 && !decided.has(subject));
      await decideAccess(shell.deps, actorOf(request), plain, 'kept');
      return shell.done(response, PAGE, { key: 'staff.said.accessKept' });
    }
    const row = rows.find(({ subject }) => subject === (end ?? keep));
    if (!row) throw new AppError('reviewRowGone', { status: 404 });
    await decideAccess(shell.deps, actorOf(request), [row], end ? 'ended' : 'kept');
    shell.done(response, PAGE, { key: end ? 'staff.said.accessEnded' : 'staff.said.accessKept' });
  });

  router.post(`${PAGE}/ky`, ...deciding, async (request, response) => {
    await signReview(shell.deps, actorOf(request), (await state()).rows);
    shell.done(response, PAGE, { key: 'staff.said.reviewSigned' });
  });

  router.get(`${PAGE}/:quarter`, async (request, response) => {
    const review = await database.accessReview.findFirst({
      where: { quarter: String(request.params['quarter']), signedAt: { not: null } },
      include: { decisions: { orderBy: { id: 'asc' } } },
    });
    if (!review) throw new AppError('notFound', { status: 404 });
    const names = await namesOf([review.signedBy, ...review.decisions.flatMap(({ personId, by }) => [personId, by])]);
    const places = placesOf(await loadDirectory(database));
    await shell.send(request, response, (view) => {
      const about = view.say('staff.review.signedBy', { time: formatDateTime(review.signedAt!), name: names.get(review.signedBy ?? '') ?? '' });
      return { title: quarterText(view, review.quarter), body: signedBody(view, review.decisions, names, places, about) };
    });
  });

  return router;
}
