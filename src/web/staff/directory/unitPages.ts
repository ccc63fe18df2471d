import { type NextFunction, type Request, type Response, Router } from 'express';
import { type AdminUnit, adminUnit, type UnitSuccession, unitSuccession } from '#src/directory/adminUnit.ts';
import type { Directory } from '#src/directory/directory.ts';
import { ChangedMeanwhile, removeEntry, saveEntries } from '#src/directory/editing/commands.ts';
import { freshId } from '#src/directory/editing/freshId.ts';
import { changesOf, removedEntries, revisionOf } from '#src/directory/editing/history.ts';
import { type Entry, idOf, namedBy } from '#src/directory/editing/references.ts';
import { type EntryKind, readRows, readWhole } from '#src/directory/editing/rows.ts';
import type { DirectoryChange } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Say } from '#src/platform/texts.ts';
import { FieldFaults, fieldFaults } from '#src/staff/credentials.ts';
import { dayOf, formatDateTime, formatIsoDate } from '#src/text/formats.ts';
import { STYLES } from '../catalogue/places.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import { actorOf, type Shell } from '../shell.ts';
import { DIRECTORY, deskOf, editorOf, editsAll, personOf, UNITS } from './access.ts';
import { namesIn, sentenceOf, titleOf } from './agencyPages.ts';
import type { ChangeShown } from './changesView.ts';
import type { TypedFields } from './rows.ts';
import { differences } from './summary.ts';
import { changeFrom, freshChange, moveUnits, readChange, readUnit, typedOfChange, typedOfUnit, unitFrom } from './unitFields.ts';
import { addressOfChange, addressOfUnit, changeBody, unitBody, unitsBody } from './unitViews.ts';

interface Again {
  typed: TypedFields;
  seen: number;
  faults?: Readonly<Record<string, string>>;
  refused?: AppError;
}

const CHANGES = `${UNITS}/thay-doi`;
const ONE_UNIT = `${UNITS}/don-vi`;

/** What a unit or a change of units says, as a person reads it. */
function summaryOf(kind: EntryKind, content: unknown, whole: Directory, say: Say): Map<string, string> {
  const names = namesIn(whole, say);
  const all = (codes: string[]) => codes.map(names.unit).join(', ');
  const day = (value: string | undefined) => value && formatIsoDate(value);
  const unit = kind === 'unit' ? adminUnit.safeParse(content).data : undefined;
  const change = kind === 'succession' ? unitSuccession.safeParse(content).data : undefined;
  const said: Record<string, string | undefined> = {
    ...(unit && {
      name: titleOf(unit, say),
      parent: unit.parent && names.unit(unit.parent),
      validFrom: day(unit.validFrom),
      validTo: day(unit.validTo),
      demonstration: unit.demonstration ? say('directoryPage.demo') : undefined,
    }),
    ...(change && {
      changeKind: say(`directoryPage.units.kind.${change.kind}`),
      date: day(change.date),
      source: change.source,
      from: all(change.from),
      to: all(change.to),
    }),
  };
  return new Map(Object.entries(said).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}

const shownChange = (change: DirectoryChange, whole: Directory, named: (id: string) => string, say: Say): ChangeShown => {
  const read = (content: unknown) => summaryOf(change.kind as EntryKind, content, whole, say);
  return {
    act: change.act,
    by: named(personOf(change.by)),
    at: change.at,
    what: change.before === null ? 'added' : change.after === null ? 'removed' : 'changed',
    differences: differences(read(change.before), read(change.after)),
  };
};

/** `/quan-tri/danh-ba/dia-gioi`: administrative units and what became of those of before. */
export function unitPages(shell: Shell): Router {
  const { database, clock, previews, directoryChanged } = shell.deps;
  const desk = deskOf(shell.deps);
  const router = Router();
  // Units are everybody's: a leader of one agency changes only what is that agency's.
  const everywhere = (request: Request, _response: Response, next: NextFunction): void =>
    next(editsAll(actorOf(request)) ? undefined : new AppError('notAllowed', { status: 403 }));
  router.use(UNITS, shell.signedIn, shell.allowed('directory.edit'), everywhere);

  /** Codes and ids that there ever were: what is new takes none of them, so that what was removed can be had back. */
  const takenIds = async (): Promise<Set<string>> =>
    new Set([...(await readRows(database, 'unit')), ...(await readRows(database, 'succession'))].map(({ id }) => id));

  router.get(UNITS, async (request, response) => {
    const text = String(request.query['q'] ?? '')
      .trim()
      .slice(0, 100);
    const whole = await readWhole(database);
    const units = await removedEntries(database, 'unit');
    const changes = await removedEntries(database, 'succession');
    await shell.send(request, response, (view) => ({
      title: view.say('directoryPage.units.title'),
      styles: STYLES,
      body: unitsBody(view, {
        whole,
        text,
        today: dayOf(clock.now()),
        removed: [
          ...units.map(({ content, change }) => ({ name: titleOf(content as AdminUnit, view.say), act: change.act })),
          ...changes.map(({ content, change }) => ({
            name: view.say('directoryPage.units.changeOf', { date: formatIsoDate((content as UnitSuccession).date) }),
            act: change.act,
          })),
        ],
      }),
    }));
  });

  const historyOf = async (kind: EntryKind, id: string | null) => {
    const changes = id === null ? [] : await changesOf(database, kind, id);
    const named = await officialsNamed(
      database,
      changes.map(({ by }) => personOf(by)),
    );
    return { changes, named };
  };
  const statusOf = (again: Again | null): number => (again?.refused ? 409 : again?.faults ? 422 : 200);
  /** Why it was not saved; somebody else's change says whose. */
  const refusalOf = async (error: AppError | undefined, whole: Directory) => {
    const named = error instanceof ChangedMeanwhile ? await officialsNamed(database, [personOf(error.by)]) : null;
    return (say: Say): string | null => {
      if (!error) return null;
      return error instanceof ChangedMeanwhile && named
        ? say('directoryPage.conflictShort', { name: named(personOf(error.by)), time: formatDateTime(error.at) })
        : sentenceOf(error, namesIn(whole, say), say);
    };
  };

  async function showChange(request: Request, response: Response, id: string | null, again: Again | null = null): Promise<void> {
    const whole = await readWhole(database);
    const entry = id === null ? null : whole.successions.find((change) => change.id === id);
    if (entry === undefined) throw new AppError('notFound', { status: 404 });
    const { changes, named } = await historyOf('succession', id);
    const office = whole.agencies.find((each) => each.id === 'one-stop');
    const ours = whole.units.find(({ code }) => code === office?.unit);
    const typed = again?.typed ?? (entry ? typedOfChange(entry, whole) : freshChange(ours));
    const read = again?.faults || (id === null && !again) ? null : readable(typed, id, whole, await takenIds());
    const refused = await refusalOf(again?.refused, whole);
    await shell.send(request, response, (view) => ({
      title: view.say(id === null ? 'directoryPage.units.addChange' : 'directoryPage.units.editChange'),
      styles: STYLES,
      status: statusOf(again),
      body: changeBody(view, {
        id,
        revision: again?.refused instanceof ChangedMeanwhile ? again.refused.revision : (again?.seen ?? changes[0]?.id ?? 0),
        typed: { values: typed, ...(again?.faults && { faults: again.faults }) },
        whole,
        read,
        now: clock.now(),
        changes: changes.map((change) => shownChange(change, whole, named, view.say)),
        refused: refused(view.say),
        previews,
      }),
    }));
  }

  async function showUnit(request: Request, response: Response, code: string | null, again: Again | null = null): Promise<void> {
    const whole = await readWhole(database);
    const entry = code === null ? null : whole.units.find((unit) => unit.code === code);
    if (entry === undefined) throw new AppError('notFound', { status: 404 });
    const { changes, named } = await historyOf('unit', code);
    const refused = await refusalOf(again?.refused, whole);
    await shell.send(request, response, (view) => ({
      title: entry ? asTitle(titleOf(entry, view.say)) : view.say('directoryPage.units.addUnit'),
      styles: STYLES,
      status: statusOf(again),
      body: unitBody(view, {
        code,
        revision: again?.refused instanceof ChangedMeanwhile ? again.refused.revision : (again?.seen ?? changes[0]?.id ?? 0),
        typed: { values: again?.typed ?? (entry ? typedOfUnit(entry) : { kind: 'commune' }), ...(again?.faults && { faults: again.faults }) },
        whole,
        demonstration: entry?.demonstration ?? false,
        named: code === null ? [] : namedBy('unit', code, whole),
        changes: changes.map((change) => shownChange(change, whole, named, view.say)),
        refused: refused(view.say),
      }),
    }));
  }

  /** Saves, and shows the form again with what keeps it from being saved. */
  async function attempt(again: (more: Omit<Again, 'typed' | 'seen'>) => Promise<void>, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof FieldFaults) return again({ faults: error.faults });
      if (error instanceof AppError && error.status === 409) return again({ refused: error });
      throw error;
    }
  }

  async function save(request: Request, entries: readonly Entry[], seen: number): Promise<boolean> {
    const last = entries.length - 1;
    const wanted = await Promise.all(
      entries.map(async (entry, at) => ({ entry, seen: at === last ? seen : await revisionOf(database, entry.kind, idOf(entry)) })),
    );
    const changed = await saveEntries(desk, editorOf(request), wanted);
    await directoryChanged?.();
    return changed;
  }
  const saidOf = (changed: boolean) => ({ key: changed ? 'directoryPage.said.saved' : 'directoryPage.said.same' });

  function postChange(request: Request, response: Response, id: string | null): Promise<void> {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const [typed, seen, act] = [changeFrom(body), Number(body['seen']) || 0, String(body['do'] ?? 'save')];
    if (/^(add|remove):/.test(act)) return showChange(request, response, id, { typed: moveUnits(typed, act), seen });
    return attempt(
      (more) => showChange(request, response, id, { typed, seen, ...more }),
      async () => {
        const read = readChange(typed, id, await readWhole(database), await takenIds());
        if (act === 'preview') return showChange(request, response, id, { typed, seen });
        shell.done(response, addressOfChange(read.change.id), saidOf(await save(request, read.entries, seen)));
      },
    );
  }

  function postUnit(request: Request, response: Response, code: string | null): Promise<void> {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const [typed, seen] = [unitFrom(body), Number(body['seen']) || 0];
    if (body['do'] === 'preview') return showUnit(request, response, code, { typed, seen });
    return attempt(
      (more) => showUnit(request, response, code, { typed, seen, ...more }),
      async () => {
        const { units } = await readWhole(database);
        if (typed['parent'] && !units.some((unit) => unit.code === typed['parent'])) throw fieldFaults({ parent: 'choose' });
        const unit = readUnit(typed, code ?? freshId(`${typed['kind']} ${typed['name']}`, await takenIds(), 'unit'));
        shell.done(response, addressOfUnit(unit.code), saidOf(await save(request, [{ kind: 'unit', content: unit }], seen)));
      },
    );
  }

  async function remove(request: Request, response: Response, kind: 'unit' | 'succession', id: string): Promise<void> {
    const seen = Number((request.body as Record<string, unknown>)['seen']) || 0;
    const whole = await readWhole(database);
    const again = async (more: Omit<Again, 'typed' | 'seen'>): Promise<void> => {
      const unit = whole.units.find(({ code }) => code === id);
      const change = whole.successions.find((each) => each.id === id);
      if (kind === 'unit' && unit) return showUnit(request, response, id, { typed: typedOfUnit(unit), seen, ...more });
      if (kind === 'succession' && change) return showChange(request, response, id, { typed: typedOfChange(change, whole), seen, ...more });
      throw new AppError('notFound', { status: 404 });
    };
    await attempt(again, async () => {
      const act = await removeEntry(desk, editorOf(request), kind, id, seen);
      await directoryChanged?.();
      shell.done(response, UNITS, { key: 'directoryPage.said.removed', undo: { to: `${DIRECTORY}/lay-lai`, fields: { act } } });
    });
  }

  const idIn = (request: Request): string => String(request.params['id']);
  router.get(`${CHANGES}/moi`, (request, response) => showChange(request, response, null));
  router.post(`${CHANGES}/moi`, shell.form, (request, response) => postChange(request, response, null));
  router.get(`${CHANGES}/:id`, (request, response) => showChange(request, response, idIn(request)));
  router.post(`${CHANGES}/:id`, shell.form, (request, response) => postChange(request, response, idIn(request)));
  router.post(`${CHANGES}/:id/bo`, shell.form, (request, response) => remove(request, response, 'succession', idIn(request)));
  router.get(`${ONE_UNIT}/moi`, (request, response) => showUnit(request, response, null));
  router.post(`${ONE_UNIT}/moi`, shell.form, (request, response) => postUnit(request, response, null));
  router.get(`${ONE_UNIT}/:id`, (request, response) => showUnit(request, response, idIn(request)));
  router.post(`${ONE_UNIT}/:id`, shell.form, (request, response) => postUnit(request, response, idIn(request)));
  router.post(`${ONE_UNIT}/:id/bo`, shell.form, (request, response) => remove(request, response, 'unit', idIn(request)));

  return router;
}

const asTitle = (name: string): string => name.charAt(0).toLocaleUpperCase('vi') + name.slice(1);

/** What was typed as it would be saved; null where it cannot be read. */
function readable(typed: TypedFields, id: string | null, whole: Directory, taken: ReadonlySet<string>) {
  try {
    return readChange(typed, id, whole, taken);
  } catch (error) {
    if (error instanceof FieldFaults) return null;
    throw error;
  }
}
