/** The one source of the current time. Everything else is handed a Clock, so that tests and demonstrations can choose the time. */
export interface Clock {
  now(): Date;
  /** It stands still: whatever waits for time to pass would wait for ever. */
  stands?: true;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that starts at `start` and runs on from there. */
export function shiftedClock(start: Date): Clock {
  const offset = start.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

/** A clock that stands still. */
export function fixedClock(at: Date): Clock {
  return { now: () => new Date(at), stands: true };
}

/** The clock itself, or, of one that stands still, one that starts there and runs on: for paces, leases and pauses between tries. */
export const running = (clock: Clock): Clock => (clock.stands ? shiftedClock(clock.now()) : clock);

/** `new Date` alone reads a date into nearly anything ("hello 5") and moves 31 February to March. */
const ISO = /^(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function parseIso(text: string): Date | null {
  const day = ISO.exec(text)?.[1];
  const midnight = new Date(`${day}T00:00:00Z`);
  const at = new Date(text);
  if (Number.isNaN(midnight.getTime()) || Number.isNaN(at.getTime())) return null;
  return midnight.toISOString().startsWith(day as string) ? at : null;
}

/**
 * Reads the CLOCK setting: empty is the system's time, an ISO date-time stands still, a leading "+" starts there and runs.
 * Returns null when the setting is not a date.
 */
export function parseClock(setting: string): Clock | null {
  if (setting === '') return systemClock;
  const running = setting.startsWith('+');
  const at = parseIso(running ? setting.slice(1) : setting);
  if (!at) return null;
  return running ? shiftedClock(at) : fixedClock(at);
}
