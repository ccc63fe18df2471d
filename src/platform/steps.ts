import { setImmediate } from 'node:timers/promises';

/** Work that pauses at every `yield`, so that whoever drives it decides how long it may hold the process. */
export type Steps<T> = Generator<void, T, void>;

/** Does all of it at once. */
export function finish<T>(steps: Steps<T>): T {
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Does it in slices of at most about `ms` milliseconds, between which everything else has its turn. */
export async function inSlices<T>(steps: Steps<T>, ms = 10): Promise<T> {
  for (;;) {
    const until = performance.now() + ms;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < until);
    await setImmediate();
  }
}
