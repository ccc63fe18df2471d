import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { createPgConfig } from '@electric-sql/pglite/node-postgres';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from '#src/generated/prisma/client.ts';
import { lockDataFolder, prepareDataFolder } from './dataFolder.ts';
import { AppError, briefly } from './errors.ts';

export type Database = PrismaClient;
/** What a command gets inside `database.$transaction`: on the embedded database the outer client must not be used there. */
export type Transaction = Prisma.TransactionClient;

/** A transaction as what commands ask for, so that they become a part of it: a transaction that they begin is this one. */
export const databaseIn = (tx: Transaction): Database =>
  new Proxy(tx, {
    get: (target, key) => (key === '$transaction' ? (work: (inner: Transaction) => unknown) => work(tx) : Reflect.get(target, key)),
  }) as Database;

/** Work within a transaction that leaves no trace when it fails, and the transaction goes on. */
export async function inSavepoint<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  await tx.$executeRaw`SAVEPOINT part`;
  try {
    const result = await work();
    await tx.$executeRaw`RELEASE SAVEPOINT part`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT part`;
    throw error;
  }
}

export interface OpenDatabase {
  kind: 'embedded' | 'server';
  prisma: Database;
  pool: pg.Pool;
  close(): Promise<void>;
}

/** A wait of 2 s (the default) fails under a hundred parallel transactions on either database. */
const TRANSACTION_OPTIONS = { maxWait: 20_000, timeout: 10_000 };

/** Statements that a connection keeps planned; those after them are planned each time, so that their number stays bounded. */
const MOST_KEPT = 400;

/**
 * A name for each statement, so that a connection plans it once: planning is more than half of the work of a short statement. Needs
 * connections of one's own (a pooler between, such as PgBouncer, must be in session mode).
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    if (names.size >= MOST_KEPT) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}

const client = (pool: pg.Pool) =>
  new PrismaClient({
    adapter: new PrismaPg(pool, { statementNameGenerator: statementNames() }),
    transactionOptions: TRANSACTION_OPTIONS,
  });

/**
 * Wraps a PGlite in a pool of exactly one connection: a second user of the same PGlite would join the open transaction.
 */
export function embeddedDatabase(pglite: PGlite): OpenDatabase {
  const config = createPgConfig(pglite);
  const connection = config.connection as unknown as { parse(query: { types?: unknown }): unknown };
  const parse = connection.parse.bind(connection);
  // The bridge calls .forEach on a field that Prisma fills with an object: hand it only arrays.
  connection.parse = (query) => parse(Array.isArray(query.types) ? query : { ...query, types: undefined });
  const pool = new pg.Pool({ ...config, connection, max: 1, idleTimeoutMillis: 0 } as unknown as pg.PoolConfig);
  const prisma = client(pool);
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
    await pglite.close();
  };
  return { kind: 'embedded', prisma, pool, close };
}

export function serverDatabase(url: string, connections = 10): OpenDatabase {
  const pool = new pg.Pool({ connectionString: url, max: connections, options: '-c timezone=UTC', connectionTimeoutMillis: 10_000 });
  pool.on('error', () => {}); // an idle connection that breaks is replaced; the next query reports a real outage
  const prisma = client(pool);
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { kind: 'server', prisma, pool, close };
}

/** Opened with fsync, which PGlite leaves out by default: a row that was acknowledged survives a power cut. */
const START_PARAMETERS = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');

/**
 * WebAssembly stays at V8's first compiler. The second one takes 500 MB for a while to compile the largest functions of PostgreSQL again,
 * leaves 60 MB behind, and makes our short queries no faster.
 */
function compileOnce(): void {
  for (const flag of ['--no-wasm-tier-up', '--no-wasm-dynamic-tiering']) setFlagsFromString(flag);
}

export const hasEmbeddedData = (dataDir: string) => existsSync(join(dataDir, 'postgres', 'PG_VERSION'));

/**
 * Opens the server database when a URL is given, else the embedded one under `dataDir`, which it locks for this process.
 * Throws an AppError that says what to do: folder unusable, folder in use, database unreachable, data damaged.
 */
export async function openDatabase(settings: { DATABASE_URL?: string; DATA_DIR: string }): Promise<OpenDatabase> {
  if (settings.DATABASE_URL) return openServer(settings.DATABASE_URL);
  const folder = prepareDataFolder(settings.DATA_DIR);
  const lock = await lockDataFolder(folder);
  try {
    compileOnce();
    const options = { dataDir: join(folder, 'postgres'), postgresqlconf: ['shared_buffers = 16MB'], startParams: START_PARAMETERS };
    const database = embeddedDatabase(await PGlite.create(options as never));
    return {
      ...database,
      close: async () => {
        await database.close();
        await lock.release();
      },
    };
  } catch (cause) {
    await lock.release();
    throw new AppError('dataDamaged', { params: { folder, detail: briefly(cause) }, cause: new Error(briefly(cause)) });
  }
}

async function openServer(url: string): Promise<OpenDatabase> {
  const database = serverDatabase(url);
  try {
    await database.pool.query('SELECT 1');
    return database;
  } catch (cause) {
    await database.close().catch(() => {});
    throw new AppError('databaseUnreachable', { params: { host: new URL(url).host }, cause });
  }
}
