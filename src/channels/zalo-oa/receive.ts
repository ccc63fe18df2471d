import type { IncomingHttpHeaders } from 'node:http';
import type { Received } from '#src/delivery/channel.ts';
import type { Clock } from '#src/platform/clock.ts';
import { inboundOf, readEvent } from './event.ts';
import type { ZaloOaSettings } from './settings.ts';
import { checkSignature } from './signature.ts';

/** One webhook request as events: only what bears the right MAC and is of this app and of today is looked at any further. */
export function receive(headers: IncomingHttpHeaders, body: Buffer, settings: ZaloOaSettings, clock: Clock): Received {
  if (headers['x-zevent-signature'] === undefined) return { kind: 'refused', status: 401, code: 'zaloOaMacMissing' };
  const event = readEvent(body);
  if (!event) return { kind: 'refused', status: 400, code: 'zaloOaNotAnEvent' };
  const wrong = checkSignature(headers['x-zevent-signature'], body, event.timestamp, settings);
  if (wrong) return { kind: 'refused', status: 401, code: wrong };
  if (event.app_id !== undefined && event.app_id !== settings.appId) return { kind: 'refused', status: 403, code: 'zaloOaOtherApp' };
  // Zalo itself has no rule of freshness: without one, an event that somebody kept could be brought again when its row is long erased.
  const age = Math.abs(clock.now().getTime() - Number(event.timestamp));
  if (!(age <= settings.freshMs)) return { kind: 'refused', status: 403, code: 'zaloOaTooOld' };
  const events = inboundOf(event, settings.oaId);
  return { kind: 'events', events, ignored: events.length === 0 ? 1 : 0 };
}
