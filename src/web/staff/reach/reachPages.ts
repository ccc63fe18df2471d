import { type Request, type Response, Router } from 'express';
import { loadDirectory } from '#src/directory/directory.ts';
import { isoDay } from '#src/directory/isoDay.ts';
import { AppError } from '#src/platform/errors.ts';
import { chatsOf } from '#src/staff/chats.ts';
import { addAbsence, changeWorkingHours, endAbsence } from '#src/staff/commands/absences.ts';
import { issuePairingCode, preferChat, restoreChat, revokeChat } from '#src/staff/commands/pairing.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { staffFindings } from '#src/staff/findings.ts';
import type { WorkingHours } from '#src/staff/workingHours.ts';
import { dayOf } from '#src/text/formats.ts';
import { allOf, faultsOf, typedIn } from '../forms.ts';
import { placesOf } from '../places.ts';
import { actorOf, type Shell } from '../shell.ts';
import { findingsBody } from './findingsView.ts';
import { codeBody, type ReachShown, reachBody } from './reachView.ts';
import { revokedPairings } from './revokedPairings.ts';

const OWN = '/can-bo/tai-khoan';
const PEOPLE = '/quan-tri/nguoi-dung';
const MOST_ABSENCES = 20;

/** "07:30-11:30, 13:00-17:00" on each of these days; null without days and hours. */
function readHours(days: readonly string[], text: string): WorkingHours | null {
  if (days.length === 0 && text === '') return null;
  if (days.length === 0 || text === '') throw fieldFaults({ hours: 'hours' });
  const sessions = text.split(/[,;]/).map((each) =>
    each
      .replaceAll(/[–—]/g, '-')
      .replaceAll(/\s/g, '')
      .replace(/^(\d):/, '0$1:')
      .replace(/-(\d):/, '-0$1:'),
  );
  return Object.fromEntries(days.map((day) => [day, sessions]));
}

/** `/can-bo/tai-khoan` and `/quan-tri/nguoi-dung/:id/lien-lac`: chats, absences and hours; `/quan-tri/nguoi-dung/can-xem`: what is to be put in order. */
export function reachPages(shell: Shell): Router {
  const { database, clock } = shell.deps;
  const pairings = revokedPairings(shell.deps);
  const router = Router();
  const people = [shell.signedIn, shell.allowed('person.manage')];

  router.get(`${PEOPLE}/can-xem`, ...people, async (request, response) => {
    const directory = await loadDirectory(database);
    const found = await staffFindings(database, clock.now(), new Set(directory.agencies.map(({ id }) => id)));
    await shell.send(request, response, (view) => ({
      title: view.say('staff.findings.title'),
      body: findingsBody(view, found, placesOf(directory), PEOPLE),
    }));
  });

  /** The same pages for oneself and for an admin; `personId` and `base` say whose, and where. */
  function pages(
    path: string,
    guards: typeof people,
    personId: (request: Request) => string,
    base: (id: string) => string,
    back: (id: string) => string | null,
  ) {
    router.use(path, ...guards);
    const done = (request: Request, response: Response, key: string) => shell.done(response, base(personId(request)), { key: `staff.said.${key}` });

    async function show(request: Request, response: Response, typed: Pick<ReachShown, 'absence' | 'own'>): Promise<void> {
      const id = personId(request);
      const person = await database.person.findUnique({ where: { id } });
      if (!person) throw new AppError('personUnknown', { status: 404 });
      const absences = await database.absence.findMany({
        where: { personId: id },
        include: { standIn: { select: { name: true } } },
        orderBy: { toDay: 'desc' },
        take: MOST_ABSENCES,
      });
      const others = await database.person.findMany({
        where: { active: true, id: { not: id } },
        orderBy: { name: 'asc' },
        select: { id: true, name: true, position: true },
      });
      const shown: ReachShown = {
        base: base(id),
        back: back(id),
        chats: await chatsOf(database, [id]),
        absences,
        colleagues: others.map(({ id: value, name, position }) => ({ value, label: position ? `${name} – ${position}` : name })),
        hours: person.hours as WorkingHours | null,
        today: dayOf(clock.now()),
        ...typed,
      };
      const status = typed.absence || typed.own ? 422 : 200;
      await shell.send(request, response, (view) => ({
        title: back(id) === null ? view.say('staff.nav.account') : view.say('staff.reach.of', { name: person.name }),
        body: reachBody(view, shown),
        status,
      }));
    }

    router.get(path, (request, response) => show(request, response, { absence: null, own: null }));

    // The code stands in this one answer and nowhere else; loading it again makes another and voids this one. Whoever has it works in the
    // person's name for good, so it is not for whoever finds the page open.
    router.post(`${path}/ma`, shell.form, shell.proved, async (request, response) => {
      const id = personId(request);
      const made = await issuePairingCode(shell.deps, actorOf(request), id);
      const telegram = shell.deps.channels().find(({ channel, name }) => channel === 'telegram' && /^@\w+$/.test(name ?? ''));
      await shell.send(request, response, (view) => ({
        title: view.say('staff.reach.codeTitle'),
        body: codeBody(view, { ...made, base: base(id), bot: telegram?.name?.slice(1) ?? null }),
      }));
    });

    const chatIn = (request: Request) => {
      const { channel = '', chatId = '' } = typedIn(request.body);
      return { channel, chatId };
    };
    router.post(`${path}/chat/go`, shell.form, async (request, response) => {
      const id = personId(request);
      const { pairing, lost } = await revokeChat(shell.deps, actorOf(request), id, chatIn(request));
      const undo = { to: `${base(id)}/chat/lai`, fields: { pairing: pairings.seal(actorOf(request), pairing) } };
      const key = lost > 0 ? 'staff.said.chatRevokedLost' : 'staff.said.chatRevoked';
      shell.done(response, base(id), { key, values: { count: lost }, undo });
    });
    router.post(`${path}/chat/lai`, shell.form, async (request, response) => {
      const was = pairings.open(actorOf(request), typedIn(request.body)['pairing']);
      if (was?.personId !== personId(request)) throw new AppError('undoLate', { status: 409 });
      await restoreChat(shell.deps, actorOf(request), was);
      done(request, response, 'chatRestored');
    });
    router.post(`${path}/chat/truoc`, shell.form, async (request, response) => {
      await preferChat(shell.deps, actorOf(request), personId(request), chatIn(request));
      done(request, response, 'saved');
    });

    router.post(`${path}/vang`, shell.form, async (request, response) => {
      const values = typedIn(request.body);
      const { fromDay = '', toDay = '', standInId = '' } = values;
      try {
        const wrong = Object.entries({ fromDay, toDay }).filter(([, day]) => !isoDay.safeParse(day).success);
        if (wrong.length > 0) throw fieldFaults(Object.fromEntries(wrong.map(([name]) => [name, 'day'])));
        await addAbsence(shell.deps, actorOf(request), personId(request), { fromDay, toDay, standInId: standInId || null });
      } catch (error) {
        return show(request, response, { absence: { values, faults: faultsOf(error) }, own: null });
      }
      done(request, response, 'absenceAdded');
    });
    router.post(`${path}/vang/:absence/ket-thuc`, shell.form, async (request, response) => {
      const id = personId(request);
      const rest = await endAbsence(shell.deps, actorOf(request), id, Number.parseInt(String(request.params['absence']), 10) || 0);
      const undo = rest && { to: `${base(id)}/vang`, fields: { fromDay: rest.fromDay, toDay: rest.toDay, standInId: rest.standInId ?? '' } };
      shell.done(response, base(id), { key: 'staff.said.absenceEnded', ...(undo && { undo }) });
    });

    router.post(`${path}/gio`, shell.form, async (request, response) => {
      const days = allOf(request.body, 'days').filter((day) => /^[1-7]$/.test(day));
      const { hours = '' } = typedIn(request.body);
      try {
        await changeWorkingHours(shell.deps, actorOf(request), personId(request), readHours(days, hours));
      } catch (error) {
        return show(request, response, { absence: null, own: { values: { hours, days: days.join(',') }, faults: faultsOf(error) } });
      }
      done(request, response, 'saved');
    });
  }

  pages(
    OWN,
    [shell.signedIn],
    (request) => actorOf(request).id,
    () => OWN,
    () => null,
  );
  pages(
    `${PEOPLE}/:id/lien-lac`,
    people,
    (request) => String(request.params['id']),
    (id) => `${PEOPLE}/${id}/lien-lac`,
    (id) => `${PEOPLE}/${id}`,
  );
  return router;
}
