import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { lockDataFolder, prepareDataFolder } from './dataFolder.ts';
import type { Exchange } from './embeddedStream.ts';
import { openEmbeddedThread } from './embeddedThread.ts';
import { AppError, briefly } from './errors.ts';

/** The embedded database of one data folder, which is this process's alone until it is closed. */
export interface Embedded {
  exchange: Exchange;
  close(): Promise<void>;
}

export const hasEmbeddedData = (dataDir: string) => existsSync(join(dataDir, 'postgres', 'PG_VERSION'));

/**
 * WebAssembly stays at V8's first compiler. The second one takes 500 MB for a while to compile the largest functions of PostgreSQL again,
 * leaves 60 MB behind, and makes our short queries no faster.
 */
function compileOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}

/**
 * Locks the data folder and opens the database in it. Takes a second in a thread of its own, so that it is worth beginning before anything
 * else. Throws an AppError that says what to do: folder unusable, folder in use, data damaged.
 */
export async function openEmbedded(dataDir: string): Promise<Embedded> {
  const folder = prepareDataFolder(dataDir);
  const lock = await lockDataFolder(folder);
  try {
    compileOnce();
    const { exchange, close } = await openEmbeddedThread(join(folder, 'postgres'));
    return {
      exchange,
      close: async () => {
        await close();
        await lock.release();
      },
    };
  } catch (cause) {
    await lock.release();
    throw new AppError('dataDamaged', { params: { folder, detail: briefly(cause) }, cause: new Error(briefly(cause)) });
  }
}
