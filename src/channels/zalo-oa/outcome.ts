import type { Outcome } from '#src/delivery/channel.ts';

/** Zalo's codes by what they mean to us (zalo-oa reference, section 7). Codes are matched, never texts: those change. */
const RENEW = new Set([-216, -220, -124]);
const QUOTA = new Set([-211, -218]);
const DAILY_QUOTA = new Set([-144, -147, -1441, -1471, -1472]);
const NIGHT = new Set([-234, -133]);
const CLOSED = new Set([-230, -232]);
const GONE = new Set([-213, -217, -227, -244, -108, -114, -118, -119, -139, -140, -141]);
const BAD = new Set([-200, -201, -210, -233, -248, -249, -109, -111, -112, -1121, -1122, -1124, -131, -146, -237, -403]);
const OPERATOR = new Set([
  ...[-204, -205, -209, -212, -219, -221, -223, -224, -235, -240, -242, -320, -321],
  ...[-115, -117, -135, -1351, -136, -137, -126, -127, -14002, -14003],
]);
const SLOW_DOWN = -32;
const ASSET = -100;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Viet Nam keeps UTC+7 all year. */
const OFFSET = 7 * HOUR;
/** Zalo's night ends at six. */
const MORNING = 6 * HOUR;

/** Milliseconds from `now` to the next six o'clock in the morning in Viet Nam. */
export function untilMorning(now: Date): number {
  const hour = (now.getTime() + OFFSET) % DAY;
  return hour < MORNING ? MORNING - hour : DAY - hour + MORNING;
}

/** Whether the access token was refused: a new one may be all that is needed. */
export const isTokenRefused = (code: number | null): boolean => code !== null && RENEW.has(code);

/** What a refusal means. `kind` is what was sent: an expired attachment is final, the same code of a template is "unknown, try again". */
export function outcomeOf(code: number, kind: 'message' | 'template', now: Date): Outcome {
  const reason = `zalo${code}`;
  if (code === SLOW_DOWN) return { kind: 'retry', reason, afterMs: MINUTE - (now.getTime() % MINUTE), wholeChannel: true };
  // Free again as soon as the person writes or the operator buys more: tried at the usual pace.
  if (QUOTA.has(code)) return { kind: 'retry', reason };
  if (DAILY_QUOTA.has(code) || NIGHT.has(code)) return { kind: 'retry', reason, afterMs: untilMorning(now) };
  if (CLOSED.has(code)) return { kind: 'closed', reason };
  if (GONE.has(code)) return { kind: 'dead', reason, gone: true };
  if (BAD.has(code) || (code === ASSET && kind === 'message')) return { kind: 'dead', reason };
  if (OPERATOR.has(code) || RENEW.has(code)) return { kind: 'down', reason };
  return { kind: 'retry', reason };
}
