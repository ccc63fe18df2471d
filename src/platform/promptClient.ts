import type { Writable } from 'node:stream';
import pg from 'pg';

/** Statements that only mark a place in a transaction: their answer says nothing, so nobody waits for it. */
const MARK = /^(?:BEGIN|(?:RELEASE )?SAVEPOINT \w+)$/;
const GIVEN_UP = /^ROLLBACK\b/;
/** With these a transaction is over, whatever comes of them. */
const END = /^(?:COMMIT|ROLLBACK)$/;

interface Answer {
  command: string;
}

/** PostgreSQL answers COMMIT with ROLLBACK, and no error, when a statement had failed; 25P02 is in_failed_sql_transaction. */
function committed(answer: Answer): Answer {
  if (answer.command !== 'ROLLBACK') return answer;
  throw Object.assign(new Error('a statement of the transaction had failed: nothing of it was kept'), { code: '25P02', severity: 'ERROR' });
}

/**
 * A connection on which the marks of a transaction travel with the statement that comes after them, so that a short transaction goes to the
 * database half as often. A mark that fails fails that statement; only what is given up anyway (ROLLBACK) does not mind. A COMMIT that kept
 * nothing, because an error of the database was swallowed before, is an error.
 */
export class PromptClient extends pg.Client {
  #marks: string[] = [];
  /** A transaction has begun, as far as what was sent goes. */
  #open = false;
  #waiting: (() => void)[] = [];

  constructor(config?: pg.ClientConfig) {
    super({ ...config, pipeline: true } as pg.ClientConfig);
    // Whoever waits for the end of a transaction hears that there is none to come.
    this.on('end', () => this.#ended());
  }

  // One signature for the many of the original: nothing but what is written here differs.
  override query(asked: unknown, ...rest: unknown[]): never {
    const ask = super.query.bind(this) as (asked: unknown, ...rest: unknown[]) => Promise<Answer>;
    const text = typeof asked === 'string' ? asked : (asked as { text: string }).text;
    if (MARK.test(text)) {
      this.#marks.push(text);
      return Promise.resolve({ command: text, rowCount: 0, rows: [], fields: [] }) as never;
    }
    try {
      return this.#send(ask, text, asked, rest) as never;
    } finally {
      if (END.test(text)) this.#ended();
    }
  }

  /** Asks what belongs to no transaction: at once, behind what is under way, and after the transaction that is open. */
  async between(asked: pg.QueryConfig): Promise<pg.QueryResult> {
    while (this.#open) await this.idle();
    return super.query(asked);
  }

  /** Resolves when the transaction that is open has ended; null when none is. */
  idle(): Promise<void> | null {
    return this.#open ? new Promise((next) => this.#waiting.push(next)) : null;
  }

  #ended(): void {
    this.#open = false;
    for (const next of this.#waiting.splice(0)) next();
  }

  #send(ask: (asked: unknown, ...rest: unknown[]) => Promise<Answer>, text: string, asked: unknown, rest: unknown[]): Promise<Answer> {
    if (text === 'COMMIT') return this.#with((marks) => Promise.all([ask(asked), ...marks]).then(([answer]) => committed(answer)));
    if (this.#marks.length === 0) return ask(asked, ...rest);
    return this.#with(async (marks) => {
      const answer = ask(asked, ...rest);
      await (GIVEN_UP.test(text) ? Promise.allSettled(marks) : Promise.all([answer, ...marks]));
      return answer;
    });
  }

  /** Sends what waits and what `next` asks as one. */
  #with(next: (marks: Promise<Answer>[]) => Promise<Answer>): Promise<Answer> {
    const { stream } = (this as unknown as { connection: { stream: Writable } }).connection;
    const ask = super.query.bind(this) as (asked: string) => Promise<Answer>;
    stream.cork();
    try {
      if (this.#marks.includes('BEGIN')) this.#open = true;
      return next(this.#marks.splice(0).map((mark) => ask(mark)));
    } finally {
      stream.uncork();
    }
  }
}
