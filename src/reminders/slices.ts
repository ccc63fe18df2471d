import { workedMs } from '#src/platform/worked.ts';

/**
 * Rule 9 of the architecture: the embedded database has one connection, and nobody holds it for more than 50 ms. A seventh
 * of that is aimed at: now and then one takes several times as long as those before it (memory tidied up, a table full of dead rows).
 */
const AIM_MS = 7;

export interface Slices {
  /** How many rows the next statement takes. */
  readonly rows: number;
  /** Learns from how long one worked. */
  took(ms: number): void;
  /** Runs one, learns from it, and lets others have the connection before the next. */
  take<T>(statement: (rows: number) => Promise<T>): Promise<T>;
}

interface Bounds {
  first?: number;
  smallest?: number;
  largest?: number;
  /** What was worked so far, in milliseconds. */
  worked?: () => number;
}

/** Sizes of slices that grow while there is time and shrink at once when there is none; begins small, for the first one is planned too. */
export function slices({ first = 25, smallest = 10, largest = 1000, worked = workedMs }: Bounds = {}): Slices {
  let rows = first;
  const took = (ms: number) => {
    const factor = ms > AIM_MS * 1.4 ? 0.5 : ms < AIM_MS * 0.7 ? 1.3 : 1;
    rows = Math.round(Math.min(largest, Math.max(smallest, rows * factor)));
  };
  return {
    get rows() {
      return rows;
    },
    took,
    async take(statement) {
      const from = worked();
      const result = await statement(rows);
      took(worked() - from);
      await new Promise(setImmediate);
      return result;
    },
  };
}

/** Runs a statement that returns how many rows it found until it finds none; returns how many in all. */
export async function untilNone(statement: (rows: number) => Promise<number>): Promise<number> {
  const size = slices();
  for (let all = 0; ; ) {
    const count = await size.take(statement);
    if (count === 0) return all;
    all += count;
  }
}
