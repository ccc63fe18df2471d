/**
 * What must be heard, worked out slowly and by itself: day by day, without the code of src/reminders or src/calendar. It knows the default
 * rules in its own words and is asked at each moment at which somebody could have been written to.
 */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const OFFSET = 7 * HOUR;

/** A year asks for the same few hundred days millions of times. */
function remembered<T>(work: (of: string) => T): (of: string) => T {
  const known = new Map<string, T>();
  return (of) => {
    let found = known.get(of);
    if (found === undefined) known.set(of, (found = work(of)));
    return found;
  };
}

export const dayAt = (at: Date): string => new Date(at.getTime() + OFFSET).toISOString().slice(0, 10);
const shifted = (days: number) => remembered((day) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10));
const next = shifted(1);
const before = shifted(-1);
const moment = remembered((text) => new Date(`${text}:00+07:00`));
const timeOn = (day: string, time: string): Date => moment(`${day}T${time}`);
const weekday = remembered((day) => new Date(`${day}T00:00:00Z`).getUTCDay());

/** Days off and worked Saturdays as they are known at the moment. */
export interface Days {
  off: Set<string>;
  worked: Set<string>;
}
export const isWorked = ({ off, worked }: Days, day: string): boolean => worked.has(day) || (weekday(day) % 6 !== 0 && !off.has(day));

export interface Official {
  id: string;
  role: 'officer' | 'head' | 'leader';
  unitId: string;
  /** Works from this hour on, where not from the opening. */
  fromHour?: number;
}
export interface Absence {
  personId: string;
  from: string;
  to: string;
  standIn: string | null;
}

/** What happened to a dossier, as the register has it. */
export interface Facts {
  code: string;
  officerId: string;
  unitId: string;
  open: boolean;
  paused: boolean;
  dueAt: Date;
  /** Since when the count in force runs. */
  since: Date;
  lastEventAt: Date;
  reappointed: boolean;
  /** Who put it off until when. */
  snoozes: { personId: string; until: Date }[];
}

interface Said {
  ladder: string;
  version: string;
  slot: string;
  order: number;
  person: string;
}

/** Ladder, working days from the day counted from, repeats after, time, to whom, whether it comes by itself. */
const RULES: [string, number, number, string, Official['role']][] = [
  ['due', -3, 0, '08:00', 'officer'],
  ['due', -2, 0, '08:00', 'officer'],
  ['due', -1, 0, '08:00', 'officer'],
  ['due', 0, 0, '08:00', 'officer'],
  ['due', 0, 0, '15:00', 'officer'],
  ['due', 1, 1, '08:00', 'officer'],
  ['due', 1, 5, '08:00', 'head'],
  ['due', 3, 5, '08:00', 'leader'],
  ['apology', -2, 0, '08:00', 'officer'],
  ['apology', -1, 0, '12:00', 'head'],
  ['idle', 5, 5, '08:00', 'officer'],
  ['idle', 10, 5, '08:00', 'head'],
];

export class Oracle {
  /** By dossier: what somebody has been told, by ladder, version and person the newest. */
  private readonly heard = new Map<string, number>();
  private readonly officials: readonly Official[];
  private readonly days: Days;
  private readonly absences: readonly Absence[];

  constructor(officials: readonly Official[], days: Days, absences: readonly Absence[]) {
    this.officials = officials;
    this.days = days;
    this.absences = absences;
  }

  /** Whether this person may be written to at that moment. */
  mayHear(id: string, at: Date): boolean {
    const day = dayAt(at);
    const official = this.officials.find((entry) => entry.id === id)!;
    // A Saturday that is worked by decree is worked in everybody's hours.
    const own = weekday(day) % 6 === 0 ? 8 : (official.fromHour ?? 8);
    const from = timeOn(day, `${String(own).padStart(2, '0')}:00`);
    return isWorked(this.days, day) && at >= from && at < timeOn(day, '17:00') && !this.isAway(id, day);
  }

  private isAway(id: string, day: string): boolean {
    return this.absences.some(({ personId, from, to }) => personId === id && from <= day && day <= to);
  }

  private receiver(id: string, unitId: string, at: Date): string | null {
    const day = dayAt(at);
    const head = this.officials.find((entry) => entry.role === 'head' && entry.unitId === unitId);
    const leaders = this.officials.filter(({ role }) => role === 'leader');
    for (const person of [id, ...(head ? [head.id] : []), ...leaders.map((leader) => leader.id)]) {
      if (!this.isAway(person, day)) return person;
      // A stand-in who is away too has a stand-in of their own.
      const met = new Set([person]);
      for (let at = person; ; ) {
        const absence = this.absences.find(({ personId, from, to }) => personId === at && from <= day && day <= to);
        if (!absence?.standIn || met.has(absence.standIn)) break;
        at = absence.standIn;
        met.add(at);
        if (!this.isAway(at, day)) return at;
      }
    }
    return null;
  }

  /** Who must be told of this dossier now: the receivers. What is not told for want of somebody at work is asked for again at the next moment. */
  expect(facts: Facts, now: Date): string[] {
    const receivers = new Set<string>();
    for (const said of this.newest(facts, now)) {
      const key = `${facts.code} ${said.ladder} ${said.version} ${said.person}`;
      if ((this.heard.get(key) ?? Number.NEGATIVE_INFINITY) >= said.order) continue;
      const receiver = this.receiver(said.person, facts.unitId, now);
      if (receiver === null || !this.mayHear(receiver, now)) continue;
      this.heard.set(key, said.order);
      receivers.add(receiver);
    }
    return [...receivers];
  }

  private newest(facts: Facts, now: Date): Said[] {
    if (!facts.open || facts.paused) return [];
    const found = new Map<string, Said>();
    for (const [ladder, days, every, time, role] of RULES) {
      const dueDay = dayAt(facts.dueAt);
      if (ladder === 'apology' && (facts.reappointed || dayAt(now) > dueDay)) continue;
      const anchor = ladder === 'idle' ? dayAt(facts.lastEventAt) : dueDay;
      const version = ladder === 'idle' ? facts.lastEventAt.toISOString() : dueDay;
      const last = this.lastBefore(anchor, days, every, time, now);
      if (!last || (ladder !== 'idle' && last.at < facts.since)) continue;
      const person = role === 'officer' ? facts.officerId : this.someone(role, facts.unitId);
      const silent = role === 'officer' && ladder !== 'apology' && facts.snoozes.some((entry) => entry.personId === person && entry.until > now);
      if (silent) continue;
      const order = last.offset * 10_000 + Number(time.replace(':', ''));
      const key = `${ladder} ${person}`;
      if (!found.has(key) || found.get(key)!.order < order) found.set(key, { ladder, version, slot: `${last.offset} ${time}`, order, person });
    }
    return [...found.values()];
  }

  private someone(role: Official['role'], unitId: string): string {
    const head = role === 'head' ? this.officials.find((entry) => entry.role === 'head' && entry.unitId === unitId) : undefined;
    return (head ?? this.officials.find((entry) => entry.role === 'leader')!).id;
  }

  /** Walks from the day counted from, one day after another. */
  private lastBefore(anchor: string, days: number, every: number, time: string, now: Date): { offset: number; at: Date } | null {
    let base = anchor;
    while (!isWorked(this.days, base)) base = before(base);
    let day = base;
    let offset = 0;
    while (offset > days) {
      day = before(day);
      if (isWorked(this.days, day)) offset--;
    }
    let last: { offset: number; at: Date } | null = null;
    for (;;) {
      const at = timeOn(day, time);
      if (at > now) return last;
      if (offset >= days && (every === 0 ? offset === days : (offset - days) % every === 0)) last = { offset, at };
      if (every === 0 && last) return last;
      do day = next(day);
      while (!isWorked(this.days, day));
      offset++;
    }
  }
}
