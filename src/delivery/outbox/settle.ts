import type { Outcome } from '../channel.ts';

/** A row that was claimed and tried. */
export interface Tried {
  kind: 'answer' | 'notice';
  /** Tries of the current part, this one included. */
  attempts: number;
  /** When the row was tried for the first time. */
  firstTriedAt: Date;
  /** Parts accepted before this one, and how many there are. */
  parts: number;
  partsInAll: number;
  /** Another way to reach the person. */
  hasOther: boolean;
}

/** What becomes of the row and of its chat. */
export interface Settled {
  state: 'waiting' | 'sent' | 'dead' | 'unknown' | 'moved';
  parts: number;
  attempts: number;
  reason: string | null;
  /** Nothing goes to this chat before so many milliseconds from now. */
  laneFreeInMs: number;
  /** Nothing goes out on the whole channel before so many milliseconds from now; 0 when it may. */
  channelPausedMs: number;
  gone: boolean;
  /** The platform refuses the channel itself. */
  down: boolean;
}

/** Waits between tries, in milliseconds: together over four hours, so that an evening's outage of a platform loses nothing. */
const CURVE = [2, 5, 15, 45, 120, 300, 600, 1200, 1800, 3600, 3600, 3600].map((seconds) => seconds * 1000);
/** A row that was not accepted in this time is given up, whatever the platform says about coming back. */
const LONGEST = 24 * 3_600_000;

/**
 * The wait before try `attempts` + 1, spread by ±20 % so that a thousand chats do not come back in the same second.
 * @param chance from 0 to 1; returns null when the curve has ended.
 */
export function retryAfter(attempts: number, chance: number): number | null {
  const wait = CURVE[attempts - 1];
  return wait === undefined ? null : Math.round(wait * (0.8 + 0.4 * chance));
}

/**
 * What an outcome means for a row. `gapMs` is the pace of one chat. An answer to a person's own message is tried again when it is unknown
 * whether it arrived (twice is better than never); a notice is then held for a person (an apology must not be sent twice).
 */
export function settle(row: Tried, outcome: Outcome, gapMs: number, now: Date, chance: number): Settled {
  const base = { parts: row.parts, attempts: row.attempts, reason: null, laneFreeInMs: gapMs, channelPausedMs: 0, gone: false, down: false };
  const failed = (state: 'dead' | 'unknown', reason: string): Settled => ({ ...base, state: row.hasOther ? 'moved' : state, reason });
  const again = (reason: string, afterMs?: number): Settled => {
    const wait = retryAfter(row.attempts, chance);
    if (wait === null || now.getTime() - row.firstTriedAt.getTime() > LONGEST) return failed('dead', reason);
    return { ...base, state: 'waiting', reason, laneFreeInMs: Math.max(afterMs ?? 0, afterMs === undefined ? wait : 0, gapMs) };
  };
  switch (outcome.kind) {
    case 'sent': {
      const parts = row.parts + 1;
      return { ...base, parts, attempts: 0, state: parts >= row.partsInAll ? 'sent' : 'waiting' };
    }
    case 'retry': {
      const settled = again(outcome.reason, outcome.afterMs);
      return outcome.wholeChannel ? { ...settled, channelPausedMs: outcome.afterMs ?? settled.laneFreeInMs } : settled;
    }
    case 'unknown':
      return row.kind === 'answer' ? again(outcome.reason) : { ...base, state: 'unknown', reason: outcome.reason };
    case 'dead':
      return { ...failed('dead', outcome.reason), gone: outcome.gone ?? false };
    case 'closed':
      return failed('dead', outcome.reason);
    case 'down':
      // Not this message's fault: it waits for the operator without using up its tries.
      return { ...base, state: 'waiting', attempts: Math.max(0, row.attempts - 1), reason: outcome.reason, down: true, channelPausedMs: 60_000 };
  }
}
