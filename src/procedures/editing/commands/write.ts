import { randomBytes } from 'node:crypto';
import { AppError } from '#src/platform/errors.ts';
import { cleanField } from '#src/text/pasted.ts';
import { readEdit, readInForce } from '../edits.ts';
import type { Typed } from '../fields.ts';
import { type Faults, readTyped, typedOf } from '../typed.ts';
import { act, type CatalogueDesk, type Writer } from './desk.ts';

/** The most that an edit holds, in UTF-16 units of all its fields together. */
const LARGEST = 1_000_000;
const MOST_FIELDS = 4000;
/** Longest reason or comment. */
export const LONGEST_REMARK = 2000;

/** Somebody else saved since the form was drawn: what they typed, to be compared with one's own. */
export class EditedMeanwhile extends AppError {
  readonly theirs: Typed;
  readonly by: string;
  readonly at: Date;
  readonly revision: number;
  constructor(theirs: Typed, by: string, at: Date, revision: number) {
    super('editedMeanwhile', { status: 409 });
    this.theirs = theirs;
    this.by = by;
    this.at = at;
    this.revision = revision;
  }
}

/** Something in the form is not right; `faults` says where. */
export class EditFaults extends AppError {
  readonly faults: Faults;
  constructor(faults: Faults) {
    super('fieldsWrong', { status: 422 });
    this.faults = faults;
  }
}

const sameFields = (a: Typed, b: Typed): boolean => {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => cleanField(a[key] ?? '') === cleanField(b[key] ?? ''));
};

/**
 * Keeps what was typed, right or not, over the save that it was typed over (`revision`, 0 for none). Returns the number of this save. What was
 * in review is a draft again: a reviewer reads what stays. Throws EditedMeanwhile where somebody saved in between.
 */
export function saveEdit(desk: CatalogueDesk, writer: Writer, code: string, typed: Typed, revision: number): Promise<number> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const entries = Object.entries(typed);
    if (entries.length > MOST_FIELDS || entries.reduce((sum, [key, text]) => sum + key.length + text.length, 0) > LARGEST)
      throw new AppError('editTooLarge', { status: 413 });
    const edit = await readEdit(tx, code);
    if (sameFields(edit.typed, typed)) return edit.revision;
    if (edit.revision !== revision && edit.updatedBy !== null && edit.updatedAt !== null)
      throw new EditedMeanwhile(edit.typed, edit.updatedBy, edit.updatedAt, edit.revision);
    if (edit.state === 'scheduled') throw new AppError('editScheduled', { status: 409 });
    const next = edit.revision + 1;
    const data = {
      // A database takes no NUL and no half characters.
      values: Object.fromEntries(entries.map(([key, text]) => [key, text.toWellFormed().replaceAll('\u0000', '')])),
      revision: next,
      state: 'draft',
      authors: [...new Set([...edit.authors, writer.id])],
      updatedAt: now,
      updatedBy: writer.id,
      submittedAt: null,
    };
    await tx.procedureEdit.upsert({ where: { code }, create: { code, baseVersion: edit.baseVersion, createdAt: now, ...data }, update: data });
    if (edit.revision === 0) await audit('catalogue.edit.begin', `procedure:${code}`);
    if (edit.state === 'review') await audit('catalogue.edit.reopen', `procedure:${code}`);
    return next;
  });
}

/** Begins a procedure that the catalogue does not have, and gives its code: one of ours where there is no national one yet. */
export function beginProcedure(desk: CatalogueDesk, writer: Writer, given: string, typed: Typed): Promise<string> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const code = given || `x-${randomBytes(5).toString('hex')}`;
    const faults = {
      ...(!/^(\d\.\d{6}|x-[0-9a-f]{10})$/.test(code) && { code: 'procedureCode' }),
      ...(!cleanField(typed['name'] ?? '') && { name: 'required' }),
    };
    if (Object.keys(faults).length > 0) throw new EditFaults(faults);
    const held = (await tx.procedure.findUnique({ where: { code } }))?.currentVersion ?? null;
    if (held !== null || (await tx.procedureEdit.findUnique({ where: { code } }))) throw new EditFaults({ code: 'codeTaken' });
    await tx.procedureEdit.create({
      data: { code, values: { ...typed, code }, authors: [writer.id], createdAt: now, updatedAt: now, updatedBy: writer.id },
    });
    await audit('catalogue.edit.begin', `procedure:${code}`);
    return code;
  });
}

/** Gives an edit to a second person, with the reason for the change. Everything in it must be readable. */
export function submitEdit(desk: CatalogueDesk, writer: Writer, code: string, reason: string): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const edit = await readEdit(tx, code);
    if (edit.revision === 0) throw new AppError('editNothing', { status: 409 });
    if (edit.state === 'scheduled') throw new AppError('editScheduled', { status: 409 });
    const { side, faults } = readTyped(edit.typed, edit.base);
    const why = cleanField(reason);
    const all = { ...faults, ...(why ? {} : { reason: 'required' }), ...(why.length > LONGEST_REMARK ? { reason: 'tooLong' } : {}) };
    if (!side || Object.keys(all).length > 0) throw new EditFaults(all);
    await tx.procedureEdit.update({ where: { code }, data: { state: 'review', submittedAt: now, reason: why } });
    await audit('catalogue.edit.submit', `procedure:${code}`);
  });
}

/** Says something to the others who work on an edit; a reviewer may give it back with it. */
export function commentOnEdit(desk: CatalogueDesk, writer: Writer, code: string, text: string, giveBack = false): Promise<void> {
  return act(desk, writer, giveBack ? 'catalogue.publish' : 'catalogue.edit', async ({ tx, now, audit }) => {
    const said = cleanField(text);
    if (!said || said.length > LONGEST_REMARK) throw new EditFaults({ comment: said ? 'tooLong' : 'required' });
    const edit = await readEdit(tx, code);
    if (edit.revision === 0) throw new AppError('editNothing', { status: 409 });
    await tx.editComment.create({ data: { code, by: writer.id, at: now, text: said } });
    if (giveBack) {
      await tx.procedureEdit.update({ where: { code }, data: { state: 'draft', submittedAt: null, approver: null, publishAt: null } });
      await audit('catalogue.edit.giveBack', `procedure:${code}`);
    }
  });
}

/**
 * Takes what was published since as the new beginning: parts that nobody typed in follow it, parts that somebody did stay as typed, and
 * whoever reviews sees them as changes of it.
 */
export function followInForce(desk: CatalogueDesk, writer: Writer, code: string): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const edit = await readEdit(tx, code);
    const inForce = await readInForce(tx, code);
    if (edit.revision === 0 || !inForce || inForce.number === edit.baseVersion) return;
    const before = edit.base ? typedOf(edit.base) : {};
    const [typed, newest] = [partsOf(edit.typed), partsOf(typedOf(inForce.side))];
    const values = [...new Set([...typed.keys(), ...newest.keys()])].map((part) =>
      sameFields(typed.get(part) ?? {}, partsOf(before).get(part) ?? {}) ? newest.get(part) : typed.get(part),
    );
    const data = {
      values: Object.assign({}, ...values),
      baseVersion: inForce.number,
      state: 'draft',
      revision: edit.revision + 1,
      submittedAt: null,
    };
    await tx.procedureEdit.update({ where: { code }, data: { ...data, updatedAt: now, updatedBy: writer.id } });
    await audit('catalogue.edit.follow', `procedure:${code}`, { version: inForce.number });
  });
}

/** Fields by the part of the form that they belong to: "documents", "term", "name". */
function partsOf(typed: Typed): Map<string, Typed> {
  const byPart = Map.groupBy(Object.entries(typed), ([key]) => key.split('.')[0] ?? key);
  return new Map([...byPart].map(([part, entries]) => [part, Object.fromEntries(entries)]));
}
