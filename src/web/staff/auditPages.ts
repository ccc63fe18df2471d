import { Router } from 'express';
import { isoDay } from '#src/directory/isoDay.ts';
import type { AuditEvent } from '#src/generated/prisma/client.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import type { Shell, View } from './shell.ts';
import { pageOf, table, turning } from './table.ts';

const LIST = '/quan-tri/nhat-ky';
const SIZE = 100;
const FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;
type Query = Record<(typeof FILTERS)[number], string>;

const details = (value: unknown): string =>
  Object.entries((value ?? {}) as Record<string, unknown>)
    .filter(([, held]) => held !== null && held !== '')
    .map(([key, held]) => `${key}: ${String(held)}`)
    .join(' · ');

function body(view: View, events: AuditEvent[], names: Map<string, string>, query: Query, page: number, more: boolean): VNode {
  const { say } = view;
  const named = (id: string) => (names.has(id) ? `${names.get(id)} (${id})` : id);
  const rows = events.map((event) => [formatDateTime(event.at), named(event.actor), event.action, named(event.subject), details(event.details)]);
  return html`
  <form class="card filters" method="get" action=${LIST} role="search">
    ${FILTERS.map(
      (name) =>
        html`<label>${say(`staff.audit.${name}`)}<input type=${name === 'from' || name === 'to' ? 'date' : 'search'} name=${name} value=${query[name]} maxlength="100" /></label>`,
    )}
    <button type="submit">${say('procedures.find')}</button>
  </form>
  ${
    rows.length > 0
      ? table(
          say('staff.nav.audit'),
          ['at', 'actor', 'action', 'subject', 'details'].map((head) => say(`staff.audit.${head}`)),
          rows,
        )
      : html`<p class="card">${say('staff.audit.none')}</p>`
  }
  ${turning(view, LIST, query, page, more)}` as VNode;
}

const dayStart = (day: string, plusDays = 0): Date => new Date(Date.parse(`${day}T00:00:00+07:00`) + plusDays * 86_400_000);

/** `/quan-tri/nhat-ky`: who did what, newest first. */
export function auditPages(shell: Shell): Router {
  const { database } = shell.deps;
  const router = Router();
  router.get(LIST, shell.signedIn, shell.allowed('audit.view'), async (request, response) => {
    const query = Object.fromEntries(
      FILTERS.map((name) => [
        name,
        String(request.query[name] ?? '')
          .trim()
          .slice(0, 100),
      ]),
    ) as Query;
    for (const name of ['from', 'to'] as const) if (!isoDay.safeParse(query[name]).success) query[name] = '';
    const page = pageOf(request);
    // An actor is also found by the name of the person.
    const meant = query.actor ? await database.person.findMany({ where: { name: { contains: query.actor, mode: 'insensitive' } }, take: 50 }) : [];
    const events = await database.auditEvent.findMany({
      where: {
        ...(query.actor && { OR: [{ actor: { startsWith: query.actor } }, { actor: { in: meant.map(({ id }) => `person:${id}`) } }] }),
        ...(query.action && { action: { startsWith: query.action } }),
        ...(query.subject && { subject: { startsWith: query.subject } }),
        ...((query.from || query.to) && { at: { ...(query.from && { gte: dayStart(query.from) }), ...(query.to && { lt: dayStart(query.to, 1) }) } }),
      },
      orderBy: { id: 'desc' },
      skip: page * SIZE,
      take: SIZE + 1,
    });
    const ids = new Set(events.flatMap(({ actor, subject }) => [actor, subject]).filter((id) => id.startsWith('person:')));
    const people = await database.person.findMany({ where: { id: { in: [...ids].map((id) => id.slice(7)) } }, select: { id: true, name: true } });
    const names = new Map(people.map(({ id, name }) => [`person:${id}`, name]));
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.audit'),
      body: body(view, events.slice(0, SIZE), names, query, page, events.length > SIZE),
    }));
  });
  return router;
}
