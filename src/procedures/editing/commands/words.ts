import type { Transaction } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { fold } from '#src/text/fold.ts';
import { cleanField } from '#src/text/pasted.ts';
import { type AmbiguityGroup, ambiguityGroup, type Catalogue, type ProcedureWords, procedureWords } from '../../content.ts';
import { type LegalText, legalText } from '../../legal.ts';
import { titleOf } from '../../present.ts';
import { hashOf } from '../../publishing.ts';
import { act, type CatalogueDesk, type Writer } from './desk.ts';
import { EditFaults } from './write.ts';

/** One text a line; lines that say the same are one. */
const linesOf = (text: string): string[] => [
  ...new Map(
    cleanField(text)
      .split('\n')
      .filter(Boolean)
      .map((line) => [fold(line), line]),
  ).values(),
];

export interface TypedWords {
  friendlyName: string;
  summary: string;
  when: string;
  aliases: string;
  situations: string;
}

/** Reads what was typed; throws EditFaults for what is too long, and for an alias that is another procedure's title. */
export function readWords(typed: TypedWords, code: string, catalogue: Catalogue): ProcedureWords {
  const before = catalogue.procedures.get(code)?.words;
  const given = Object.fromEntries(
    (['friendlyName', 'summary', 'when'] as const).map((name) => [name, cleanField(typed[name])]).filter(([, text]) => text !== ''),
  );
  const read = procedureWords.safeParse({
    ...given,
    ...(before?.author && { author: before.author }),
    aliases: linesOf(typed.aliases),
    situations: linesOf(typed.situations),
  });
  if (!read.success) throw new EditFaults(Object.fromEntries(read.error.issues.map(({ path }) => [String(path[0]), 'tooLong'])));
  const own = fold(titleOf(catalogue.procedures.get(code) ?? { name: '' }));
  const titles = new Set([...catalogue.procedures.values()].filter((other) => other.code !== code).map((other) => fold(titleOf(other))));
  if (read.data.aliases.some((alias) => titles.has(fold(alias)) && fold(alias) !== own)) throw new EditFaults({ aliases: 'aliasIsTitle' });
  return read.data;
}

/** What tells whether words were changed since a form was drawn. */
export const wordsMark = (words: ProcedureWords | undefined): string => hashOf(words ?? null).slice(0, 16);

/** The same for a group of look-alikes or a legal text; null is one that there is not. */
export const groupMark = (group: unknown): string => hashOf(group ? ambiguityGroup.parse(group) : null).slice(0, 16);
export const legalMark = (text: unknown): string => hashOf(text ? legalText.parse(text) : null).slice(0, 16);

/** What else is done in the same transaction. */
type Also = (tx: Transaction, now: Date) => Promise<void>;

const meanwhile = () => new AppError('wordsMeanwhile', { status: 409 });

/**
 * Writes the words that lead to a procedure: in force at once, for they are ours and no sourced text. `mark` is that of the words typed over.
 */
export function saveWords(
  desk: CatalogueDesk,
  writer: Writer,
  code: string,
  words: ProcedureWords,
  { catalogue, mark, also }: { catalogue: Catalogue; mark: string; also?: Also },
): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const held = catalogue.procedures.get(code);
    if (!held) throw new AppError('procedureUnknown', { status: 404 });
    const state = await tx.catalogueState.findUniqueOrThrow({ where: { id: 1 } });
    if (wordsMark(held.words) !== mark || Number(state.revision) !== catalogue.revision) throw meanwhile();
    const { friendlyName = null, summary = null, when = null, author = null, aliases, situations } = words;
    const data = { friendlyName, summary, when, author, aliases, situations, reviewed: false, contentHash: hashOf(words), origin: 'admin' };
    await tx.procedureWords.upsert({ where: { code }, create: { code, ...data }, update: data });
    await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
    await audit('catalogue.words', `procedure:${code}`, { aliases: aliases.length, situations: situations.length });
    await also?.(tx, now);
  });
}

/**
 * Writes a group of look-alikes. What triggers one triggers no other, and every option is a procedure that there is. `mark` is that of the group
 * typed over; throws `wordsMeanwhile` when it is another by now.
 */
export function saveGroup(
  desk: CatalogueDesk,
  writer: Writer,
  typed: unknown,
  { catalogue, mark, also }: { catalogue: Catalogue; mark?: string; also?: Also },
): Promise<AmbiguityGroup> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const read = ambiguityGroup.safeParse(typed);
    if (!read.success) throw new EditFaults(Object.fromEntries(read.error.issues.map(({ path }) => [String(path[0]), 'required'])));
    const group = read.data;
    if (group.options.some(({ code }) => !catalogue.procedures.has(code))) throw new EditFaults({ options: 'optionUnknown' });
    const others = catalogue.groups.filter(({ id }) => id !== group.id).flatMap(({ triggers }) => triggers.map(fold));
    if (group.triggers.some((trigger) => others.includes(fold(trigger)))) throw new EditFaults({ triggers: 'triggerTaken' });
    const held = await tx.ambiguityGroup.findUnique({ where: { id: group.id } });
    if (mark !== undefined && groupMark(held && !held.removed ? held.content : null) !== mark) throw meanwhile();
    await tx.ambiguityGroup.upsert({
      where: { id: group.id },
      create: { id: group.id, content: group, origin: 'admin' },
      update: { content: group, origin: 'admin', removed: false },
    });
    await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
    await audit('catalogue.group', `group:${group.id}`);
    await also?.(tx, now);
    return group;
  });
}

/** Takes a group away; saving what it says brings it back. */
export function removeGroup(desk: CatalogueDesk, writer: Writer, id: string): Promise<void> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const { count } = await tx.ambiguityGroup.updateMany({ where: { id, removed: false }, data: { removed: true, origin: 'admin' } });
    if (count === 0) return;
    await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
    await audit('catalogue.group.remove', `group:${id}`);
  });
}

/**
 * Adds a text to the register of what procedures cite, or says what became of it; a source says so. `mark` is that of the entry typed over;
 * throws `wordsMeanwhile` when it is another by now.
 */
export function saveLegalText(desk: CatalogueDesk, writer: Writer, typed: unknown, mark?: string): Promise<LegalText> {
  return act(desk, writer, 'catalogue.edit', async ({ tx, now, audit }) => {
    const read = legalText.safeParse(typed);
    if (!read.success)
      throw new EditFaults(
        Object.fromEntries(
          read.error.issues.map(({ path, message }) => [
            String(path[0] ?? (message.includes('source') ? 'source' : 'replacedBy')),
            path.length > 0 ? 'required' : 'legal',
          ]),
        ),
      );
    const content = JSON.parse(JSON.stringify(read.data));
    const { number } = read.data;
    const held = await tx.legalText.findUnique({ where: { number } });
    if (mark !== undefined && legalMark(held?.content) !== mark) throw meanwhile();
    await tx.legalText.upsert({ where: { number }, create: { number, content, origin: 'admin' }, update: { content, origin: 'admin' } });
    await tx.catalogueState.update({ where: { id: 1 }, data: { revision: { increment: 1 }, updatedAt: now } });
    await audit('catalogue.legal', 'legal', { number, status: read.data.status });
    return read.data;
  });
}
