import { isDeepStrictEqual } from 'node:util';
import { type Assistant, createAssistant } from './conversation/assistant.ts';
import { understandInSteps } from './conversation/understand.ts';
import type { OpenDatabase } from './platform/database.ts';
import { listenFor } from './platform/listen.ts';
import { inSlices } from './platform/steps.ts';
import { loadCatalogue } from './procedures/catalogue.ts';
import type { Catalogue } from './procedures/content.ts';

/** How often a change of which no word came is looked for: one look at the revision. */
const EVERY_MS = 30_000;

export interface HeldAssistant {
  current(): Assistant;
  /** Looks for a publication now; answers when what it brought is what the assistant answers with. */
  refresh(): Promise<void>;
  /** How messages would be understood by another catalogue, without holding anything up. */
  rehearse(catalogue: Catalogue): Promise<Assistant['read']>;
  stop(): Promise<void>;
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
  { office, language, desk }: Rest,
  report: (error: unknown) => void,
  changed: (assistant: Assistant) => void = () => {},
): Promise<HeldAssistant> {
  const make = (catalogue: Catalogue, read?: Assistant['read']) => createAssistant(catalogue, office, language, { ...desk, ...(read && { read }) });
  let held = make(await loadCatalogue(database.prisma));
  changed(held);

  async function look(): Promise<void> {
    const state = await database.prisma.catalogueState.findUnique({ where: { id: 1 }, select: { revision: true } });
    if (Number(state?.revision ?? 0) === held.catalogue.revision) return;
    const catalogue = await loadCatalogue(database.prisma, held.catalogue);
    const read = sameWords(held.catalogue, catalogue) ? held.read : await inSlices(understandInSteps(catalogue, language));
    held = make(catalogue, read);
    changed(held);
  }

  let looking: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;
  /** One look at a time, and one more for whoever asks during it: a look that was begun may have missed the newest. */
  const refresh = (): Promise<void> => {
    waiting ??= looking.then(() => {
      waiting = null;
      looking = look().catch(report);
      return looking;
    });
    return waiting;
  };
  const deaf = listenFor(database, 'catalogue', () => void refresh(), report);
  const timer = setInterval(refresh, EVERY_MS).unref();
  const stop = async () => {
    clearInterval(timer);
    await deaf();
    await waiting;
    await looking;
  };
  return { current: () => held, refresh, rehearse: (catalogue) => inSlices(understandInSteps(catalogue, language)), stop };
}
