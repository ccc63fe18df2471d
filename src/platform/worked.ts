let byDatabase = 0;

/** The embedded database's own thread has worked this long, in milliseconds, for an answer. */
export function databaseWorked(ms: number): void {
  byDatabase += ms;
}

/**
 * What this thread has worked, and the embedded database's thread for it, in milliseconds of processor time. Neither time on the wall nor all
 * that the process works would do: waiting, and whatever else the machine does, is nobody's work.
 */
export function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000 + byDatabase;
}
