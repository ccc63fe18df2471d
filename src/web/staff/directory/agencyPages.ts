import { type Request, type Response, Router } from 'express';
import type { AdminUnit } from '#src/directory/adminUnit.ts';
import { AGENCY_KINDS, type Agency, agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { ChangedMeanwhile, removeEntry, saveEntries, takeBack } from '#src/directory/editing/commands.ts';
import { placeOfAgency } from '#src/directory/editing/desk.ts';
import { freshId } from '#src/directory/editing/freshId.ts';
import { changesOf, removedEntries } from '#src/directory/editing/history.ts';
import { readWhole } from '#src/directory/editing/rows.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import type { DirectoryChange } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import { type Say, sayIn } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import { FieldFaults } from '#src/staff/credentials.ts';
import { staffFindings } from '#src/staff/findings.ts';
import { fold } from '#src/text/fold.ts';
import { dayOf } from '#src/text/formats.ts';
import { STYLES } from '../catalogue/places.ts';
import { officialsNamed } from '../dossiers/listPage.ts';
import type { Option } from '../forms.ts';
import { actorOf, type Shell } from '../shell.ts';
import { DIRECTORY, deskOf, editorOf, editsAll, personOf, UNITS } from './access.ts';
import { copyMonday, readAgency, typedFrom, typedOf } from './agencyFields.ts';
import { addressOf, agencyBody } from './agencyView.ts';
import type { ChangeShown } from './changesView.ts';
import { listBody } from './listView.ts';
import { moveRows, type TypedFields } from './rows.ts';
import { differences, type Names, summaryOf } from './summary.ts';
import { usesOf } from './uses.ts';

const FRESH: TypedFields = { kind: 'department' };

/** "xã Minh Họa" */
export const titleOf = ({ kind, name }: AdminUnit, say: Say): string => say(`directory.unitKind.${kind}`, { name });

export const namesIn = ({ units, agencies }: Pick<Directory, 'units' | 'agencies'>, say: Say): Names => ({
  unit(code) {
    const unit = units.find((each) => each.code === code);
    return unit ? titleOf(unit, say) : code;
  },
  agency: (id) => agencies.find((each) => each.id === id)?.name ?? id,
});

function shownChange(change: DirectoryChange, names: Names, named: (id: string) => string, say: Say): ChangeShown {
  const read = (content: unknown) => (content === null ? null : (agency.safeParse(content).data ?? null));
  const [before, after] = [read(change.before), read(change.after)];
  const empty = new Map<string, string>();
  return {
    act: change.act,
    by: named(personOf(change.by)),
    at: change.at,
    what: change.before === null ? 'added' : change.after === null ? 'removed' : 'changed',
    differences: differences(before ? summaryOf(before, names, say) : empty, after ? summaryOf(after, names, say) : empty),
  };
}

interface Again {
  typed: TypedFields;
  faults?: Readonly<Record<string, string>>;
  conflict?: ChangedMeanwhile;
  refused?: AppError;
  seen?: number;
}

/** `/quan-tri/danh-ba`: agencies and units as citizens are told of them; saved, they are answered with at once. */
export function directoryPages(shell: Shell): Router {
  const { database, clock, current, previews, directoryChanged } = shell.deps;
  const desk = deskOf(shell.deps);
  const router = Router();
  router.use(DIRECTORY, shell.signedIn, shell.allowed('directory.edit'));

  const mayEdit = (request: Request, entry: Pick<Agency, 'id' | 'partOf'>) => editorOf(request).may(placeOfAgency(entry));

  async function headlessPlaces(whole: Directory): Promise<Set<string>> {
    const { withoutHead } = await staffFindings(database, clock.now(), new Set(whole.agencies.map(({ id }) => id)));
    return new Set(withoutHead.map(({ agencyId, unitId }) => unitId ?? agencyId));
  }

  router.get(DIRECTORY, async (request, response) => {
    const text = String(request.query['q'] ?? '')
      .trim()
      .slice(0, 100);
    const whole = await readWhole(database);
    const wanted = fold(text);
    const removed = (await removedEntries(database, 'agency')).flatMap(({ content, change }) => {
      const entry = agency.safeParse(content).data;
      return entry && mayEdit(request, entry) ? [{ name: entry.name, act: change.act }] : [];
    });
    const headless = await headlessPlaces(whole);
    await shell.send(request, response, (view) => ({
      title: view.say('staff.nav.directory'),
      styles: STYLES,
      body: listBody(view, {
        text,
        agencies: inOrder(whole.agencies.filter((entry) => fold([entry.name, entry.address, entry.phone].join(' ')).includes(wanted))),
        names: namesIn(whole, view.say),
        mayEdit: (entry) => mayEdit(request, entry),
        editsAll: editsAll(actorOf(request)),
        headless,
        today: dayOf(clock.now()),
        now: clock.now(),
        removed,
      }),
    }));
  });

  async function show(request: Request, response: Response, id: string | null, again: Again | null = null): Promise<void> {
    const whole = await readWhole(database);
    const entry = id === null ? null : whole.agencies.find((each) => each.id === id);
    if (entry === undefined || (entry && !mayEdit(request, entry))) throw new AppError('notFound', { status: 404 });
    const today = dayOf(clock.now());
    const changes = entry ? await changesOf(database, 'agency', entry.id) : [];
    const uses = entry ? await usesOf(database, 'agency', entry.id) : [];
    const headless = entry !== null && (await headlessPlaces(whole)).has(entry.id);
    const typed = again?.typed ?? (entry ? typedOf(entry) : FRESH);
    const named = await officialsNamed(database, [...changes.map(({ by }) => by), again?.conflict?.by ?? ''].map(personOf));
    const read = readable(typed, entry);
    const fixed = entry !== null && (entry.id === 'one-stop' || uses.length > 0);
    await shell.send(request, response, (view) => {
      const { say } = view;
      const names = namesIn(whole, say);
      const parents: Option[] = whole.agencies
        .filter((each) => each.id !== id && each.partOf === undefined && mayEdit(request, each))
        .map((each) => ({ value: each.id, label: each.name }));
      const mine = read && summaryOf(read, names, say);
      return {
        title: entry?.name ?? say('directoryPage.new'),
        styles: STYLES,
        status: again?.conflict || again?.refused ? 409 : again?.faults ? 422 : 200,
        body: agencyBody(view, {
          id,
          revision: again?.conflict?.revision ?? again?.seen ?? changes[0]?.id ?? 0,
          typed: { values: typed, ...(again?.faults && { faults: again.faults }) },
          units: unitOptions(whole, today, typed['unit'], say),
          parents,
          parentFixed: fixed ? (entry?.partOf ? names.agency(entry.partOf) : say('directoryPage.itself')) : null,
          fields: groupsOf(current().catalogue, whole, say),
          shown: read,
          demonstration: entry?.demonstration ?? false,
          uses: entry?.id === 'one-stop' ? [...uses, 'office'] : uses,
          headless,
          changes: changes.map((change) => shownChange(change, names, named, say)),
          conflict: again?.conflict
            ? {
                by: named(personOf(again.conflict.by)),
                at: again.conflict.at,
                differences: entry && mine ? differences(summaryOf(entry, names, say), mine) : [],
              }
            : null,
          refused: again?.refused ? sentenceOf(again.refused, names, say) : null,
          previews,
        }),
      };
    });
  }

  router.get(`${DIRECTORY}/moi`, (request, response) => show(request, response, null));

  async function save(request: Request, response: Response, id: string | null): Promise<void> {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const act = String(body['do'] ?? 'save');
    const typed = typedFrom(body);
    const seen = Number(body['seen']) || 0;
    if (/^(add|remove):/.test(act)) return show(request, response, id, { typed: moveRows(typed, act), seen });
    if (act === 'copyMonday') return show(request, response, id, { typed: copyMonday(typed), seen });
    const whole = await readWhole(database);
    const before = whole.agencies.find((each) => each.id === id) ?? null;
    if (id !== null && !before) throw new AppError('notFound', { status: 404 });
    try {
      const taken = await database.agency.findMany({ select: { id: true } });
      const content = readAgency(typed, id ?? freshId(typed['name'] ?? '', new Set(taken.map((row) => row.id)), 'agency'), before);
      if (act === 'preview') return await show(request, response, id, { typed, seen });
      const changed = await saveEntries(desk, editorOf(request), [{ entry: { kind: 'agency', content }, seen }]);
      await directoryChanged?.();
      shell.done(response, addressOf(content.id), { key: changed ? 'directoryPage.said.saved' : 'directoryPage.said.same' });
    } catch (error) {
      if (error instanceof FieldFaults) return show(request, response, id, { typed, seen, faults: error.faults });
      if (error instanceof ChangedMeanwhile) return show(request, response, id, { typed, conflict: error });
      if (error instanceof AppError && error.status === 409) return show(request, response, id, { typed, seen, refused: error });
      throw error;
    }
  }

  router.post(`${DIRECTORY}/moi`, shell.form, (request, response) => save(request, response, null));

  router.post(`${DIRECTORY}/lay-lai`, shell.form, async (request, response) => {
    const name = String((request.body as Record<string, unknown>)['act'] ?? '');
    const changes = await database.directoryChange.findMany({ where: { act: name } });
    const [first] = changes;
    const to = first?.kind !== 'agency' ? UNITS : first.before === null ? DIRECTORY : addressOf(first.entryId);
    try {
      await takeBack(desk, editorOf(request), name);
      await directoryChanged?.();
      shell.done(response, to, { key: 'directoryPage.said.back' });
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 409) throw error;
      const names = namesIn(await readWhole(database), sayIn('vi'));
      shell.done(response, first?.kind === 'agency' ? addressOf(first.entryId) : UNITS, {
        key: `errors.${error.code}`,
        values: { ...error.params, ...(error.params['name'] && { name: names.unit(names.agency(String(error.params['name']))) }) },
      });
    }
  });

  router.get(`${DIRECTORY}/:id`, (request, response, next) =>
    request.params['id'] === 'dia-gioi' ? next() : show(request, response, String(request.params['id'])),
  );
  router.post(`${DIRECTORY}/:id`, shell.form, (request, response, next) =>
    request.params['id'] === 'dia-gioi' ? next() : save(request, response, String(request.params['id'])),
  );
  router.post(`${DIRECTORY}/:id/bo`, shell.form, async (request, response) => {
    const id = String(request.params['id']);
    const seen = Number((request.body as Record<string, unknown>)['seen']) || 0;
    try {
      const act = await removeEntry(desk, editorOf(request), 'agency', id, seen);
      await directoryChanged?.();
      shell.done(response, DIRECTORY, { key: 'directoryPage.said.removed', undo: { to: `${DIRECTORY}/lay-lai`, fields: { act } } });
    } catch (error) {
      if (!(error instanceof AppError) || error.status !== 409) throw error;
      const entry = (await readWhole(database)).agencies.find((each) => each.id === id);
      if (!entry) throw error;
      const typed = typedOf(entry);
      await show(request, response, id, error instanceof ChangedMeanwhile ? { typed, conflict: error } : { typed, refused: error });
    }
  });

  return router;
}

/** The authority first, then the one-stop unit and the others that citizens ask for, by name. */
const inOrder = (agencies: readonly Agency[]): Agency[] =>
  agencies.toSorted((a, b) => AGENCY_KINDS.indexOf(a.kind) - AGENCY_KINDS.indexOf(b.kind) || a.name.localeCompare(b.name, 'vi'));

/** What was typed as it would be told; null where it cannot be read. */
function readable(typed: TypedFields, entry: Agency | null): Agency | null {
  try {
    return readAgency(typed, entry?.id ?? 'moi', entry);
  } catch (error) {
    if (error instanceof FieldFaults) return null;
    throw error;
  }
}

export const sentenceOf = (error: AppError, names: Names, say: Say): string => {
  const { name } = error.params;
  return say(`errors.${error.code}`, { ...error.params, ...(name !== undefined && { name: names.unit(names.agency(String(name))) }) });
};

const unitOptions = ({ units }: Directory, today: string, chosen: string | undefined, say: Say): Option[] =>
  units.filter((unit) => unit.code === chosen || inForceOn(unit, today)).map((unit) => ({ value: unit.code, label: titleOf(unit, say) }));

/** Groups of fields that a counter can take: those of the catalogue, and those that some counter takes already. */
function groupsOf({ procedures }: Catalogue, { agencies }: Directory, say: Say): Option[] {
  const held = agencies.flatMap(({ counters }) => counters.flatMap(({ fields }) => fields));
  const groups = new Set([...[...procedures.values()].map(({ group }) => group), ...held]);
  return [...groups].map((value) => ({ value, label: say(`group.${value}`) })).toSorted((a, b) => a.label.localeCompare(b.label, 'vi'));
}
