import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '#src/platform/clock.ts';
import type { Database } from '#src/platform/database.ts';
import { refusalError } from '../refusals.ts';
import { type FileType, fileTypeOf, LARGEST_FILE } from './fileType.ts';
import { stripMetadata } from './strip.ts';

export interface KeptFile {
  id: string;
  type: FileType;
  size: number;
}

/** Where the bytes are: in the data folder, which nothing serves; names are random and say nothing. */
export interface FileFolder {
  /** Checks type and size, takes metadata off and writes. Throws `feedbackFileRefused`. */
  keep(bytes: Buffer): Promise<KeptFile>;
  read(id: string): Promise<Buffer | null>;
  /** Removes what belongs to nothing any more (erased, purged): the bytes, then the row. Returns how many. */
  removeOrphans(database: Database): Promise<number>;
  /** Removes what no row names any more and is older than a day. Returns how many. */
  sweep(database: Database, clock: Clock): Promise<number>;
}

const ID = /^[A-Za-z0-9_-]{21,24}$/;
const DAY_MS = 86_400_000;

export function openFileFolder(dataDir: string): FileFolder {
  const folder = join(dataDir, 'feedback');
  return {
    async keep(bytes) {
      const type = fileTypeOf(bytes);
      const clean = type && bytes.length <= LARGEST_FILE ? stripMetadata(bytes, type) : null;
      if (!type || !clean) throw refusalError('feedbackFileRefused');
      const id = randomBytes(18).toString('base64url');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, id), clean, { mode: 0o600, flag: 'wx', flush: true });
      return { id, type, size: clean.length };
    },
    read: (id) => (ID.test(id) ? readFile(join(folder, id)).catch(() => null) : Promise.resolve(null)),
    async removeOrphans(database) {
      const rows = await database.feedbackFile.findMany({ where: { feedbackId: null, handOverId: null }, select: { id: true }, take: 500 });
      for (const { id } of rows) {
        if (ID.test(id)) await rm(join(folder, id), { force: true });
        await database.feedbackFile.deleteMany({ where: { id } });
      }
      return rows.length;
    },
    async sweep(database, clock) {
      const names = (await readdir(folder).catch(() => [])).filter((name) => ID.test(name));
      let gone = 0;
      for (let from = 0; from < names.length; from += 500) {
        const slice = names.slice(from, from + 500);
        const rows = await database.feedbackFile.findMany({ where: { id: { in: slice } }, select: { id: true } });
        const known = new Set(rows.map(({ id }) => id));
        for (const name of slice.filter((each) => !known.has(each))) {
          const path = join(folder, name);
          const { mtimeMs } = await stat(path);
          // What was written a moment ago may be named by a transaction that has yet to commit.
          if (clock.now().getTime() - mtimeMs < DAY_MS) continue;
          await rm(path, { force: true });
          gone++;
        }
      }
      return gone;
    },
  };
}
