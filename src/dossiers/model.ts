import type { Dossier as DossierRow } from '#src/generated/prisma/client.ts';
import type { DossierState } from './states.ts';

export const CHANNELS = ['direct', 'online', 'postal'] as const;
export const RETURN_CHANNELS = ['oneStop', 'postal', 'online'] as const;
export type Channel = (typeof CHANNELS)[number];
export type ReturnChannel = (typeof RETURN_CHANNELS)[number];

/** "sameDay" is until closing; "text" is a term that only a person can read: the officer types the date. */
export const TERM_UNITS = ['workingDays', 'workingHours', 'days', 'months', 'sameDay', 'text'] as const;
export type TermUnit = (typeof TERM_UNITS)[number];

/** A paper of the dossier as it was handed in, as on the receipt slip. */
export interface ReceivedPaper {
  name: string;
  originals: number;
  copies: number;
}

/** A fee as the slip shows it; `amount` in VND, absent where unknown (never 0 for "unknown"). */
export interface ReceivedFee {
  name: string;
  amount?: number;
  text?: string;
  paidAt?: string;
}

/** One thing that is missing or wrong. */
export interface SupplementItem {
  name: string;
  originals?: number;
  copies?: number;
  /** What is wrong with what was handed in. */
  note?: string;
}

/** A time that the term does not count (`pause.kinds`), as ISO times. */
export interface Pause {
  from: string;
  to: string;
}

/** A step of an internal process (ISO 9001): who, how long. */
export interface ProcessStep {
  key: string;
  name: string;
  unitId: string;
  termValue?: number;
  termUnit?: 'workingDays' | 'workingHours';
}

/** What the clock rests on: see `dueAt` in prisma/schema/dossiers.prisma. */
export type DueBasis = 'none' | 'term' | 'typed' | 'appointment' | 'imported';

/** A dossier's row with the shapes that the database does not know. */
export type Dossier = Omit<
  DossierRow,
  'state' | 'source' | 'channel' | 'returnChannel' | 'outcome' | 'termUnit' | 'supplementPolicy' | 'dueBasis' | 'papers' | 'fees' | 'pauses'
> & {
  state: DossierState;
  source: 'local' | 'mirrored';
  channel: Channel;
  returnChannel: ReturnChannel;
  outcome: 'granted' | 'refused' | null;
  termUnit: TermUnit | null;
  supplementPolicy: 'restart' | 'pause';
  dueBasis: DueBasis;
  papers: ReceivedPaper[];
  fees: ReceivedFee[];
  pauses: Pause[];
};

/** The row as the rules see it: written only through this room, whose checks hold its shapes. */
export const asDossier = (row: DossierRow): Dossier => row as unknown as Dossier;
