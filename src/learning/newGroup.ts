import { createHash } from 'node:crypto';
import type { AmbiguityGroup, Catalogue } from '#src/procedures/content.ts';
import { EditFaults } from '#src/procedures/editing/commands/write.ts';
import { nameOf } from '#src/procedures/present.ts';
import { fold } from '#src/text/fold.ts';

/** Procedures that one question lets choose from. */
export const FEWEST_OPTIONS = 2;
export const MOST_OPTIONS = 6;
/** UTF-16 units of what stands on a button. */
const LONGEST_LABEL = 90;
const LONGEST_ID = 31;

/** Cut between two words, where it is too long for a button. */
function labelOf(name: string): string {
  if (name.length <= LONGEST_LABEL) return name;
  const cut = name.slice(0, LONGEST_LABEL - 1);
  return `${cut.slice(0, Math.max(cut.lastIndexOf(' '), 1))}…`;
}

/** A short name from the first words, with a mark of all of it: the same group has the same name, and no other has it. */
function idOf(lines: readonly string[], codes: readonly string[]): string {
  const mark = createHash('sha256')
    .update(JSON.stringify([lines, codes]))
    .digest('hex')
    .slice(0, 6);
  const words = fold(lines[0] ?? '').match(/[a-z0-9]+/g) ?? [];
  const name = `hoi-${words.join('-')}`.slice(0, LONGEST_ID - mark.length - 1).replace(/-+$/, '');
  return `${name}-${mark}`;
}

/**
 * A question that is new: asked back for these lines, with these procedures to choose from. Throws EditFaults where the question is missing,
 * fewer than two or more than six procedures are chosen, one of them is none, or another question is asked for a line already.
 */
export function newGroup({ question, codes }: { question: string; codes: readonly string[] }, lines: readonly string[], catalogue: Catalogue) {
  const chosen = [...new Set(codes)];
  const procedures = chosen.flatMap((code) => catalogue.procedures.get(code) ?? []);
  const taken = new Set(catalogue.groups.flatMap(({ triggers }) => triggers.map(fold)));
  if (question === '') throw new EditFaults({ question: 'required' });
  if (chosen.length < FEWEST_OPTIONS || chosen.length > MOST_OPTIONS || procedures.length < chosen.length)
    throw new EditFaults({ option: 'options' });
  if (lines.some((line) => taken.has(fold(line)))) throw new EditFaults({ lines: 'triggerTaken' });
  const options = procedures.map((procedure) => ({ code: procedure.code, label: labelOf(nameOf(procedure)) }));
  return { id: idOf(lines, chosen), question, triggers: [...lines], options } satisfies AmbiguityGroup;
}
