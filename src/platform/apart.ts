import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

export interface Limits {
  /** After so many milliseconds the work is ended. */
  timeMs: number;
  /** The most that its own heap may grow to; what lies outside the heap (bytes of pictures) is for the work to limit. */
  memoryMb: number;
}

/**
 * Does heavy work in a thread of its own, so that nobody waits for it and its memory is given back: `module` answers its `workerData` with
 * one message. Rejects when it fails, takes too long or grows too large.
 */
export async function runApart<T>(module: URL, data: unknown, { timeMs, memoryMb }: Limits): Promise<T> {
  const worker = new Worker(module, { workerData: data, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
  const signal = AbortSignal.timeout(timeMs);
  try {
    // `once` rejects on 'error', which a thread that outgrew its heap ends with too.
    const [answer] = await once(worker, 'message', { signal });
    return answer as T;
  } finally {
    await worker.terminate();
  }
}
