import type { Calendar } from '#src/calendar/index.ts';
import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { DossierEvent } from './events.ts';
import type { Permission } from './rules.ts';

/** What the commands of this room work with. */
export interface Desk {
  database: Database;
  clock: Clock;
  /** The working-time calendar of an agency, as it is now. Never called inside a transaction. */
  calendarOf(agencyId: string): Promise<Calendar>;
  /** Turns what happened into notices, in the same transaction. */
  tell(tx: Transaction, events: DossierEvent[]): Promise<void>;
}

/** Where a permission is asked for. */
export interface Place {
  agencyId: string;
  unitId: string;
  field?: string;
}

/** Who acts: an official with what the policy table of staff/ allows, the system, or a program with a key. */
export interface Who {
  /** "person:<id>", "system", "key:<id>": for the history and the audit log. */
  actor: string;
  /** The channel that the act came through, where it was not a page. */
  via?: string;
  may(permission: Permission, place: Place): boolean;
}

export const SYSTEM: Who = { actor: 'system', may: () => true };

/** Which dossier, and which version of it the person saw; without a version the newest is meant. */
export interface DossierRef {
  code: string;
  version?: number;
}
