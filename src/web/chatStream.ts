import { type Response, Router } from 'express';
import { z } from 'zod';
import type { Posted, WebBoard } from '#src/channels/web-chat/board.ts';
import { AppError } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { localeOf } from './locale.ts';

/**
 * Who knows a conversation's name may read it, so it is a secret: it comes in a header, never in an address, which logs and proxies keep. A
 * browser's EventSource sends no header of ours; the page reads the same stream with fetch.
 */
const CONVERSATION = 'x-conversation';
const identifier = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const number = z.string().regex(/^\d{1,18}$/);
/** A stream ends after this and the page asks again: what it was told is then known to have arrived. */
const STREAM_MS = 5 * 60_000;
const LONG_POLL_MS = 25_000;
/** A comment that keeps proxies from ending a silent stream. */
const BEAT_MS = 20_000;
const MOST_LISTENERS = 2000;

/**
 * `GET /api/v1/chat/stream`: what is said to a web conversation unasked, after `Last-Event-ID`. Server-sent events where the caller takes
 * `text/event-stream`; else a long poll that answers `{"messages": [{"id", "reply"}]}`, empty after 25 s.
 */
export function chatStream(board: WebBoard): Router {
  const router = Router();
  let listeners = 0;
  router.get('/api/v1/chat/stream', async (request, response) => {
    const conversation = identifier.safeParse(request.get(CONVERSATION));
    if (!conversation.success) throw new AppError('conversationInvalid', { status: 400 });
    if (listeners >= MOST_LISTENERS) throw new AppError('tooManyMessages', { status: 429 });
    const last = BigInt(number.safeParse(request.get('last-event-id')).data ?? '0');
    const streams = request.get('accept')?.includes('text/event-stream') ?? false;
    const word = sayIn(localeOf(request))('procedure.source');
    const shown = ({ id, reply }: Posted) => ({ id, reply: { ...reply, text: renderPlain(reply, word) } });
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(streams ? STREAM_MS : LONG_POLL_MS)]);
    response.set('Cache-Control', 'no-store');
    listeners++;
    try {
      if (streams) await stream(response, board, conversation.data, last, signal, shown);
      else {
        const found = await next(board, conversation.data, last, signal);
        if (!gone.signal.aborted) response.json({ messages: found.map(shown) });
      }
    } finally {
      listeners--;
    }
  });
  return router;
}

/** What was said after `last`; waits for the first of it, and is empty when the time is over. */
async function next(board: WebBoard, conversation: string, last: bigint, signal: AbortSignal): Promise<Posted[]> {
  for (;;) {
    // Asked for before looking: what is said in between is not missed.
    const change = board.change(signal);
    const found = await board.since(conversation, last);
    if (found.length > 0) return found;
    await change;
    if (signal.aborted) return [];
  }
}

async function stream(
  response: Response,
  board: WebBoard,
  conversation: string,
  last: bigint,
  signal: AbortSignal,
  shown: (posted: Posted) => { id: string; reply: object },
): Promise<void> {
  response.set({ 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' }).flushHeaders();
  const beat = setInterval(() => response.write(': \n\n'), BEAT_MS);
  const seen = new Set<string>();
  let after = last;
  try {
    while (!signal.aborted) {
      const change = board.change(signal); // before looking, as above
      for (const posted of await board.since(conversation, after, seen)) {
        if (BigInt(posted.id) <= last) continue;
        seen.add(posted.id);
        if (BigInt(posted.id) > after) after = BigInt(posted.id);
        response.write(`id: ${posted.id}\ndata: ${JSON.stringify(shown(posted).reply)}\n\n`);
      }
      await change;
    }
  } finally {
    clearInterval(beat);
    response.end();
  }
}
