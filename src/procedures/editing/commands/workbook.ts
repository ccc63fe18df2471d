import type { Catalogue } from '../../content.ts';
import type { Side } from '../../drafts.ts';
import { type Current, type Item, type Plan, planImport } from '../../exchange/plan.ts';
import type { ReadRows } from '../../exchange/rows.ts';
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
