import { isDeepStrictEqual } from 'node:util';
import { type Assistant, createAssistant } from './conversation/assistant.ts';
import { understandInSteps } from './conversation/understand.ts';
import type { Whereabouts } from './directory/held.ts';
import type { OpenDatabase } from './platform/database.ts';
import { type Following, followChanges } from './platform/follow.ts';
import { inSlices } from './platform/steps.ts';
import { loadCatalogue } from './procedures/catalogue.ts';
import type { Catalogue } from './procedures/content.ts';

export interface HeldAssistant extends Following {
  current(): Assistant;
  /** How messages would be understood by another catalogue, without holding anything up. */
  rehearse(catalogue: Catalogue): Promise<Assistant['understand']>;
  /** Answers by this directory from now on. */
  follow(now: Whereabouts): void;
}

type Rest =
  Parameters<typeof createAssistant> extends [Catalogue, infer Office, infer Language, (infer Desk)?]
    ? { office: Office; language: Language; desk: Desk }
    : never;

/** Everything by which a procedure is found; a publication that leaves it as it was (a fee, a paper) needs no new index. */
function sameWords(a: Catalogue, b: Catalogue): boolean {
  if (a.procedures.size !== b.procedures.size || !isDeepStrictEqual(a.groups, b.groups) || !isDeepStrictEqual(a.elsewhere, b.elsewhere)) return false;
  return [...a.procedures].every(([code, one]) => {
    const other = b.procedures.get(code);
    return (
      other !== undefined &&
      one.name === other.name &&
      one.group === other.group &&
      one.levelNow === other.levelNow &&
      isDeepStrictEqual(one.otherNames, other.otherNames) &&
      isDeepStrictEqual(one.words, other.words)
    );
  });
}

/**
 * Holds the assistant over the catalogue in force and follows every publication, here or in another process: the database says so, and the
 * revision is looked at now and then. The next assistant is made while the present one answers, then takes its place at once. What cannot
 * be read leaves the one held, and is reported.
 */
export async function holdAssistant(
  database: OpenDatabase,
  { language, ...rest }: Rest,
  report: (error: unknown) => void,
  changed: (assistant: Assistant) => void = () => {},
): Promise<HeldAssistant> {
  let { office, desk } = rest;
  const make = (catalogue: Catalogue, read?: Assistant['read']) => createAssistant(catalogue, office, language, { ...desk, ...(read && { read }) });
  let held = make(await loadCatalogue(database.prisma));
  changed(held);
  /** The newest catalogue that was only tried. */
  let rehearsed: Pick<Assistant, 'catalogue' | 'read'> | null = null;

  async function rehearse(catalogue: Catalogue): Promise<Assistant['understand']> {
    const read = await inSlices(understandInSteps(catalogue, language, held.read));
    rehearsed = { catalogue, read };
    return make(catalogue, read).understand;
  }

  async function look(): Promise<void> {
    const state = await database.prisma.catalogueState.findUnique({ where: { id: 1 }, select: { revision: true } });
    if (Number(state?.revision ?? 0) === held.catalogue.revision) return;
    const catalogue = await loadCatalogue(database.prisma, held.catalogue);
    // What was just tried before it was saved is there already.
    const prepared = [held, rehearsed].find((each) => each && sameWords(each.catalogue, catalogue));
    const read = prepared?.read ?? (await inSlices(understandInSteps(catalogue, language, held.read)));
    held = make(catalogue, read);
    changed(held);
  }

  /** How messages about procedures are read knows nothing of the directory, and stays. */
  function follow(now: Whereabouts): void {
    office = now.office;
    desk = { ...desk, directory: now.directory };
    held = make(held.catalogue, held.read);
    changed(held);
  }

  return { ...followChanges(database, 'catalogue', look, report), current: () => held, rehearse, follow };
}
