import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Prisma } from '#src/generated/prisma/client.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import type { Directory } from '../directory.ts';
import { DIRECTORY_CHANNEL } from '../held.ts';
import { type DirectoryDesk, type Editor, placeOfAgency } from './desk.ts';
import { type Entry, idOf, missingFor, namedBy } from './references.ts';
import { type EntryKind, type EntryRow, LISTS, readRow, readWhole, SHAPES, writeRow } from './rows.ts';

/** The one-stop unit: citizens are sent there, so it never goes, and the authority that it belongs to stays. */
const OFFICE = 'one-stop';
/** Changes wait for each other, as what one may name the other may take away. */
const DIRECTORY_LOCK = 7_305_002;

/** Somebody else saved an entry since it was opened. */
export class ChangedMeanwhile extends AppError {
  readonly by: string;
  readonly at: Date;
  readonly revision: number;
  constructor(change: { id: number; by: string; at: Date }) {
    super('directoryChanged', { status: 409 });
    this.by = change.by;
    this.at = change.at;
    this.revision = change.id;
  }
}

/** An entry as it is to be. `seen` is the revision of it that the person had before them; 0 where it was never changed. */
export interface Wanted {
  entry: Entry;
  seen: number;
}

const refused = (code: string, params: Record<string, string | number> = {}) => new AppError(code as 'directoryUsed', { status: 409, params });

const lastChange = (tx: Transaction, kind: EntryKind, entryId: string) =>
  tx.directoryChange.findFirst({ where: { kind, entryId }, orderBy: { id: 'desc' } });

/** As it is kept: without what is absent, which a JSON object does not hold. */
const kept = (content: object): Prisma.InputJsonValue => JSON.parse(JSON.stringify(content)) as Prisma.InputJsonValue;

function permit(editor: Editor, kind: EntryKind, contents: unknown[]): void {
  for (const content of contents) {
    const place = kind === 'agency' ? placeOfAgency(SHAPES.agency.parse(content)) : {};
    if (!editor.may(place)) throw new AppError('notAllowed', { status: 403 });
  }
}

interface Made {
  act: string;
  kind: EntryKind;
  id: string;
  row: EntryRow | null;
  after: Prisma.InputJsonValue | null;
}

async function writeDown(tx: Transaction, { clock }: DirectoryDesk, editor: Editor, { act, kind, id, row, after }: Made): Promise<void> {
  const before = row && !row.removed ? (row.content as Prisma.InputJsonValue) : null;
  const content = after ?? before;
  if (content === null) return;
  await writeRow(tx, kind, id, { content, removed: after === null });
  const now = clock.now();
  await tx.directoryChange.create({
    data: { act, kind, entryId: id, by: editor.id, at: now, ...(before !== null && { before }), ...(after !== null && { after }) },
  });
  const action = after === null ? 'remove' : before === null ? 'add' : 'change';
  const fields = Object.keys({ ...(before as object), ...(after as object) }).filter(
    (name) => !isDeepStrictEqual((before as never)?.[name], (after as never)?.[name]),
  );
  await recordAudit(tx, {
    at: now,
    actor: editor.id,
    action: `directory.${action}`,
    subject: `${kind}:${id}`,
    details: action === 'change' ? { fields: fields.join(' ') } : {},
  });
  await tx.$executeRaw`SELECT pg_notify(${DIRECTORY_CHANNEL}, ${id})`;
}

/** One act: alone among instances, all of it or nothing. Returns its name, by which it is taken back. */
function act<T>({ database }: DirectoryDesk, run: (tx: Transaction, whole: Directory, name: string) => Promise<T>): Promise<T> {
  return database.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${DIRECTORY_LOCK})`;
    return run(tx, await readWhole(tx), randomUUID());
  });
}

const withEntry = (whole: Directory, entry: Entry): Directory => {
  const list: (typeof LISTS)[EntryKind] = LISTS[entry.kind];
  const others = whole[list].filter((each) => ('code' in each ? each.code : each.id) !== idOf(entry));
  return { ...whole, [list]: [...others, entry.content] };
};

/** The directory with these entries in it, saved or not. */
export const directoryWith = (whole: Directory, entries: readonly Entry[]): Directory => entries.reduce(withEntry, whole);

/**
 * Saves entries together, new ones and changed ones; what is as it was is left. Throws ChangedMeanwhile, `notAllowed`, and the refusals
 * `directoryNames` (something that is named is not there), `directoryMoved` (an agency that people or dossiers belong to changes its parent).
 * Returns whether anything changed.
 */
export function saveEntries(desk: DirectoryDesk, editor: Editor, wanted: readonly Wanted[]): Promise<boolean> {
  return act(desk, async (tx, whole, name) => {
    const next = directoryWith(
      whole,
      wanted.map(({ entry }) => entry),
    );
    let changed = false;
    for (const { entry, seen } of wanted) {
      const { kind } = entry;
      const id = idOf(entry);
      const row = await readRow(tx, kind, id);
      const standing = row && !row.removed ? row.content : null;
      const after = kept(entry.content);
      permit(editor, kind, standing === null ? [after] : [standing, after]);
      const last = await lastChange(tx, kind, id);
      if (last && last.id !== seen) throw new ChangedMeanwhile(last);
      if (isDeepStrictEqual(standing, after)) continue;
      const [missing] = missingFor(entry, next);
      if (missing !== undefined) throw refused('directoryNames', { name: missing });
      if (kind === 'agency' && standing !== null) await checkMove(tx, desk, SHAPES.agency.parse(standing), entry.content.partOf);
      await writeDown(tx, desk, editor, { act: name, kind, id, row, after });
      changed = true;
    }
    return changed;
  });
}

/** People and dossiers carry both agency and unit: a unit that has some stays where it is. */
async function checkMove(
  tx: Transaction,
  desk: DirectoryDesk,
  { id, partOf }: { id: string; partOf?: string | undefined },
  to: string | undefined,
): Promise<void> {
  if (partOf !== to && (id === OFFICE || (await desk.usesOf(tx, 'agency', id)).length > 0)) throw refused('directoryMoved');
}

/** Throws `directoryUsed` with what keeps an entry from going. */
async function checkRemoval(tx: Transaction, desk: DirectoryDesk, kind: EntryKind, id: string, whole: Directory): Promise<void> {
  if (kind === 'agency' && id === OFFICE) throw refused('directoryOffice');
  const named = namedBy(kind, id, whole);
  if (named.length > 0) throw refused('directoryNamed', { names: named.slice(0, 5).join(', ') });
  if ((await desk.usesOf(tx, kind, id)).length > 0) throw refused('directoryUsed');
}

/** Removes an entry that nothing names and nothing uses. Returns the act's name, by which it can be had back. */
export function removeEntry(desk: DirectoryDesk, editor: Editor, kind: EntryKind, id: string, seen: number): Promise<string> {
  return act(desk, async (tx, whole, name) => {
    const row = await readRow(tx, kind, id);
    if (!row || row.removed) throw new AppError('notFound', { status: 404 });
    permit(editor, kind, [row.content]);
    const last = await lastChange(tx, kind, id);
    if (last && last.id !== seen) throw new ChangedMeanwhile(last);
    await checkRemoval(tx, desk, kind, id, whole);
    await writeDown(tx, desk, editor, { act: name, kind, id, row, after: null });
    return name;
  });
}

/** Takes an act back, unless one of its entries was changed again (`directoryChangedSince`) or what it had added is used by now. */
export function takeBack(desk: DirectoryDesk, editor: Editor, actName: string): Promise<void> {
  return act(desk, async (tx, whole, name) => {
    const changes = await tx.directoryChange.findMany({ where: { act: actName }, orderBy: { id: 'desc' } });
    if (changes.length === 0) throw new AppError('notFound', { status: 404 });
    let rest = whole;
    for (const change of changes) {
      const kind = change.kind as EntryKind;
      const last = await lastChange(tx, kind, change.entryId);
      if (last?.id !== change.id) throw refused('directoryChangedSince');
      permit(editor, kind, [change.before ?? change.after]);
      if (change.before === null) {
        rest = withoutEntry(rest, kind, change.entryId);
        await checkRemoval(tx, desk, kind, change.entryId, rest);
      } else {
        const entry = { kind, content: SHAPES[kind].parse(change.before) } as Entry;
        rest = withEntry(rest, entry);
        const [missing] = missingFor(entry, rest);
        if (missing !== undefined) throw refused('directoryNames', { name: missing });
        if (entry.kind === 'agency' && change.after !== null) await checkMove(tx, desk, SHAPES.agency.parse(change.after), entry.content.partOf);
      }
      const row = await readRow(tx, kind, change.entryId);
      await writeDown(tx, desk, editor, { act: name, kind, id: change.entryId, row, after: (change.before ?? null) as Prisma.InputJsonValue | null });
    }
  });
}

const withoutEntry = (whole: Directory, kind: EntryKind, id: string): Directory => ({
  ...whole,
  [LISTS[kind]]: whole[LISTS[kind]].filter((each) => ('code' in each ? each.code : each.id) !== id),
});
