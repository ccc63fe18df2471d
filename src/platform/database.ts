import type { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { Prisma, PrismaClient } from '#src/generated/prisma/client.ts';
import { type Direct, directly } from './direct.ts';
import { type Embedded, openEmbedded } from './embedded.ts';
import { EmbeddedStream, type Exchange } from './embeddedStream.ts';
import { AppError } from './errors.ts';
import { pgliteAnswer } from './pgliteAnswer.mjs';
import { PromptClient } from './promptClient.ts';

export type Database = PrismaClient;
/** What a command gets inside `database.$transaction`: on the embedded database the outer client must not be used there. */
export type Transaction = Prisma.TransactionClient;

/** A transaction as what commands ask for, so that they become a part of it: a transaction that they begin is this one. */
export const databaseIn = (tx: Transaction): Database =>
  new Proxy(tx, {
    get: (target, key) => (key === '$transaction' ? (work: (inner: Transaction) => unknown) => work(tx) : Reflect.get(target, key)),
  }) as Database;

let parts = 0;

/** Work within a transaction that leaves no trace when it fails, and the transaction goes on. One may stand within another. */
export async function inSavepoint<T>(tx: Transaction, work: () => Promise<T>): Promise<T> {
  // A name of its own: marks are not waited for (PromptClient), and one that failed must not give up the one around it.
  const part = Prisma.raw(`SAVEPOINT part${++parts}`);
  await tx.$executeRaw`${part}`;
  try {
    const result = await work();
    await tx.$executeRaw`RELEASE ${part}`;
    return result;
  } catch (error) {
    await tx.$executeRaw`ROLLBACK TO ${part}`;
    await tx.$executeRaw`RELEASE ${part}`;
    throw error;
  }
}

export interface OpenDatabase {
  kind: 'embedded' | 'server';
  prisma: Database;
  pool: pg.Pool;
  /** For statements on the way of every message. */
  direct: Direct;
  close(): Promise<void>;
}

/** A wait of 2 s (the default) fails under a hundred parallel transactions on either database. */
const TRANSACTION_OPTIONS = { maxWait: 20_000, timeout: 10_000 };

/** Statements that a connection keeps planned; those after them are planned each time, so that their number stays bounded. */
const MOST_KEPT = 400;

/**
 * A comment for a statement that is planned each time: one over tables that grow from nothing within minutes, where a plan made while they
 * were empty would read all of them from then on.
 */
export const PLANNED_ANEW = '/* planned anew */';

/**
 * Rows handed to a statement as JSON, for one that is planned once and runs many times. The planner would reckon with a hundred of them, and
 * while the tables are small read all of a table instead of asking its index, and keep doing so when it has grown; the comparison, always
 * true of `key`, a column of text, makes it reckon with one.
 */
export const fewRows = (rows: unknown[], columns: string, key: string): Prisma.Sql =>
  Prisma.sql`SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g(${Prisma.raw(columns)}) WHERE g.${Prisma.raw(key)} || '' = g.${Prisma.raw(key)}`;

/**
 * A name for each statement, so that a connection plans it once: planning is more than half of the work of a short statement. Needs
 * connections of one's own (a pooler between, such as PgBouncer, must be in session mode).
 */
function statementNames(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    if (sql.includes(PLANNED_ANEW) || sql.includes('SAVEPOINT')) return '';
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
 * A pool of exactly one connection to an embedded database: a second user of the same one would join the open transaction. `end` closes it.
 */
export function embeddedDatabase(exchange: Exchange, end: () => Promise<void>): OpenDatabase {
  const stream = () => new EmbeddedStream(exchange) as unknown as Duplex;
  const pool = new pg.Pool({ Client: PromptClient, stream, user: 'postgres', database: 'postgres', ssl: false, max: 1, idleTimeoutMillis: 0 });
  const prisma = client(pool);
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
    await end();
  };
  let only: PromptClient | null = null;
  pool.on('connect', (client) => (only = client as unknown as PromptClient)).on('remove', () => (only = null));
  return { kind: 'embedded', prisma, pool, direct: directly(pool, () => only), close };
}

/** A PGlite of this thread: for tests, whose databases live in memory. It does not mind being asked twice at once, but mixes the answers. */
export function pgliteDatabase(pglite: PGlite): OpenDatabase {
  let last: Promise<unknown> = Promise.resolve();
  const exchange = (bytes: Uint8Array) => {
    const answer = last.then(() => pgliteAnswer(pglite, bytes));
    last = answer.catch(() => {});
    return answer;
  };
  return embeddedDatabase(exchange, () => pglite.close());
}

export function serverDatabase(url: string, connections = 10): OpenDatabase {
  const pool = new pg.Pool({
    Client: PromptClient,
    connectionString: url,
    max: connections,
    options: '-c timezone=UTC',
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', () => {}); // an idle connection that breaks is replaced; the next query reports a real outage
  const prisma = client(pool);
  const close = async () => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { kind: 'server', prisma, pool, direct: directly(pool), close };
}

/**
 * Opens the server database when a URL is given, else the embedded one under `DATA_DIR`, which it locks for this process; one that was begun
 * earlier is taken over. Throws an AppError that says what to do: database unreachable, or what `openEmbedded` says.
 */
export async function openDatabase(
  { DATABASE_URL, DATA_DIR }: { DATABASE_URL?: string; DATA_DIR: string },
  begun?: Promise<Embedded>,
): Promise<OpenDatabase> {
  if (DATABASE_URL) return openServer(DATABASE_URL);
  const { exchange, close } = await (begun ?? openEmbedded(DATA_DIR));
  return embeddedDatabase(exchange, close);
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
