import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Inbound, InboundContent } from '#src/delivery/channel.ts';

const word = z.union([z.string().min(1), z.number()]).transform(String);
const id = word.pipe(z.string().max(64));
const party = z.looseObject({ id }).optional().catch(undefined);
const text = z.string().catch('');

const attachment = z.looseObject({ type: text, payload: z.looseObject({ url: text }).catch({ url: '' }) });

/**
 * What we read of an event; everything else is let be, and whatever is not as expected reads as missing: refusing a kind that Zalo adds
 * one day would make it switch the webhook off. Only the timestamp must be there, for the MAC.
 */
const event = z.looseObject({
  event_name: text,
  timestamp: id,
  app_id: id.optional().catch(undefined),
  sender: party,
  recipient: party,
  follower: party,
  message: z
    .looseObject({ msg_id: word.optional().catch(undefined), text, attachments: z.array(attachment).catch([]), location: z.unknown().optional() })
    .optional()
    .catch(undefined),
});
export type ZaloEvent = z.output<typeof event>;

/** Ids go beyond 2^53: one that comes as a number keeps all its digits. */
const exactly = (_key: string, value: unknown, { source }: { source: string }) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) ? source : value;

/** The body as an event; null when it is not JSON or none of Zalo's. */
export function readEvent(body: Buffer): ZaloEvent | null {
  try {
    return event.parse(JSON.parse(body.toString('utf8'), exactly as Parameters<typeof JSON.parse>[1]));
  } catch {
    return null;
  }
}

/** Longest key that the inbox takes. */
const LONGEST_KEY = 128;
const keyOf = (key: string) => (key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('hex'));

/**
 * What an event means to us; nothing for echoes of what the account sent (`oa_send_*`), receipts, changes in the console, events of
 * another account, and kinds that nobody knows yet.
 */
export function inboundOf(read: ZaloEvent, oaId: string | null): Inbound[] {
  const { event_name: name, timestamp, message, recipient } = read;
  const person = (read.follower ?? read.sender)?.id;
  // In a group the recipient is the group.
  const elsewhere = oaId !== null && recipient !== undefined && recipient.id !== oaId && !isGroup(name);
  if (!person || person === oaId || elsewhere) return [];
  const key = message?.msg_id ?? `${name} ${person} ${timestamp}`;
  return contentsOf(name, message).map((content, at) => ({
    eventKey: keyOf(at === 0 ? key : `${key} ${at}`),
    conversation: person,
    content,
  }));
}

const isGroup = (name: string) => name.startsWith('user_send_group_');

function contentsOf(name: string, message: ZaloEvent['message']): InboundContent[] {
  if (name === 'follow') return [{ kind: 'start', payload: '' }];
  if (name === 'unfollow') return [{ kind: 'gone' }];
  if (isGroup(name)) return [{ kind: 'group' }];
  // Nobody was asked for name and phone: they are not kept.
  if (name === 'user_submit_info' || name === 'user_send_business_card') return [{ kind: 'unsupported', what: 'contact' }];
  const kind = /^user_send_(\w+)$/.exec(name)?.[1];
  if (!kind) return [];
  const photos = (message?.attachments ?? []).filter(({ type, payload }) => /^(image|photo)$/.test(type) && payload.url !== '');
  if (kind === 'image' && photos.length > 0) {
    return photos.map(({ payload }, at) => ({ kind: 'photo', file: payload.url, caption: at === 0 ? (message?.text ?? '') : '' }));
  }
  const place = kind === 'location' ? locationOf(message) : null;
  if (place) return [place];
  const words = message?.text.trim() ?? '';
  return [words === '' ? { kind: 'unsupported', what: kind } : { kind: 'text', text: words }];
}

const number = z.union([z.number(), z.string().trim().min(1).pipe(z.coerce.number())]);
const degrees = z
  .union([
    z.looseObject({ latitude: number, longitude: number }),
    z.looseObject({ lat: number, long: number }).transform(({ lat, long }) => ({ latitude: lat, longitude: long })),
    z.looseObject({ lat: number, lng: number }).transform(({ lat, lng }) => ({ latitude: lat, longitude: lng })),
    z.looseObject({ lat: number, lon: number }).transform(({ lat, lon }) => ({ latitude: lat, longitude: lon })),
  ])
  .refine(({ latitude, longitude }) => Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180);

/** The sources show a location as an attachment and as a field of the message, with numbers and with texts: all are read. */
function locationOf(message: ZaloEvent['message']): InboundContent | null {
  const payload = message?.attachments.find(({ type }) => type === 'location')?.payload;
  for (const place of [payload?.['coordinates'], payload?.['location'], payload, message?.location, message?.['coordinates']]) {
    const read = degrees.safeParse(place);
    if (read.success) return { kind: 'location', latitude: read.data.latitude, longitude: read.data.longitude };
  }
  return null;
}
