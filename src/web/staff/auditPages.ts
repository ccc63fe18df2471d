import { type Request, Router } from 'express';
import { isoDay } from '#src/directory/isoDay.ts';
import type { AuditEvent, Prisma } from '#src/generated/prisma/client.ts';
import type { Database } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { formatCsv } from '#src/platform/sheets/csv.ts';
import { formatXlsx } from '#src/platform/sheets/xlsx.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';
import { html, type VNode } from '../html.ts';
import { detailWords } from './auditDetails.ts';
import { type Names, namedIn, namesIn, placesNamed } from './auditNames.ts';
import { actionsNamed, actionWords, actorWords, subjectsNamed, subjectWords } from './auditWords.ts';
import { actorOf, type Shell, type View } from './shell.ts';
import { pageOf, table, turning } from './table.ts';

const LIST = '/quan-tri/nhat-ky';
const SIZE = 100;
/** Rows of one file: more are asked for by shorter times. Read in slices, for the embedded database has one connection. */
const MOST_EXPORTED = 50_000;
const SLICE = 1000;
const HEADS = ['at', 'actor', 'action', 'subject', 'details'] as const;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const FILTERS = ['actor', 'action', 'subject', 'from', 'to'] as const;
type Query = Record<(typeof FILTERS)[number], string>;

const details = (say: Say, { action, details: held }: AuditEvent, names: Names): string =>
  detailWords(say, action, held, namedIn(say, names)).join(' · ');

function cellsOf(say: Say, event: AuditEvent, names: Names): string[] {
  const named = (id: string) => (names.people.has(id) ? `${names.people.get(id)} (${id})` : id);
  const words = actionWords(say, event.action);
  const action = words ? `${words} (${event.action})` : event.action;
  return [formatDateTime(event.at), named(event.actor), action, named(event.subject), details(say, event, names)];
}

/** A line as it is read on the page: names and words first, what programs call it beneath. */
function row({ say }: View, event: AuditEvent, names: Names): unknown[] {
  const words = actionWords(say, event.action);
  const known = details(say, event, names);
  return [
    formatDateTime(event.at),
    names.people.get(event.actor) ?? actorWords(say, event.actor) ?? event.actor,
    words ? html`<div>${words}</div><div class="note">${event.action}</div>` : event.action,
    names.people.get(event.subject) ?? subjectWords(say, event.subject, namedIn(say, names).place) ?? event.subject,
    known && html`<div class="note">${known}</div>`,
  ];
}

function body(view: View, events: AuditEvent[], names: Names, query: Query, page: number, more: boolean): VNode {
  const { say } = view;
  const rows = events.map((event) => row(view, event, names));
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
          HEADS.map((head) => say(`staff.audit.${head}`)),
          rows,
        )
      : html`<p class="card">${say('staff.audit.none')}</p>`
  }
  ${turning(view, LIST, query, page, more)}
  ${
    rows.length > 0
      ? html`<p class="pills">${['xlsx', 'csv'].map((kind) => html`<a class="pill" href=${`${LIST}/tep.${kind}?${new URLSearchParams(query)}`}>${say(`staff.audit.${kind}`)}</a>`)}</p><p class="note">${say('staff.audit.exportNote')}</p>`
      : null
  }` as VNode;
}

const dayStart = (day: string, plusDays = 0): Date => new Date(Date.parse(`${day}T00:00:00+07:00`) + plusDays * 86_400_000);

function queryOf(request: Request): Query {
  const asked = FILTERS.map((name) => [
    name,
    String(request.query[name] ?? '')
      .trim()
      .slice(0, 100),
  ]);
  const query = Object.fromEntries(asked) as Query;
  for (const name of ['from', 'to'] as const) if (!isoDay.safeParse(query[name]).success) query[name] = '';
  return query;
}

/** The lines that a query is about. People are also found by name, actions by their words, and what it was done to as the page shows it. */
async function whereOf(database: Database, query: Query): Promise<Prisma.AuditEventWhereInput> {
  const people = async (name: string) =>
    (name ? await database.person.findMany({ where: { name: { contains: name, mode: 'insensitive' } }, select: { id: true }, take: 50 }) : []).map(
      ({ id }) => `person:${id}`,
    );
  const [actors, persons] = [await people(query.actor), await people(query.subject)];
  const subjects = query.subject ? subjectsNamed(query.subject) : [];
  const places = query.subject ? await placesNamed(database, query.subject) : [];
  return {
    AND: [
      ...(query.actor ? [{ OR: [{ actor: { startsWith: query.actor } }, { actor: { in: actors } }] }] : []),
      ...(query.subject
        ? [
            {
              OR: [
                ...subjects.map((start) => ({ subject: { startsWith: start, mode: 'insensitive' as const } })),
                { subject: { in: [...persons, ...places] } },
              ],
            },
          ]
        : []),
      ...(query.action ? [{ OR: [{ action: { startsWith: query.action } }, { action: { in: actionsNamed(query.action) } }] }] : []),
    ],
    ...((query.from || query.to) && { at: { ...(query.from && { gte: dayStart(query.from) }), ...(query.to && { lt: dayStart(query.to, 1) }) } }),
  };
}

/** Every line asked for, newest first. Throws `auditTooMany`. */
async function exportedRows(database: Database, say: Say, query: Query): Promise<string[][]> {
  const where = await whereOf(database, query);
  if ((await database.auditEvent.count({ where })) > MOST_EXPORTED)
    throw new AppError('auditTooMany', { status: 422, params: { limit: MOST_EXPORTED } });
  const rows: string[][] = [];
  for (let last: bigint | undefined; ; ) {
    const page = { ...(last !== undefined && { cursor: { id: last }, skip: 1 }), take: SLICE, orderBy: { id: 'desc' } } as const;
    const events = await database.auditEvent.findMany({ where, ...page });
    const names = await namesIn(database, events);
    rows.push(...events.map((event) => cellsOf(say, event, names)));
    last = events.at(-1)?.id;
    if (events.length < SLICE) return rows;
  }
}

/** `/quan-tri/nhat-ky`: who did what, newest first, and the same as a file. That a file was taken is a line of its own. */
export function auditPages(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const router = Router();
  router.use(LIST, shell.signedIn, shell.allowed('audit.view'));

  router.get(LIST, async (request, response) => {
    const [query, page] = [queryOf(request), pageOf(request)];
    const where = await whereOf(database, query);
    const events = await database.auditEvent.findMany({ where, orderBy: { id: 'desc' }, skip: page * SIZE, take: SIZE + 1 });
    const names = await namesIn(database, events);
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.audit'),
      body: body(view, events.slice(0, SIZE), names, query, page, events.length > SIZE),
    }));
  });

  for (const kind of ['csv', 'xlsx'] as const)
    router.get(`${LIST}/tep.${kind}`, async (request, response) => {
      const query = queryOf(request);
      const say = sayIn(actorOf(request).locale);
      const rows = await exportedRows(database, say, query);
      // Without what was searched for: it may be a name.
      await shell.looked(request, 'audit.export', 'audit', { kind, rows: rows.length, from: query.from, to: query.to });
      const table = [HEADS.map((head) => say(`staff.audit.${head}`)), ...rows];
      response.set({ 'Cache-Control': 'no-store', 'Content-Disposition': `attachment; filename="nhat-ky-${dayOf(clock.now())}.${kind}"` });
      if (kind === 'csv') response.type('text/csv; charset=utf-8').send(formatCsv(table));
      else response.type(XLSX).send(await formatXlsx([{ name: say('staff.nav.audit'), rows: table }], 1));
    });

  return router;
}
