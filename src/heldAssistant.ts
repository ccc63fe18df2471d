import { isDeepStrictEqual } from 'node:util';
import { type Answering, createAnswers, type Rehearse } from './conversation/assistant.ts';
import type { Language } from './conversation/language.ts';
import type { Whereabouts } from './directory/held.ts';
import type { OpenDatabase } from './platform/database.ts';
import { type Following, followChanges } from './platform/follow.ts';
import { loadCatalogue } from './procedures/catalogue.ts';
import { type Catalogue, findableOf } from './procedures/content.ts';
import type { Reader, Readers } from './reading/reader.ts';

export interface HeldAssistant extends Following {
  /** Until `ready` whoever asks it waits. */
  current(): Answering;
  /** Rejects with what keeps messages from being read. */
  ready: Promise<void>;
  rehearse: Rehearse;
  /** Answers by this directory from now on. */
  follow(now: Whereabouts): void;
}

interface Rest {
  office: Parameters<typeof createAnswers>[1];
  language: Language;
  readers: Readers;
  desk: NonNullable<Parameters<typeof createAnswers>[3]>;
}

interface Prepared {
  catalogue: Catalogue;
  reader: Reader;
}

/**
 * Holds the assistant over the catalogue in force and follows every publication, here or in another process: the database says so, and the
 * revision is looked at now and then. The next assistant is made while the present one answers, then takes its place at once. What cannot
 * be read leaves the one held, and is reported.
 */
export async function holdAssistant(
  database: OpenDatabase,
  { language, readers, ...rest }: Rest,
  report: (error: unknown) => void,
  changed: (assistant: Answering) => void = () => {},
): Promise<HeldAssistant> {
  let { office, desk } = rest;
  const make = ({ catalogue, reader }: Prepared): Answering => ({
    ...createAnswers(catalogue, office, language, desk),
    read: (text, topic, first) => reader.read(text, topic, first),
  });
  const prepare = async (catalogue: Catalogue, before?: Reader): Promise<Prepared> => ({
    catalogue,
    reader: await readers.over(findableOf(catalogue), before),
  });
  const first = await loadCatalogue(database.prisma);
  const preparing = prepare(first);
  const read: Reader['read'] = async (...words) => (await preparing).reader.read(...words);
  let held: Answering = { ...createAnswers(first, office, language, desk), read };
  let prepared: Prepared = { catalogue: first, reader: { read, letGo: () => {} } };
  const ready = preparing.then((all) => {
    prepared = all;
    held = make(prepared);
  });
  /** Whoever waits for `ready` hears why not. */
  const begun = ready.then(
    () => true,
    () => false,
  );
  changed(held);
  /** The newest catalogue that was only tried. */
  let tried: Prepared | null = null;
  let rehearsing: Promise<unknown> = begun;

  /** One after another: each takes memory, and only the newest is kept. */
  const rehearse: Rehearse = (catalogue, ask) => {
    const rehearsed = rehearsing.then(async () => {
      const next = await prepare(catalogue, prepared.reader);
      if (tried && tried.reader !== prepared.reader) tried.reader.letGo();
      tried = next;
      return ask({ meant: held.meant, read: (text, topic) => next.reader.read(text, topic) });
    });
    rehearsing = rehearsed.catch(() => {});
    return rehearsed;
  };

  async function look(): Promise<void> {
    if (!(await begun)) return;
    const state = await database.prisma.catalogueState.findUnique({ where: { id: 1 }, select: { revision: true } });
    if (Number(state?.revision ?? 0) === held.catalogue.revision) return;
    const catalogue = await loadCatalogue(database.prisma, held.catalogue);
    const words = findableOf(catalogue);
    // What a publication leaves as it was (a fee, a paper) needs no new reader; what was just tried before it was saved is there already.
    const same = [prepared, tried].find((each) => each && isDeepStrictEqual(findableOf(each.catalogue), words));
    const next = same ? { catalogue, reader: same.reader } : await prepare(catalogue, prepared.reader);
    const before = prepared.reader;
    prepared = next;
    held = make(prepared);
    if (before !== next.reader && before !== tried?.reader) before.letGo();
    changed(held);
  }

  /** How messages about procedures are read knows nothing of the directory, and stays. */
  function follow(now: Whereabouts): void {
    office = now.office;
    desk = { ...desk, directory: now.directory };
    held = make(prepared);
    changed(held);
  }

  return { ...followChanges(database, 'catalogue', look, report), current: () => held, ready, rehearse, follow };
}
