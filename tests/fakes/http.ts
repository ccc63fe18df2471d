import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request to a fake, with its whole body. */
export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What a fake answers: an object goes out as JSON. */
export interface Answer {
  status?: number;
  type?: string;
  headers?: Record<string, string>;
  body: object | string | Buffer;
}

/**
 * What can go wrong on the way. `Before` means that the platform did not do what was asked, `After` that it did and that nobody heard of it.
 * `tooMany` is for the fake itself to answer: each platform says it in its own way.
 */
export type Fault = 'error500' | 'html' | 'tooMany' | 'timeoutBefore' | 'timeoutAfter' | 'resetBefore' | 'resetAfter';

/** The fault switches of a fake: the next calls one by one, or every call by chance. */
export class Faults {
  readonly #next: (Fault | null)[] = [];
  /** Of every call, the share that meets the fault, from 0 to 1. */
  chance: Partial<Record<Fault, number>> = {};
  random: () => number = Math.random;

  /** The next calls meet these, one each; null lets one pass. */
  next(...faults: (Fault | null)[]): void {
    this.#next.push(...faults);
  }

  clear(): void {
    this.#next.length = 0;
    this.chance = {};
  }

  take(): Fault | null {
    if (this.#next.length > 0) return this.#next.shift() ?? null;
    let left = this.random();
    for (const [fault, share] of Object.entries(this.chance)) {
      left -= share;
      if (left < 0) return fault as Fault;
    }
    return null;
  }
}

export interface FakeServer {
  url: string;
  close(): Promise<void>;
}

const collect = (stream: IncomingMessage): Promise<Buffer> =>
  new Promise((done, refuse) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.once('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
    stream.once('error', refuse);
  });

/**
 * Listens on this machine and answers what `handle` says. `fault` is asked first for each call; what a fault swallows is answered when
 * the caller gives up.
 */
export async function serve(
  handle: (call: Call, fault: Fault | null) => Answer | Promise<Answer>,
  { port = 0, fault = () => null }: { port?: number; fault?: (call: Call) => Fault | null } = {},
): Promise<FakeServer> {
  const server = createServer(async (incoming, response) => {
    try {
      const body = await collect(incoming);
      const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://fake');
      const call: Call = { method: incoming.method ?? 'GET', path: pathname, query: searchParams, headers: incoming.headers, body };
      const met = fault(call);
      if (met === 'resetBefore') return void incoming.socket.destroy();
      if (met === 'timeoutBefore') return;
      if (met === 'error500') return send(response, { status: 500, type: 'text/plain', body: 'Internal Server Error' });
      if (met === 'html') return send(response, { status: 502, type: 'text/html', body: '<html><body><h1>502 Bad Gateway</h1></body></html>' });
      const answer = await handle(call, met);
      if (met === 'resetAfter') return void incoming.socket.destroy();
      if (met !== 'timeoutAfter') send(response, answer);
    } catch {
      incoming.socket.destroy();
    }
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done, refuse) => server.once('error', refuse).listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, { status = 200, type, headers, body }: Answer): void {
  const plain = typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = plain ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': type ?? (plain ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8'),
    'content-length': Buffer.byteLength(bytes),
    ...headers,
  });
  response.end(bytes);
}

const agent = new Agent({ keepAlive: true, maxSockets: 128 });

export interface Posted {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Posts as a platform posts to a webhook; throws when there is no answer within `limitMs`. */
export function postForAnswer(url: string, body: string | Buffer, headers: Record<string, string>, limitMs: number): Promise<Posted> {
  return new Promise((done, refuse) => {
    const length = Buffer.byteLength(body);
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': length, ...headers } });
    const timer = setTimeout(() => sent.destroy(new Error('no answer in time')), limitMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      refuse(error);
    };
    sent.once('error', fail);
    sent.once('response', (response) => {
      void collect(response).then((bytes) => {
        clearTimeout(timer);
        done({ status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString() });
      }, fail);
    });
    sent.end(body);
  });
}

/** The same for a platform that looks at the status alone. */
export const post = async (url: string, body: string | Buffer, headers: Record<string, string>, limitMs: number): Promise<number> =>
  (await postForAnswer(url, body, headers, limitMs)).status;

/** A message as the citizen sees it. */
export interface Shown {
  from: 'citizen' | 'bot';
  text: string;
  at: Date;
  buttons?: { label: string; payload: string }[];
}

/** What every fake offers to a page that shows chats, and to tests. */
export interface FakePlatform extends FakeServer {
  /** Chats that hold at least one message. */
  chats(): string[];
  transcript(chat: string): Shown[];
  citizen: {
    /** Types and sends; resolves when the platform has handed it on, or has given up. */
    send(chat: string, text: string): Promise<unknown>;
    /** Presses a button that was shown in the chat; throws when there is none with this payload. */
    press(chat: string, payload: string): Promise<unknown>;
  };
  faults: Faults;
}
