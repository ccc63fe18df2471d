/** The one source of the current time. Everything else is handed a Clock, so that tests and demonstrations can choose the time. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that starts at `start` and runs on from there. */
export function shiftedClock(start: Date): Clock {
  const offset = start.getTime() - Date.now();
  return { now: () => new Date(Date.now() + offset) };
}

/** A clock that stands still. */
export function fixedClock(at: Date): Clock {
  return { now: () => new Date(at) };
}

/**
 * Reads the CLOCK setting: empty is the system's time, an ISO date-time stands still, a leading "+" starts there and runs.
 * Returns null when the setting is not a date.
 */
export function parseClock(setting: string): Clock | null {
  if (setting === '') return systemClock;
  const running = setting.startsWith('+');
  const at = new Date(running ? setting.slice(1) : setting);
  if (Number.isNaN(at.getTime())) return null;
  return running ? shiftedClock(at) : fixedClock(at);
}
