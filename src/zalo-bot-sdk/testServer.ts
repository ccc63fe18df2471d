import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ZaloBot, type ZaloBotOptions } from './client.ts';

export const TOKEN = '700100200300:Secret_part-of.the-token';

/** A server that answers each call as `handle` says, and a bot that calls it. */
export async function testServer(
  handle: (call: { path: string; params: Record<string, unknown> }, response: ServerResponse) => void,
  options: Partial<ZaloBotOptions> = {},
) {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handle({ path: request.url ?? '', params: JSON.parse(Buffer.concat(chunks).toString() || '{}') }, response));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const apiRoot = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiRoot,
    bot: new ZaloBot({ token: TOKEN, apiRoot, timeoutMs: 5000, ...options }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Answers each call with the same body. */
export const answering =
  (body: object | string, status = 200, headers: Record<string, string> = {}) =>
  (_call: unknown, response: ServerResponse) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
