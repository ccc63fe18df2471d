import { isDeepStrictEqual } from 'node:util';
import type { OpenDatabase } from '#src/platform/database.ts';
import { type Following, followChanges } from '#src/platform/follow.ts';
import type { Agency } from './agency.ts';
import { type Directory, loadDirectory, loadOffice } from './directory.ts';

export const DIRECTORY_CHANNEL = 'directory';

/** Who and where, as it is told: the one-stop unit, and everything that is known. */
export interface Whereabouts {
  office: Agency;
  directory: Directory;
}

export interface HeldDirectory extends Following {
  current(): Whereabouts;
  /** Is told of every change from now on, and at once of what there is. */
  follow(told: (now: Whereabouts) => void): void;
}

/** Holds the directory and follows its changes, here or in another process. What cannot be read leaves the one held, and is reported. */
export async function holdDirectory(database: OpenDatabase, report: (error: unknown) => void): Promise<HeldDirectory> {
  const { prisma } = database;
  // Changes wait for each other (`act` in editing/commands.ts) until they are committed: the largest number is the newest change.
  const revisionOf = async () => (await prisma.directoryChange.aggregate({ _max: { id: true } }))._max.id ?? 0;
  const load = async (): Promise<Whereabouts> => ({ office: await loadOffice(prisma), directory: await loadDirectory(prisma) });
  let revision = await revisionOf();
  let held = await load();
  let tell: (now: Whereabouts) => void = () => {};
  const look = async (): Promise<void> => {
    const newest = await revisionOf();
    if (newest === revision) return;
    const next = await load();
    revision = newest;
    if (isDeepStrictEqual(next, held)) return;
    held = next;
    tell(held);
  };
  return {
    ...followChanges(database, DIRECTORY_CHANNEL, look, report),
    current: () => held,
    follow(told) {
      tell = told;
      told(held);
    },
  };
}
