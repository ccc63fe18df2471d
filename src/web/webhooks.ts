import express, { Router } from 'express';
import type { Delivery } from '#src/delivery/delivery.ts';

/** A platform's update is a few kilobytes; a megabyte leaves room for albums and long texts. */
const LARGEST_UPDATE = '1mb';

/**
 * `POST /webhooks/<channel>`: the platforms' doors. The body is kept as it came, since a signature is over its bytes. Answers 200 once
 * every event is stored, and never tells a stranger more than that it was refused.
 */
export function webhooks(delivery: Delivery): Router {
  const router = Router();
  const raw = express.raw({ limit: LARGEST_UPDATE, type: () => true });
  for (const channel of delivery.channels) {
    router.post(`/webhooks/${channel}`, raw, async (request, response) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const { status, code } = await delivery.receive(channel, request.headers, body);
      // As it is: what a platform never asks for again needs no mark of its version.
      response
        .status(status)
        .type('json')
        .end(JSON.stringify(code ? { error: { code } } : {}));
    });
  }
  return router;
}
