/** "07:30-11:30" in Vietnamese time. */
export type SessionText = string;

/** Sessions that hold in a part of each year, both ends included; "10-16" to "04-14" goes over the new year. */
export interface Season {
  /** "04-15" */
  from: string;
  /** "10-15" */
  to: string;
  sessions: SessionText[];
}

/**
 * How an agency counts time. What the law leaves open (no national text fixes opening hours, filing after hours or half days) is
 * a choice of the authority; the sources of the defaults are in docs/decisions/0010-working-time.md.
 */
export interface WorkingTimePolicy {
  /** When dossiers are worked on, on a working day; hours of reception are another thing and live in the directory. */
  sessions: SessionText[];
  seasons: Season[];
  /** 1 Monday to 7 Sunday. Saturday and Sunday for public bodies (Decision 188/1999/QĐ-TTg). */
  weeklyRest: number[];
  /** What is received after closing on a working day counts from the next working day, or still from that day. */
  afterClosing: 'nextDay' | 'sameDay';
  /** The hour at which a term in working days ends: closing, or the hour of receipt (one day is then the sessions' length in working hours). */
  timeOfDay: 'closing' | 'preserve';
  /** A term in days or months that ends on a day off ends on the next working day (Civil Code 2015, article 148(5)). */
  rollForward: boolean;
  /** What is received later goes to the unit that handles it on the next working day (Decree 61/2018, article 18; Decree 309/2026, article 18). */
  transferCutoff: string;
  /** What is to be done the same day and comes later is done on the next working day (Law on Civil Status). */
  sameDayCutoff: string;
  /** Whether days that are only proposed change the count; either way a result that touches one is provisional. */
  countProposed: boolean;
  /** How often a dossier may be given a new date (Decree 61/2018, article 19(9)). */
  maxReappointments: number;
}

export const DEFAULT_POLICY: WorkingTimePolicy = {
  sessions: ['07:30-11:30', '13:00-17:00'],
  seasons: [],
  weeklyRest: [6, 7],
  afterClosing: 'nextDay',
  timeOfDay: 'closing',
  rollForward: true,
  transferCutoff: '15:00',
  sameDayCutoff: '15:00',
  countProposed: false,
  maxReappointments: 1,
};
