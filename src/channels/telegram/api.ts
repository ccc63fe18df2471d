import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Readable } from 'node:stream';
import { Api } from 'grammy';

/** Something between us and Telegram answered in its place: a page of a gateway, a redirection. `status` is its HTTP status. */
export class NotTelegram extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`http ${status}`);
    this.name = 'NotTelegram';
    this.status = status;
  }
}

/** No answer came. `reached`: there was a connection, so that the call may have been heard. The address, which holds the token, is not told. */
export class NoAnswer extends Error {
  readonly code: string;
  readonly reached: boolean;
  constructor(code: string, reached: boolean) {
    super(`${reached ? 'no answer' : 'unreachable'}: ${code}`);
    this.name = 'NoAnswer';
    this.code = code;
    this.reached = reached;
  }
}

/** Idle connections are closed before the other side does. */
const kept = { keepAlive: true, timeout: 15_000 };
const http = { request: httpRequest, agent: new HttpAgent(kept), connected: 'connect' };
const https = { request: httpsRequest, agent: new HttpsAgent(kept), connected: 'secureConnect' };

/** What grammY makes of a call, and the part of an answer that it reads. */
interface Call {
  method: string;
  headers: Record<string, string>;
  body: string | AsyncIterable<Uint8Array>;
  signal: Pick<AbortSignal, 'aborted' | 'addEventListener'>;
}
type JsonAnswer = { json(): Promise<unknown> };

/**
 * Makes grammY's calls over Node's own client: in half the time that fetch takes (0.3 against 0.6 ms of a processor for a message), and
 * what it cannot tell is known, the status of an answer that is no JSON and whether a call that failed had a connection.
 */
function callJson(url: string, { method, headers, body, signal }: Call): Promise<JsonAnswer> {
  const { request, agent, connected } = url.startsWith('https:') ? https : http;
  return new Promise((done, refuse) => {
    let reached = false;
    const fail = (error: NodeJS.ErrnoException) => refuse(new NoAnswer(error.code ?? error.name, reached));
    const length = typeof body === 'string' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
    const call = request(url, { method, agent, headers: { ...headers, ...length } });
    const abort = () => call.destroy(Object.assign(new Error('aborted'), { code: 'aborted' }));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort);
    call.on('error', fail);
    call.once('socket', (socket) => {
      if (socket.connecting) socket.once(connected, () => (reached = true));
      else reached = true;
    });
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.once('end', () => {
        if (!response.headers['content-type']?.includes('json')) refuse(new NotTelegram(response.statusCode ?? 0));
        else done({ json: async () => JSON.parse(Buffer.concat(chunks).toString()) });
      });
    });
    if (typeof body === 'string') call.end(body);
    else Readable.from(body).once('error', fail).pipe(call);
  });
}

/** Longer than a long poll; what is said has the shorter limit of whoever sends it. */
const LONGEST_CALL_SECONDS = 60;

type GrammyFetch = NonNullable<NonNullable<ConstructorParameters<typeof Api>[1]>['fetch']>;

export const createApi = ({ token, apiRoot }: { token: string; apiRoot: string }): Api =>
  new Api(token, { apiRoot, timeoutSeconds: LONGEST_CALL_SECONDS, fetch: callJson as unknown as GrammyFetch });
