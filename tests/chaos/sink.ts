import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Accepted {
  text: string;
  at: number;
  /** The sender never heard that it was accepted. */
  ambiguous: boolean;
}

/** Of a thousand calls, how many meet each fault. */
const FAULTS = { tooMany: 5, error500: 15, html: 5, resetBefore: 8, resetAfter: 8, timeoutBefore: 1, timeoutAfter: 1 };
/** A sender gives up a call after three seconds, later where it does not get its turn. */
const CUT_OFF_MS = 8000;
type Fault = keyof typeof FAULTS;

/** A platform that accepts messages and sometimes fails, before or after it has accepted one. Remembers what it accepted, by chat. */
export async function startSink(random: () => number) {
  const accepted = new Map<string, Accepted[]>();
  let faulty = true;
  const draw = (): Fault | null => {
    let left = faulty ? random() * 1000 : 1000;
    for (const [fault, share] of Object.entries(FAULTS)) {
      left -= share;
      if (left < 0) return fault as Fault;
    }
    return null;
  };
  const newest = new WeakMap<Socket, Accepted>();
  /** A sender that has heard the answer keeps its connection: one that ends it was killed before, or waited no longer. */
  const cutOff = (entry: Accepted | undefined) => {
    if (entry && Date.now() - entry.at < CUT_OFF_MS) entry.ambiguous = true;
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const { chat, text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { chat: string; text: string };
      const fault = draw();
      const accept = (ambiguous: boolean) => {
        const entry = { text, at: Date.now(), ambiguous };
        if (!newest.has(request.socket)) request.socket.once('close', () => cutOff(newest.get(request.socket)));
        newest.set(request.socket, entry);
        const list = accepted.get(chat);
        if (list) list.push(entry);
        else accepted.set(chat, [entry]);
      };
      switch (fault) {
        case 'tooMany':
          return void response.writeHead(429, { 'retry-after-ms': '150' }).end('{}');
        case 'error500':
          return void response.writeHead(500).end('no');
        case 'html': // an answer that says nothing: the message may have gone
          accept(true);
          return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>gateway</html>');
        case 'resetBefore':
          return void request.socket.destroy();
        case 'resetAfter':
          accept(true);
          return void request.socket.destroy();
        case 'timeoutBefore':
          return; // never answered
        case 'timeoutAfter':
          return accept(true);
        default:
          accept(false);
          response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      }
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    accepted,
    calm: () => {
      faulty = false;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}
