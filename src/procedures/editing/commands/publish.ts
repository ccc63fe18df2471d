import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { dayOf } from '#src/text/formats.ts';
import { cleanField } from '#src/text/pasted.ts';
import type { Catalogue } from '../../content.ts';
import { changedFields, type Side } from '../../drafts.ts';
import { hashOf } from '../../publishing.ts';
import { type Edit, readEdit, readInForce, readVersion } from '../edits.ts';
import { type Remark, refusals } from '../invariants.ts';
import { readTyped } from '../typed.ts';
import { act, type CatalogueDesk, SYSTEM_WRITER, type Writer } from './desk.ts';
import { EditFaults, LONGEST_REMARK } from './write.ts';

/** What keeps a text from being published, each with its place on the form. */
export class PublicationRefused extends AppError {
  readonly remarks: readonly Remark[];
  constructor(remarks: readonly Remark[]) {
    super('publicationRefused', { status: 422 });
    this.remarks = remarks;
  }
}

interface Publication {
  reason: string;
  author: string;
  approver: string;
  now: Date;
}

/** Writes the next version of a procedure and puts it in force. Returns its number. */
async function putInForce(tx: Transaction, side: Side, { reason, author, approver, now }: Publication): Promise<number> {
  const { code } = side.content;
  await tx.procedure.createMany({ data: [{ code }], skipDuplicates: true });
  const newest = await tx.procedureVersion.aggregate({ where: { code }, _max: { number: true } });
  const number = (newest._max.number ?? 0) + 1;
  const content = JSON.parse(JSON.stringify(side));
  await tx.procedureVersion.create({
    data: { code, number, content, contentHash: hashOf(content), origin: 'admin', publishedAt: now, reason, author, approver },
  });
  await tx.procedure.update({ where: { code }, data: { currentVersion: number } });
  await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
  return number;
}

/** The text of an edit as it may be put in force; throws what keeps it from that, with the place. */
async function publishable(tx: Transaction, edit: Edit, catalogue: Catalogue, today: string): Promise<Side> {
  const { side, faults } = readTyped(edit.typed, edit.base);
  if (!side) throw new EditFaults(faults);
  const inForce = await readInForce(tx, edit.code);
  if ((inForce?.number ?? null) !== edit.baseVersion) throw new AppError('editOutdated', { status: 409 });
  if (inForce && changedFields(inForce.side, side).length === 0) throw new AppError('editNothing', { status: 409 });
  const remarks = refusals(side, catalogue, today);
  if (remarks.length > 0) throw new PublicationRefused(remarks);
  return side;
}

async function closeEdit(tx: Transaction, code: string, version: number): Promise<void> {
  await tx.procedureEdit.delete({ where: { code } });
  await tx.editComment.updateMany({ where: { code, version: null }, data: { version } });
}

/** Keeps the author's reason among the remarks, at the moment it was given: the publisher's own stands with the version. */
async function keepReason(tx: Transaction, { code, reason, authors }: Edit, own: string, now: Date): Promise<void> {
  if (!own || !reason || own === reason) return;
  const row = await tx.procedureEdit.findUniqueOrThrow({ where: { code }, select: { submittedAt: true } });
  await tx.editComment.create({ data: { code, by: authors.at(-1) ?? 'system', at: row.submittedAt ?? now, text: reason } });
}

/** Has a scheduled edit in review again, with the author's own reason. */
async function backToReview(tx: Transaction, code: string): Promise<void> {
  const { submittedAt } = await tx.procedureEdit.findUniqueOrThrow({ where: { code }, select: { submittedAt: true } });
  const kept = submittedAt && (await tx.editComment.findFirst({ where: { code, version: null, at: submittedAt } }));
  if (kept) await tx.editComment.delete({ where: { id: kept.id } });
  const data = { state: 'review', publishAt: null, approver: null, ...(kept && { reason: kept.text }) };
  await tx.procedureEdit.update({ where: { code }, data });
}

/**
 * Publishes what is in review, now or, with `at`, then. The approver is a second person, who typed none of it. The reason given here goes with
 * the version, and the author's stays among the remarks; where none is given here the author's does. Returns the version's number; null when it waits for its time.
 */
export function publishEdit(
  desk: CatalogueDesk,
  writer: Writer,
  code: string,
  { catalogue, reason = '', at = null }: { catalogue: Catalogue; reason?: string; at?: Date | null },
): Promise<number | null> {
  return act(desk, writer, 'catalogue.publish', async ({ tx, now, today, audit }) => {
    const edit = await readEdit(tx, code);
    if (edit.state !== 'review') throw new AppError('editNotInReview', { status: 409 });
    if (edit.authors.includes(writer.id)) throw new AppError('editOwn', { status: 403 });
    const own = cleanField(reason).slice(0, LONGEST_REMARK);
    const why = own || edit.reason;
    const side = await publishable(tx, edit, catalogue, today);
    if (at !== null) {
      if (at <= now) throw new EditFaults({ at: 'timePast' });
      await keepReason(tx, edit, own, now);
      await tx.procedureEdit.update({ where: { code }, data: { state: 'scheduled', publishAt: at, approver: writer.id, reason: why } });
      await audit('catalogue.schedule', `procedure:${code}`, { at: at.toISOString() });
      return null;
    }
    await keepReason(tx, edit, own, now);
    const number = await putInForce(tx, side, { reason: why, author: edit.authors.join(','), approver: writer.id, now });
    await closeEdit(tx, code, number);
    await audit('catalogue.publish', `procedure:${code}`, { version: number, author: edit.authors.join(',') });
    return number;
  });
}

/** Takes a scheduled publication back into review. */
export function unscheduleEdit(desk: CatalogueDesk, writer: Writer, code: string): Promise<void> {
  return act(desk, writer, 'catalogue.publish', async ({ tx, audit }) => {
    if ((await tx.procedureEdit.count({ where: { code, state: 'scheduled' } })) === 0) return;
    await backToReview(tx, code);
    await audit('catalogue.unschedule', `procedure:${code}`);
  });
}

/** Puts what an earlier version said in force again, as a new version: it was reviewed once already. */
export function rollBack(desk: CatalogueDesk, writer: Writer, code: string, to: number, reason: string): Promise<number> {
  return act(desk, writer, 'catalogue.publish', async ({ tx, now, audit }) => {
    const [side, inForce] = [await readVersion(tx, code, to), await readInForce(tx, code)];
    if (!side) throw new AppError('versionUnknown', { status: 404 });
    if (inForce && changedFields(inForce.side, side).length === 0) throw new AppError('editNothing', { status: 409 });
    const number = await putInForce(tx, side, { reason: cleanField(reason).slice(0, LONGEST_REMARK), author: writer.id, approver: writer.id, now });
    await audit('catalogue.rollBack', `procedure:${code}`, { version: number, to });
    return number;
  });
}

/**
 * Puts in force what is due: scheduled publications, and the end of procedures whose last day is past. Each by itself: what can no longer be
 * published goes back into review with the reason as a comment. Returns how many changed.
 */
export async function publishDue(
  desk: CatalogueDesk,
  catalogue: Catalogue,
  say: (key: string, params?: Record<string, string>) => string,
): Promise<number> {
  const now = desk.clock.now();
  const due = await desk.database.procedureEdit.findMany({ where: { state: 'scheduled', publishAt: { lte: now } }, select: { code: true } });
  let changed = 0;
  for (const { code } of due) changed += await publishScheduled(desk, catalogue, code, say);
  const today = dayOf(now);
  const ended = [...catalogue.procedures.values()].filter(({ lastDay, levelNow }) => lastDay && levelNow && lastDay < today);
  for (const { code } of ended) changed += await endProcedure(desk, code, say('catalogueEditing.endedReason'));
  return changed;
}

function publishScheduled(desk: CatalogueDesk, catalogue: Catalogue, code: string, say: (key: string) => string): Promise<number> {
  return act(desk, SYSTEM_WRITER, 'catalogue.publish', async ({ tx, now, today, audit }) => {
    const row = await tx.procedureEdit.findUnique({ where: { code } });
    if (row?.state !== 'scheduled' || !row.publishAt || row.publishAt > now) return 0;
    const edit = await readEdit(tx, code);
    try {
      const side = await publishable(tx, edit, catalogue, today);
      const author = edit.authors.join(',');
      const number = await putInForce(tx, side, { reason: edit.reason, author, approver: edit.approver ?? '', now });
      await closeEdit(tx, code, number);
      await audit('catalogue.publish', `procedure:${code}`, { version: number, author, scheduled: true });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      await backToReview(tx, code);
      await tx.editComment.create({ data: { code, by: 'system', at: now, text: say(`errors.${error.code}`) } });
      await audit('catalogue.publish.refused', `procedure:${code}`, { code: error.code });
    }
    return 1;
  });
}

function endProcedure(desk: CatalogueDesk, code: string, reason: string): Promise<number> {
  return act(desk, SYSTEM_WRITER, 'catalogue.publish', async ({ tx, now, today, audit }) => {
    const inForce = await readInForce(tx, code);
    const { lastDay, levelNow, ...content } = inForce?.side.content ?? {};
    if (!inForce || !lastDay || !levelNow || lastDay >= today) return 0;
    const side = { group: inForce.side.group, content: { ...content, lastDay } as Side['content'] };
    const number = await putInForce(tx, side, { reason, author: 'system', approver: 'system', now });
    await audit('catalogue.end', `procedure:${code}`, { version: number });
    return 1;
  });
}
