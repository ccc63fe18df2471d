import type { Clock } from '#src/platform/clock.ts';
import type { Database, Transaction } from '#src/platform/database.ts';
import type { EntryKind } from './rows.ts';

/** Whom an entry belongs to; without an agency it is everybody's: units, mergers, a new agency that is part of none. */
export interface EntryPlace {
  agencyId?: string;
  unitId?: string;
}

/** Who changes the directory: "person:<id>" for its lines, and what of it they may change. */
export interface Editor {
  id: string;
  may(place: EntryPlace): boolean;
}

/** What commands on the directory work with. */
export interface DirectoryDesk {
  database: Database;
  clock: Clock;
  /** For what an agency or unit is used outside the directory ("people", "dossiers" …): while it is, it neither goes nor moves. */
  usesOf(tx: Database | Transaction, kind: EntryKind, id: string): Promise<readonly string[]>;
}

/** An agency is its own place; a unit of one lies in it. */
export const placeOfAgency = ({ id, partOf }: { id: string; partOf?: string | undefined }): EntryPlace =>
  partOf === undefined ? { agencyId: id } : { agencyId: partOf, unitId: id };
