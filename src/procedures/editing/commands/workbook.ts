import { AppError } from '#src/platform/errors.ts';
import type { Catalogue, ProcedureWords } from '../../content.ts';
import type { Side } from '../../drafts.ts';
import { type Current, type Item, type Plan, planImport } from '../../exchange/plan.ts';
import type { ReadRows } from '../../exchange/rows.ts';
import { hashOf } from '../../publishing.ts';
import { readEdit } from '../edits.ts';
import { typedOf } from '../typed.ts';
import { act, type CatalogueDesk, type Writer } from './desk.ts';

/** What is in force, as an import compares with it. Everything may become a draft, so nothing is kept out for who published it. */
function currentOf(catalogue: Catalogue): Map<string, Current> {
  return new Map(
    [...catalogue.procedures.values()].map(({ group, words, version: _version, ...content }) => [
      content.code,
      { group, content, words, origin: 'files', wordsOrigin: 'files' },
    ]),
  );
}

/** What a workbook would change: the dry run. */
export function planWorkbook(
  read: (groups: readonly string[]) => ReadRows,
  catalogue: Catalogue,
  setting: { source: string; zeroWords: readonly string[] },
): Plan {
  const current = currentOf(catalogue);
  return planImport(read([...new Set([...current.values()].map(({ group }) => group))].sort()), { ...setting, current });
}

/** The procedures of a plan that would become drafts: words alone make none. */
export const draftable = ({ items }: Plan): Item[] =>
  items.filter(({ status, fields }) => status === 'new' || (status === 'changed' && fields.some((field) => !field.startsWith('words.'))));

/** The procedures of a plan whose words it changes. Words are ours: they are in force once they are saved, and need no draft. */
export const worded = ({ items }: Plan): WordedItem[] =>
  items.flatMap((item) => {
    const { status, fields, words } = item;
    const changed =
      status === 'changed' ? fields.some((field) => field.startsWith('words.')) : status === 'new' && Object.values(words ?? {}).flat().length > 0;
    return changed && words ? [{ ...item, words }] : [];
  });
export type WordedItem = Item & { words: ProcedureWords };

/** Procedures at a time: the embedded database has one connection, and others wait for it. */
const SLICE = 10;

/**
 * Makes a draft of each procedure that a workbook changes, for review like any other. Where somebody has a draft already, that one stays.
 * Returns how many were made and the codes left alone.
 */
export async function draftWorkbook(desk: CatalogueDesk, writer: Writer, plan: Plan, file: string): Promise<{ made: number; left: string[] }> {
  const items = draftable(plan);
  const left: string[] = [];
  for (let from = 0; from < items.length; from += SLICE) {
    await act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
      for (const { code, group, content } of items.slice(from, from + SLICE)) {
        if (await tx.procedureEdit.findUnique({ where: { code }, select: { code: true } })) {
          left.push(code);
          continue;
        }
        const side: Side = { group, content };
        const baseVersion = await readEdit(tx, code).then(
          (edit) => edit.baseVersion,
          () => null,
        );
        await tx.procedureEdit.create({
          data: {
            code,
            baseVersion,
            values: typedOf(side),
            authors: [writer.id],
            createdAt: now,
            updatedAt: now,
            updatedBy: writer.id,
            reason: file.slice(0, 200),
          },
        });
        await audit('catalogue.edit.begin', `procedure:${code}`, { file: file.slice(0, 100) });
      }
    });
  }
  return { made: items.length - left.length, left };
}

const WORDS_SLICE = 50;

/**
 * Saves the words that a workbook changes, in force at once. `catalogue` is the one that the plan was made from: where anybody else changed
 * something since, nothing more is written, and AppError `bookMeanwhile` says so. Returns of how many procedures.
 */
export async function saveWorkbookWords(desk: CatalogueDesk, writer: Writer, plan: Plan, file: string, catalogue: Catalogue): Promise<number> {
  const items = worded(plan);
  let { revision } = catalogue;
  for (let from = 0; from < items.length; from += WORDS_SLICE) {
    const slice = items.slice(from, from + WORDS_SLICE);
    await act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
      const state = await tx.catalogueState.findUniqueOrThrow({ where: { id: 1 } });
      if (Number(state.revision) !== revision) throw new AppError('bookMeanwhile', { status: 409 });
      // A new procedure is one once it is published; its words wait for it.
      await tx.procedure.createMany({ data: slice.map(({ code }) => ({ code })), skipDuplicates: true });
      await tx.procedureWords.deleteMany({ where: { code: { in: slice.map(({ code }) => code) } } });
      await tx.procedureWords.createMany({ data: slice.map(({ code, words }) => ({ code, ...words, contentHash: hashOf(words), origin: 'admin' })) });
      await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
      for (const { code, words } of slice) {
        const { aliases, situations } = words;
        const details = { aliases: aliases.length, situations: situations.length, file: file.slice(0, 100) };
        await audit('catalogue.words', `procedure:${code}`, details);
      }
    });
    revision += 1;
  }
  return items.length;
}
