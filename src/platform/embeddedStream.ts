import { Duplex } from 'node:stream';

/** Answers bytes of PostgreSQL's protocol with those that the database has to say to them, one after another in the order of asking. */
export type Exchange = (bytes: Uint8Array) => Promise<Uint8Array>;

/** A simple query: its letter, its length with the four bytes of the length itself, and the words (PostgreSQL, "Message Formats"). */
function query(sql: string): Uint8Array {
  const message = Buffer.alloc(6 + sql.length);
  message.write('Q');
  message.writeInt32BE(5 + sql.length, 1);
  message.write(sql, 5);
  return message;
}

/**
 * A socket, as the PostgreSQL client knows it, to a database that answers whole messages instead of listening on the network. What is
 * corked together goes out as one, and everything at once.
 */
export class EmbeddedStream extends Duplex {
  readonly #exchange: Exchange;
  /** The last answer has come. */
  #answered: Promise<void> = Promise.resolve();

  constructor(exchange: Exchange) {
    super();
    this.#exchange = exchange;
  }

  /** There is one session for all connections: what the one before left open is given up, as if its session had ended. */
  connect(): this {
    this.#exchange(query('ROLLBACK'))
      .then(() => this.#exchange(query('DISCARD ALL')))
      .then(
        () => this.emit('connect'),
        (error) => this.destroy(error),
      );
    return this;
  }

  // There is no network whose habits could be set, and the database itself keeps the process alive while it works.
  setNoDelay(): void {}
  setKeepAlive(): void {}
  ref(): void {}
  unref(): void {}

  override _read(): void {}

  /** Nobody waits for the answer before asking more: answers come in the order of what was asked. */
  override _write(bytes: Buffer, _: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#answered = this.#exchange(bytes).then(
      (answer) => void (answer.length > 0 && this.push(answer)),
      (error) => void this.destroy(error),
    );
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: () => void): void {
    void this.#answered.then(() => {
      this.push(null);
      done();
    });
  }
}
