import type { Clock } from '#src/platform/clock.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import type { Environment } from '#src/platform/environment.ts';
import type { Say } from '#src/platform/texts.ts';

/** What a check found: all is well, something worth knowing, or something that somebody must do. */
export interface Finding {
  level: 'ok' | 'note' | 'fix';
  text: string;
}

export interface CheckDeps {
  environment: Environment;
  database: OpenDatabase;
  clock: Clock;
  say: Say;
}

/** One thing that is looked at. Changes nothing but what a start of the product would set up too. */
export type Check = (deps: CheckDeps) => Promise<Finding[]>;

export const ok = (text: string): Finding => ({ level: 'ok', text });
export const note = (text: string): Finding => ({ level: 'note', text });
export const fix = (text: string): Finding => ({ level: 'fix', text });
