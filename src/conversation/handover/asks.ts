import type { Topic } from '#src/feedback/model.ts';
import type { HandOver } from '#src/handover/model.ts';
import type { HandOverRefusal } from '#src/handover/refusals.ts';

/** What a citizen wants of a person, or says to one. `text` is without what must go by another door. */
export type PersonAsk =
  | { kind: 'ask'; text: string | null; topic: Topic }
  /** `nod`: only thanks, or a greeting, which a person hears and which is no question. */
  | { kind: 'say'; text: string; topic: Topic; photo: string | null; nod: 'thanks' | 'greeting' | null }
  /** "0" or "menu": a question first, for it may have been meant for the person. */
  | { kind: 'leaving' }
  | { kind: 'leave' };

export type PersonTold =
  | { kind: 'waiting'; minutes: number }
  | { kind: 'question'; from: Date }
  | { kind: 'promised'; code: string; from: Date; dueAt: Date }
  | { kind: 'passedOn'; waiting: boolean }
  | { kind: 'leaving' }
  | { kind: 'left' }
  /** Too much at once: it was not passed on. */
  | { kind: 'slowed' };

/** What an official does about citizens who asked for a person. */
export type ServeEvent =
  | { kind: 'list' }
  | { kind: 'take' | 'open' | 'close' | 'release' | 'pass'; id: number }
  | { kind: 'to'; id: number; person: string }
  | { kind: 'say'; id: number; text: string };

export type ServeTold =
  | { kind: 'list'; waiting: HandOver[]; mine: HandOver[]; others: HandOver[] }
  /** `said`: the newest words, the oldest of them first. */
  | { kind: 'serving'; id: number; said: { own: boolean; text: string }[] }
  /** `others`: further conversations that this official answers. */
  | { kind: 'sent'; id: number; others: number[] }
  | { kind: 'closed' | 'released' | 'passedOn'; id: number }
  | { kind: 'colleagues'; id: number; people: { id: string; name: string }[] }
  | { kind: 'refused'; code: HandOverRefusal; id: number };

export const SERVE = '#h';
const NUMBERED = ['take', 'open', 'close', 'release', 'pass'] as const;

export const servePayload = (event: Exclude<ServeEvent, { kind: 'say' }>): string =>
  event.kind === 'list' ? SERVE : [SERVE, event.kind, event.id, ...(event.kind === 'to' ? [event.person] : [])].join(':');

/** The event that a payload means; null when it is none of ours. */
export function serveEventOf(payload: string): ServeEvent | null {
  const [mark, verb, number = '', person = ''] = payload.split(':');
  if (mark !== SERVE) return null;
  if (verb === undefined) return { kind: 'list' };
  if (!/^\d{1,9}$/.test(number)) return null;
  const id = Number(number);
  if (verb === 'to') return { kind: 'to', id, person };
  const kind = NUMBERED.find((known) => known === verb);
  return kind ? { kind, id } : null;
}
