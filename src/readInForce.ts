import type { Database } from './platform/database.ts';
import { openDatabase } from './platform/database.ts';
import { hasEmbeddedData } from './platform/embedded.ts';
import type { Environment } from './platform/environment.ts';
import { AppError } from './platform/errors.ts';

/**
 * For commands that only read: what `read` finds in the database, when there is one that is free and holds something, else
 * what `fallback` makes of the repository's files (a running server keeps the embedded database to itself).
 */
export async function readInForce<T>(environment: Environment, read: (database: Database) => Promise<T | null>, fallback: () => T): Promise<T> {
  if (!environment.DATABASE_URL && !hasEmbeddedData(environment.DATA_DIR)) return fallback();
  try {
    const database = await openDatabase(environment);
    return (await read(database.prisma).finally(() => database.close())) ?? fallback();
  } catch (error) {
    if (error instanceof AppError && error.code === 'dataFolderLocked') return fallback();
    throw error;
  }
}
