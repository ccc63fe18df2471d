import type { EditComment, ProcedureEdit } from '#src/generated/prisma/client.ts';
import { AppError } from '#src/platform/errors.ts';
import { act, type CatalogueDesk, type Writer } from './desk.ts';

/** An edit with what was said of it, as it is kept while it may be had back: moments as text. */
type Dropped = { edit: ProcedureEdit; comments: Pick<EditComment, 'by' | 'at' | 'text'>[] };

/** Drops what was typed; what is in force stays. For some days `takeBackEdit` has it back as it was. */
export function dropEdit(desk: CatalogueDesk, writer: Writer, code: string): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const edit = await tx.procedureEdit.findUnique({ where: { code } });
    if (!edit) return;
    const open = { code, version: null };
    const comments = await tx.editComment.findMany({ where: open, orderBy: { id: 'asc' }, select: { by: true, at: true, text: true } });
    const dropped: Dropped = { edit, comments };
    const row = { content: JSON.parse(JSON.stringify(dropped)), at: now, by: writer.id };
    await tx.droppedEdit.upsert({ where: { code }, create: { code, ...row }, update: row });
    await tx.procedureEdit.delete({ where: { code } });
    await tx.editComment.deleteMany({ where: open });
    await audit('catalogue.edit.drop', `procedure:${code}`);
  });
}

/**
 * Has a dropped edit back as a draft, whatever it was: what was approved then is looked at again. Nothing where it is too late; throws
 * AppError `editBegun` where somebody has begun another one since.
 */
export function takeBackEdit(desk: CatalogueDesk, writer: Writer, code: string): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, audit }) => {
    const row = await tx.droppedEdit.findUnique({ where: { code } });
    if (!row) return;
    if (await tx.procedureEdit.findUnique({ where: { code }, select: { code: true } })) throw new AppError('editBegun', { status: 409 });
    const { edit, comments } = row.content as unknown as Dropped;
    const fresh = { state: 'draft', submittedAt: null, approver: null, publishAt: null };
    await tx.procedureEdit.create({ data: { ...edit, ...fresh, values: edit.values as object } });
    await tx.editComment.createMany({ data: comments.map((comment) => ({ ...comment, code })) });
    await tx.droppedEdit.delete({ where: { code } });
    await audit('catalogue.edit.takeBack', `procedure:${code}`);
  });
}
