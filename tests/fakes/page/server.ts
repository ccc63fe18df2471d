import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOCALES } from '#src/platform/texts.ts';
import type { FakeServer, Fault } from '../http.ts';
import type { Staged } from './platforms.ts';

const FILES: Record<string, { name: string; type: string }> = {
  '/': { name: 'index.html', type: 'text/html; charset=utf-8' },
  '/page.js': { name: 'page.js', type: 'text/javascript; charset=utf-8' },
  '/page.css': { name: 'page.css', type: 'text/css; charset=utf-8' },
};
export const FAULTS: Fault[] = ['tooMany', 'error500', 'html', 'timeoutBefore', 'timeoutAfter', 'resetBefore', 'resetAfter'];
const LOOK_MS = 120;
/** Messages of a chat that are drawn. */
const NEWEST = 200;

function textsIn(language: string | null): Record<string, unknown> {
  const locale = LOCALES.find((known) => known === language) ?? 'vi';
  return JSON.parse(readFileSync(new URL(`../../../locales/${locale}.json`, import.meta.url), 'utf8')).fakes.page;
}

/** What the page knows of all platforms. */
function snapshot(staged: Staged[], seen: Map<string, { said: string; signs: number }>): string {
  const platforms = staged.map((platform) => ({
    id: platform.id,
    firstChat: platform.firstChat,
    figures: platform.figures(),
    acts: Object.keys(platform.acts),
    faults: platform.fake.faults.chance,
    chats: platform.fake.chats().map((chat) => {
      const bubbles = platform.bubbles(chat).slice(-NEWEST);
      const spoken = bubbles.filter(({ from }) => from === 'bot');
      // A sign that the bot is at work goes with the message that follows it.
      const said = `${spoken.length} ${spoken.reduce((sum, { edits }) => sum + edits, 0)}`;
      const key = `${platform.id} ${chat}`;
      const signs = platform.signs(chat);
      const before = seen.get(key);
      if (before?.said !== said) seen.set(key, { said, signs: before ? signs : 0 });
      return { chat, bubbles, typing: signs > (seen.get(key)?.signs ?? 0) };
    }),
  }));
  return JSON.stringify(platforms);
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}');
}

/** Does what a citizen does, or switches a fault. Throws what the platform says against it. */
function act(staged: Staged[], { platform: id, chat, act: name, text, fault, share }: Record<string, unknown>): void {
  const platform = staged.find((known) => known.id === id);
  if (!platform) throw new RangeError(`no platform "${id}"`);
  const { citizen, faults } = platform.fake;
  if (name === 'fault') {
    if (fault === null) faults.clear();
    else if (!FAULTS.includes(fault as Fault)) throw new RangeError(`no fault "${fault}"`);
    else if (share === 'next') faults.next(fault as Fault);
    else faults.chance = { ...faults.chance, [fault as Fault]: Number(share) };
    return;
  }
  const words = String(text ?? '');
  const doing = name === 'send' ? citizen.send : name === 'press' ? citizen.press : platform.acts[String(name)];
  if (!doing) throw new RangeError(`nobody can "${name}" there`);
  // Delivery may take as long as the platform tries: nobody waits for it here.
  void Promise.resolve(doing(String(chat), words)).catch(() => {});
}

/** The page that shows each chat as its citizen sees it, on this machine alone. */
export async function servePage(staged: Staged[], port: number): Promise<FakeServer> {
  const seen = new Map<string, { said: string; signs: number }>();
  const listeners = new Set<ServerResponse>();
  let last = '';
  const timer = setInterval(() => {
    if (listeners.size === 0) return;
    const now = snapshot(staged, seen);
    if (now === last) return;
    last = now;
    for (const listener of listeners) listener.write(`data: ${now}\n\n`);
  }, LOOK_MS);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
    const json = (status: number, body: object) =>
      void response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    const texts = textsIn(searchParams.get('lang'));
    const file = FILES[pathname];
    if (file) {
      response.writeHead(200, { 'content-type': file.type, 'cache-control': 'no-store' });
      const held = readFileSync(new URL(file.name, import.meta.url), 'utf8');
      response.end(pathname === '/' ? held.replace(/\{\{(\w+)\}\}/g, (_, name) => String(texts[name])) : held);
    } else if (pathname === '/texts') {
      json(200, texts);
    } else if (pathname === '/events') {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      listeners.add(response);
      request.on('close', () => listeners.delete(response));
      response.write(`data: ${snapshot(staged, seen)}\n\n`);
    } else if (pathname === '/act' && request.method === 'POST' && request.headers['content-type'] === 'application/json') {
      // Only this page sends JSON here: another site's script would have to ask first, and nobody allows it.
      act(staged, await readJson(request));
      json(200, {});
    } else json(404, { error: 'not found' });
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ error: error instanceof Error ? error.message : 'failed' }));
    });
  });
  await new Promise<void>((done, refuse) => server.once('error', refuse).listen(port, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((done) => {
        clearInterval(timer);
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
