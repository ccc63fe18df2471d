import pg from 'pg';
import type { Prisma } from '#src/generated/prisma/client.ts';
import type { Database, Transaction } from './database.ts';
import type { PromptClient } from './promptClient.ts';

/** Runs statements and returns what they bring: numbers of eight bytes as BigInt, times as Date, JSON as what it says. */
export interface Statements {
  query<Row>(sql: Prisma.Sql): Promise<Row[]>;
  /** Returns how many rows were written. */
  execute(sql: Prisma.Sql): Promise<number>;
}

/** The driver without Prisma's client around it, for the few statements on the way of every message: there the client costs more than they do. */
export interface Direct extends Statements {
  /** All of it is kept, or nothing. */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
  /** Where statements share one connection, resolves when no transaction holds it; null when they can go at once. */
  idle(): Promise<unknown> | null;
}

/** Within a transaction that Prisma's client holds. */
export const throughPrisma = (tx: Database | Transaction): Statements => ({
  query: (sql) => tx.$queryRaw(sql),
  execute: (sql) => tx.$executeRaw(sql),
});

type Ask = (query: pg.QueryConfig) => Promise<pg.QueryResult>;

const types: pg.CustomTypesConfig = {
  getTypeParser: (type: number, format?: 'text' | 'binary') =>
    type === pg.types.builtins.INT8 ? BigInt : pg.types.getTypeParser(type, format as 'text'),
};

/** `name` gives each text the name under which a connection keeps it planned. */
const statements = (ask: Ask, name: (text: string) => string): Statements => {
  const run = ({ text, values }: Prisma.Sql) => ask({ name: name(text), text, values, types });
  return { query: async (sql) => (await run(sql)).rows, execute: async (sql) => (await run(sql)).rowCount ?? 0 };
};

/**
 * @param only the one connection of an embedded database, once there is one: statements go to it at once, behind what is under way, and only a
 * transaction is waited for.
 */
export function directly(pool: pg.Pool, only: () => PromptClient | null = () => null): Direct {
  const names = new Map<string, string>();
  const name = (text: string) => {
    const known = names.get(text) ?? `d${names.size}`;
    names.set(text, known);
    return known;
  };
  const ask: Ask = (query) => only()?.between(query) ?? pool.query(query);
  return {
    ...statements(ask, name),
    idle: () => only()?.idle() ?? null,
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        const result = await work(statements((query) => client.query(query), name));
        await client.query('COMMIT');
        client.release();
        return result;
      } catch (error) {
        // A connection that cannot even give up is thrown away.
        await client.query('ROLLBACK').then(
          () => client.release(),
          () => client.release(true),
        );
        throw error;
      }
    },
  };
}
