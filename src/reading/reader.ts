import type { Reading } from '#src/conversation/reading.ts';
import type { FindableCatalogue } from '#src/procedures/content.ts';

/** Reads messages by the words of one catalogue. */
export interface Reader {
  /** `first`: before all that waits. */
  read(text: string, topic: string | null, first?: boolean): Reading | Promise<Reading>;
  /** It is not needed any more: it reads what waits for it, and what is asked of it later the newest reads. */
  letGo(): void;
}

/** Makes readers; nobody is held up meanwhile. */
export interface Readers {
  /** Of what `before`, one of its own, knows only what is new is prepared. */
  over(catalogue: FindableCatalogue, before?: Reader): Promise<Reader>;
  stop(): Promise<void>;
}
