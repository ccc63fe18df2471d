import { Router } from 'express';
import { z } from 'zod';
import type { Exchange } from '#src/delivery/exchange.ts';
import { AppError } from '#src/platform/errors.ts';
import { sayIn } from '#src/platform/texts.ts';
import { renderPlain } from '#src/text/plain.ts';
import { localeOf } from './locale.ts';

const identifier = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const body = z.object({ conversation: identifier, text: z.string(), id: identifier.optional() });
const PROBLEMS: Record<string, string> = { conversation: 'conversationInvalid', text: 'textMissing', id: 'messageIdInvalid' };

/** `POST /api/v1/chat`: the web chat's own door. */
export function chatApi(exchange: Exchange): Router {
  const router = Router();
  router.post('/api/v1/chat', async (request, response) => {
    const parsed = body.safeParse(request.body);
    if (!parsed.success) throw new AppError(PROBLEMS[String(parsed.error.issues[0]?.path[0])] ?? 'notJson', { status: 400 });
    const locale = localeOf(request);
    const { conversation, text, id } = parsed.data;
    const replies = await exchange({ channel: 'web', conversation, text, id: id ?? null, locale, ...(request.ip && { address: request.ip }) });
    const sourceWord = sayIn(locale)('procedure.source');
    response.json({ replies: replies.map((reply) => ({ ...reply, text: renderPlain(reply, sourceWord) })) });
  });
  return router;
}
