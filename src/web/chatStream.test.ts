import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reply } from '#src/text/reply.ts';
import { type TestWeb, testWeb } from '#tests/support/web.ts';

let web: TestWeb;
beforeAll(async () => {
  web = await testWeb();
});
afterAll(() => web.close());

const said = (text: string) => reply([{ kind: 'text', text }]);
async function talk(): Promise<string> {
  const conversation = randomUUID();
  const body = JSON.stringify({ conversation, text: 'xin chào' });
  await fetch(`${web.url}/api/v1/chat`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return conversation;
}
const ask = (conversation: string, headers: Record<string, string> = {}) =>
  fetch(`${web.url}/api/v1/chat/stream`, { headers: { 'x-conversation': conversation, ...headers } });
type Messages = { messages: { id: string; reply: { text: string } }[] };

test('a long poll is answered when something is said, and goes on after the last number', async () => {
  const conversation = await talk();
  const waiting = ask(conversation);
  await web.tell(conversation, said('một'));
  const first = (await (await waiting).json()) as Messages;
  expect(first.messages.map((message) => message.reply.text)).toEqual(['một']);
  await web.tell(conversation, said('hai'));
  const rest = (await (await ask(conversation, { 'last-event-id': first.messages[0]?.id ?? '' })).json()) as Messages;
  expect(rest.messages.map((message) => message.reply.text)).toEqual(['hai']);
});

test('a stream tells what was said before and what is said while it is open, each once', async () => {
  const conversation = await talk();
  await web.tell(conversation, said('trước'));
  const response = await ask(conversation, { accept: 'text/event-stream' });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let heard = '';
  const until = async (words: string) => {
    while (!heard.includes(words)) heard += decoder.decode((await reader.read()).value, { stream: true });
  };
  await until('trước');
  await web.tell(conversation, said('sau'));
  await until('sau');
  expect(heard.match(/^id: \d+$/gm)).toHaveLength(2);
  await reader.cancel();
});

test('nobody hears another’s conversation; an erased one is gone', async () => {
  const [mine, other] = [await talk(), await talk()];
  await web.tell(other, said('của người khác'));
  await web.tell(mine, said('của tôi'));
  expect(JSON.stringify(await (await ask(mine)).json())).not.toContain('người khác');
  expect((await ask('')).status).toBe(400);
  expect((await ask('../x')).status).toBe(400);
  await web.database.prisma.conversation.delete({ where: { channel_id: { channel: 'web', id: other } } });
  expect(await web.database.prisma.webMessage.count({ where: { conversationId: other } })).toBe(0);
  expect(await web.tell(other, said('muộn'))).toMatchObject({ kind: 'dead', gone: true });
});
