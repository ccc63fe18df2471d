import { type Calendar, isWorkingTime, nextWorkingMoment, workingMinutesBetween } from '#src/calendar/index.ts';
import { dayOf } from '#src/text/formats.ts';
import type { End, HandOver, HandOverState, OfficersChat } from './model.ts';
import type { HandOverRefusal } from './refusals.ts';
import type { HandOverRule } from './rule.ts';

export type Act =
  /** By who is told of it, or by a colleague who takes it over. */
  | { kind: 'take'; officerId: string; chat: OfficersChat | null }
  | { kind: 'hear' }
  | { kind: 'answer'; officerId: string }
  /** Back to the queue: by its official, or because they do not answer. */
  | { kind: 'release'; officerId: string | null }
  | { kind: 'pass'; to: string }
  /** Nobody took it: those of the next round are told. */
  | { kind: 'next' }
  /** Nobody took it, and there is nothing that could go on as feedback yet. */
  | { kind: 'wait' }
  | { kind: 'end'; how: End };

/** From which states each act leads. */
const FROM: Record<Act['kind'], readonly HandOverState[]> = {
  take: ['waiting', 'taken'],
  hear: ['waiting', 'taken'],
  answer: ['taken'],
  release: ['taken'],
  pass: ['waiting', 'taken'],
  next: ['waiting'],
  wait: ['waiting'],
  end: ['asked', 'waiting', 'taken'],
};

/** One step of a hand-over: asked or waiting → taken → ended, back to waiting when it is given back. Pure. */
export function step(handOver: HandOver, act: Act, now: Date): HandOver | { refused: HandOverRefusal } {
  if (!FROM[act.kind].includes(handOver.state)) return { refused: handOver.state === 'ended' ? 'handOverEnded' : 'handOverNotYours' };
  const queued = { state: 'waiting', officerId: null, officerChannel: null, officerChat: null, offeredAt: now } as const;
  switch (act.kind) {
    case 'take': {
      const [officerChannel, officerChat] = [act.chat?.channel ?? null, act.chat?.chatId ?? null];
      const same = handOver.officerId === act.officerId && handOver.officerChannel === officerChannel && handOver.officerChat === officerChat;
      if (same) return { refused: 'handOverYoursAlready' };
      const unansweredSince = handOver.unansweredSince && now;
      return { ...handOver, state: 'taken', officerId: act.officerId, officerChannel, officerChat, offeredTo: null, unansweredSince, saidAt: now };
    }
    case 'hear':
      return { ...handOver, saidAt: now, unansweredSince: handOver.unansweredSince ?? now };
    case 'answer':
      return handOver.officerId === act.officerId ? { ...handOver, saidAt: now, unansweredSince: null } : { refused: 'handOverNotYours' };
    case 'release':
      if (act.officerId !== null && handOver.officerId !== act.officerId) return { refused: 'handOverNotYours' };
      // Who did not answer is passed over; who gives it back leaves it to all who are on duty.
      return { ...handOver, ...queued, round: act.officerId === null ? handOver.round + 1 : 0, offeredTo: null };
    case 'pass':
      return { ...handOver, ...queued, offeredTo: act.to };
    case 'next':
      return { ...handOver, round: handOver.offeredTo === null ? handOver.round + 1 : 0, offeredTo: null, offeredAt: now };
    case 'wait':
      return { ...handOver, state: 'asked', offeredTo: null, saidAt: now };
    case 'end':
      return { ...handOver, state: 'ended', ended: act.how, endedAt: now, unansweredSince: null };
  }
}

/** What time itself does: the next are told, it goes back to the queue, it becomes feedback, it is closed or forgotten. */
export type Overdue = 'next' | 'giveBack' | 'feedback' | 'close' | 'forget';

const MINUTE = 60_000;
/** A question that was asked for, and never came. */
const FORGOTTEN_MS = 24 * 60 * MINUTE;

/** What is due for a hand-over now; null for nothing. `rounds`: how many rounds of people there are. Pure. */
export function overdue(handOver: HandOver, rule: HandOverRule, rounds: number, calendar: Calendar, now: Date): Overdue | null {
  const { state, round, offeredTo, offeredAt, unansweredSince, saidAt } = handOver;
  if (state === 'asked') return now.getTime() - saidAt.getTime() > FORGOTTEN_MS ? 'forget' : null;
  const working = (since: Date) => workingMinutesBetween(calendar, since, now);
  // The day is over: nobody comes before the next.
  const over = !isWorkingTime(calendar, now) && dayOf(nextWorkingMoment(calendar, now)) !== dayOf(now);
  if (state === 'waiting') {
    if (over) return 'feedback';
    if (working(offeredAt) < rule.takeMinutes) return null;
    return offeredTo !== null ? 'next' : round + 1 < rounds ? 'next' : 'feedback';
  }
  const minutes = (since: Date) => (now.getTime() - since.getTime()) / MINUTE;
  if (unansweredSince === null) return minutes(saidAt) >= rule.silentMinutes ? 'close' : null;
  if (over) return minutes(unansweredSince) >= rule.answerMinutes ? 'feedback' : null;
  return working(unansweredSince) >= rule.answerMinutes ? 'giveBack' : null;
}
