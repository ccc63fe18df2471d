import { changeDays } from '#src/calendar/store/commands.ts';
import { readCalendarFile } from '#src/calendar/store/file.ts';
import { createCalendars } from '#src/calendar/store/load.ts';
import { seedCalendar } from '#src/calendar/store/seed.ts';
import { approveApology, proposeApology } from '#src/dossiers/commands/apologies.ts';
import { pauseDossier, resumeDossier } from '#src/dossiers/commands/clock.ts';
import { addNote, completeDossier } from '#src/dossiers/commands/decisions.ts';
import { startProcessing } from '#src/dossiers/commands/handOvers.ts';
import { receiveDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { snooze } from '#src/dossiers/commands/snoozes.ts';
import type { Desk, Who } from '#src/dossiers/desk.ts';
import { recomputeOpen } from '#src/dossiers/recompute.ts';
import type { OpenDatabase } from '#src/platform/database.ts';
import { AppError } from '#src/platform/errors.ts';
import { dossierSource } from '#src/reminders/dossierSource.ts';
import { round } from '#src/reminders/round.ts';
import { readRuleFile } from '#src/reminders/rule.ts';
import { seedRules } from '#src/reminders/ruleStore.ts';
import { loadReach } from '#src/staff/reach.ts';
import { seededRandom } from '#src/text/random.ts';
import type { Reply } from '#src/text/reply.ts';
import { type Absence, type Days, dayAt, type Facts, isWorked, type Official, Oracle } from './oracle.ts';

export interface SimulationOptions {
  dossiers: number;
  officials: number;
  /** "2026-01-05" … */
  from: string;
  to: string;
  seed: number;
  print?(line: string): void;
}

export interface SimulationReport {
  dossiers: number;
  overdue: number;
  rounds: number;
  broken: number;
  messages: number;
  told: number;
  missed: string[];
  /** Told though nothing asked for it, or twice. */
  doubled: string[];
  quiet: string[];
  /** Overdue dossiers of which nobody heard before, though there was time to. */
  unannounced: string[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVERYBODY: Who = { actor: 'system', may: () => true };
/** When instances look: within working time, at its edges, and at night. */
const LOOKS = ['00:10', '07:45', '08:00', '08:01', '10:20', '12:00', '13:00', '15:00', '16:59', '17:00', '22:30'];
/** The other instance's clock is ahead. */
const SKEW_MS = 25_000;
const UNITS = ['mot-cua', 'dia-chinh', 'tu-phap', 'xa-hoi'];

/**
 * A stretch of 2026 with the official calendar: dossiers come and go by the register's own commands, officials are away, days off become known
 * late, the product is stopped for hours and days and breaks off in the middle, two instances look at once. What leaves is compared, message
 * by message, with an oracle that shares no code with it.
 */
export async function simulate(open: OpenDatabase, options: SimulationOptions): Promise<SimulationReport> {
  const { prisma } = open;
  const random = makeRandom(options.seed);
  const start = new Date(`${options.from}T00:00:00+07:00`);
  const end = new Date(`${options.to}T23:00:00+07:00`);
  let now = start;
  await seedCalendar(prisma, start);
  await seedRules(prisma, start);
  // What is only proposed is no day off yet, and no worked Saturday.
  const known = readCalendarFile().days.filter(({ status }) => status !== 'proposed');
  const days: Days = {
    off: new Set(known.filter(({ kind }) => kind !== 'extraWorking').map(({ date }) => date)),
    worked: new Set(known.filter(({ kind }) => kind === 'extraWorking').map(({ date }) => date)),
  };
  const desk: Desk = { database: prisma, clock: { now: () => now }, calendarOf: createCalendars(prisma), tell: async () => {} };

  const officials = makeOfficials(options.officials, random);
  const absences = makeAbsences(officials, options, random);
  await keepPeople(prisma, officials, absences, start);
  const oracle = new Oracle(officials, days, absences);
  const facts = new Map<string, Facts>();
  const events = makeEvents(options, { random, desk, officials, facts, days, start, end });
  const stops = makeStops(options, random, start, end);

  const report: SimulationReport = {
    dossiers: options.dossiers,
    overdue: 0,
    rounds: 0,
    broken: 0,
    messages: 0,
    told: 0,
    missed: [],
    doubled: [],
    quiet: [],
    unannounced: [],
  };
  const settings = { ...readRuleFile().settings, lines: 10_000, mostAtOnce: 10_000 };
  const early = new Set<string>();
  const late = new Set<string>();
  for (let day = dayAt(start); day <= dayAt(end); day = dayAt(new Date(Date.parse(`${day}T12:00:00+07:00`) + DAY))) {
    for (const time of LOOKS) {
      const look = new Date(`${day}T${time}:00+07:00`);
      while (events.length > 0 && events[0]!.at <= look) {
        const event = events.shift()!;
        now = event.at;
        await event.run();
      }
      if (stops.some(([from, to]) => from <= look && look < to)) continue;
      now = look;
      const instance = (owner: string, at: Date, breaks: boolean) =>
        round(
          {
            database: prisma,
            now: at,
            calendarOf: desk.calendarOf,
            sources: [dossierSource],
            log: { warn: () => {} },
            loadReach: breaks ? () => Promise.reject(new Error('stopped')) : loadReach,
            settings,
            url: null,
          },
          owner,
        ).catch(() => void report.broken++);
      // Now and then the first is stopped in the middle; whoever comes next goes on.
      if (random.chance(0.03)) await instance('a', look, true);
      const ahead = new Date(look.getTime() + SKEW_MS);
      await Promise.all(random.chance(0.5) ? [instance('a', look, false), instance('b', look, false)] : [instance('a', look, false)]);
      if (random.chance(0.1)) await instance('b', ahead, false);
      report.rounds++;

      const expected = new Set<string>();
      for (const one of facts.values()) for (const receiver of oracle.expect(one, look)) expected.add(`${receiver} ${one.code}`);
      const said = await takeMessages(prisma);
      report.messages += said.length;
      const actual = new Set<string>();
      const digests = new Set<string>();
      for (const { chat, codes, urgent } of said) {
        if (!oracle.mayHear(chat, look)) report.quiet.push(`${day} ${time} ${chat}`);
        if (!urgent && digests.has(chat)) report.doubled.push(`${day} ${time} ${chat}: two digests`);
        if (!urgent) digests.add(chat);
        for (const code of codes) {
          const entry = `${chat} ${code}`;
          if (!expected.has(entry)) report.doubled.push(`${day} ${time} ${entry}`);
          actual.add(entry);
          report.told++;
          const one = facts.get(code)!;
          const version = `${code} ${dayAt(one.dueAt)}`;
          if (dayAt(one.dueAt) >= day) early.add(version);
          else if (!early.has(version) && !late.has(version) && timely(one, days, stops)) report.unannounced.push(`${day} ${code}`);
          if (dayAt(one.dueAt) < day) late.add(version);
        }
      }
      for (const entry of expected) if (!actual.has(entry)) report.missed.push(`${day} ${time} ${entry}`);
    }
    const faults = report.missed.length + report.doubled.length + report.quiet.length + report.unannounced.length;
    if (day.endsWith('-01')) options.print?.(`${day}: ${report.told} told in ${report.messages} messages, ${faults} faults`);
  }
  report.overdue = late.size;
  return report;
}

function makeRandom(seed: number) {
  const next = seededRandom(seed);
  return { below: (limit: number): number => Math.floor(next() * limit), chance: (part: number): boolean => next() < part };
}
type Random = ReturnType<typeof makeRandom>;

function makeOfficials(count: number, random: Random): Official[] {
  const heads: Official[] = UNITS.slice(0, 3).map((unitId) => ({ id: `head-${unitId}`, role: 'head', unitId }));
  const officers: Official[] = Array.from({ length: Math.max(4, count - 4) }, (_, index) => ({
    id: `officer-${index}`,
    role: 'officer',
    unitId: UNITS[index % UNITS.length]!,
    ...(random.chance(0.15) && { fromHour: 13 }),
  }));
  return [{ id: 'leader', role: 'leader', unitId: '' }, ...heads, ...officers];
}

/** Everybody is away some days, half of the time with a stand-in; around one day all at once. */
function makeAbsences(officials: readonly Official[], { from, to }: SimulationOptions, random: Random): Absence[] {
  const span = (Date.parse(to) - Date.parse(from)) / DAY;
  const day = (offset: number) => new Date(Date.parse(from) + offset * DAY).toISOString().slice(0, 10);
  const everybody = Math.floor(span / 2);
  return officials.flatMap(({ id }) => {
    const first = random.below(Math.max(1, everybody - 12));
    const second = everybody + 3 + random.below(Math.max(1, span - everybody - 12));
    const standIn = () =>
      random.chance(0.5) ? (officials.filter((other) => other.id !== id)[random.below(officials.length - 1)]?.id ?? null) : null;
    return [
      { personId: id, from: day(first), to: day(first + random.below(8)), standIn: standIn() },
      { personId: id, from: day(everybody), to: day(everybody), standIn: null },
      { personId: id, from: day(second), to: day(second + random.below(8)), standIn: standIn() },
    ];
  });
}

async function keepPeople(prisma: OpenDatabase['prisma'], officials: readonly Official[], absences: readonly Absence[], at: Date) {
  const hours = Object.fromEntries(['1', '2', '3', '4', '5'].map((weekday) => [weekday, ['13:00-17:00']]));
  const role = { officer: 'officer', head: 'unitHead', leader: 'leader' };
  await prisma.person.createMany({ data: officials.map(({ id, fromHour }) => ({ id, name: id, createdAt: at, ...(fromHour && { hours }) })) });
  await prisma.membership.createMany({
    data: officials.map((one) => ({
      personId: one.id,
      agencyId: 'xa',
      unitId: one.unitId || null,
      role: role[one.role],
      standing: one.role === 'officer' ? 'member' : 'head',
      validFrom: '2025-01-01',
    })),
  });
  await prisma.personChat.createMany({ data: officials.map(({ id }) => ({ personId: id, channel: 'zalo-bot', chatId: id, pairedAt: at })) as never });
  await prisma.absence.createMany({
    data: absences.map(({ personId, from, to, standIn }) => ({
      personId,
      fromDay: from,
      toDay: to,
      standInId: standIn,
      createdAt: at,
      createdBy: 'system',
    })),
  });
}

interface Event {
  at: Date;
  run(): Promise<unknown>;
}

interface Scene {
  random: Random;
  desk: Desk;
  officials: readonly Official[];
  facts: Map<string, Facts>;
  days: Days;
  start: Date;
  end: Date;
}

/** What happens: dossiers, and days off of which nobody knew. Refusals of the register are part of life. */
function makeEvents({ dossiers, from, to }: SimulationOptions, scene: Scene): Event[] {
  const { random, desk, facts, days, officials, start, end } = scene;
  const events: Event[] = [];
  const officers = officials.filter(({ role }) => role === 'officer');
  const procedures = [1, 2, 3, 5, 7, 10, 15];
  const span = end.getTime() - start.getTime();
  const clerk = (hours: number) => new Date(start.getTime() + hours * HOUR);
  for (let number = 0; number < dossiers; number++) {
    const received = clerk(random.below(Math.floor((span * 0.9) / HOUR)));
    received.setTime(received.getTime() + random.below(3600) * 1000);
    const officer = officers[random.below(officers.length)]!;
    const term = procedures[random.below(procedures.length)]!;
    let code = '';
    const read = async () => {
      const row = await desk.database.dossier.findUniqueOrThrow({
        where: { code },
        include: { apologies: { where: { state: 'approved' } }, snoozes: true },
      });
      const pauses = (row.pauses as { to: string }[]).map((pause) => Date.parse(pause.to));
      const since = Math.max(row.clockStartedAt!.getTime(), ...pauses, ...row.apologies.map(({ decidedAt }) => decidedAt!.getTime()));
      facts.set(code, {
        code,
        officerId: row.officerId!,
        unitId: row.unitId,
        open: row.resolvedAt === null && row.closedAt === null,
        paused: row.pausedAt !== null,
        dueAt: row.dueAt!,
        since: new Date(since),
        lastEventAt: row.lastEventAt,
        reappointed: row.reappointments > 0,
        snoozes: row.snoozes,
      });
    };
    const act = (at: Date, run: () => Promise<unknown>) =>
      events.push({
        at,
        run: async () => {
          await run().catch((error) => {
            if (!(error instanceof AppError)) throw error;
          });
          await read();
        },
      });
    act(received, async () => {
      const receipt = { agencyId: 'xa', organisation: 'H26.1', unitId: officer.unitId, officerId: officer.id, procedureCode: '9.000005' };
      ({ code } = await receiveDossier(desk, EVERYBODY, { ...receipt, term: { value: term, unit: 'workingDays' } }));
    });
    const later = (daysLater: number) => new Date(received.getTime() + daysLater * DAY + random.below(7200) * 1000);
    act(later(0.1), () => startProcessing(desk, EVERYBODY, { code }));
    if (random.chance(0.3)) act(later(random.below(term + 3)), () => addNote(desk, EVERYBODY, { code }, { reason: 'Ghi chú' }));
    if (random.chance(0.2)) {
      const paused = 1 + random.below(term + 2);
      act(later(paused), () => pauseDossier(desk, EVERYBODY, { code }, { reason: 'Niêm yết', legalBasis: 'Điều 70' }));
      act(later(paused + 1 + random.below(10)), () => resumeDossier(desk, EVERYBODY, { code }));
    }
    if (random.chance(0.2))
      act(later(1 + random.below(term + 4)), async () => {
        const { officerId: personId, dueAt } = facts.get(code)!;
        const until = new Date(
          Math.min(desk.clock.now().getTime() + (1 + random.below(50)) * HOUR, dueAt > desk.clock.now() ? dueAt.getTime() : Infinity),
        );
        await snooze(desk, EVERYBODY, { code }, { reason: 'Chờ xác minh', until, personId });
      });
    if (random.chance(0.2)) {
      const other = officers[random.below(officers.length)]!;
      act(later(1 + random.below(term + 4)), () =>
        desk.database.dossier.update({ where: { code }, data: { officerId: other.id, unitId: other.unitId, version: { increment: 1 } } }),
      );
    }
    if (random.chance(0.25)) {
      const propose = 1 + random.below(term + 2);
      act(later(propose), async () => {
        let newDue = new Date(facts.get(code)!.dueAt.getTime() + (3 + random.below(6)) * DAY);
        while (!isWorked(days, dayAt(newDue))) newDue = new Date(newDue.getTime() + DAY);
        await proposeApology(desk, EVERYBODY, { code }, { reason: 'Chờ xác minh', newDueAt: newDue });
      });
      act(later(propose + random.below(3)), () => approveApology(desk, EVERYBODY, { code }));
    }
    const done = random.chance(0.7) ? 1 + random.below(term + 1) : term + 3 + random.below(25);
    act(later(done * 1.4), () => completeDossier(desk, EVERYBODY, { code }));
  }
  for (let count = 0; count < Math.ceil(span / (60 * DAY)); count++) {
    const known = clerk(random.below(Math.floor((span * 0.8) / HOUR)));
    const date = dayAt(new Date(known.getTime() + (2 + random.below(9)) * DAY));
    events.push({
      at: known,
      run: async () => {
        if (!isWorked(days, date)) return;
        const closure = { date, kind: 'closure' as const, name: 'Nghỉ đột xuất', status: 'official' as const, source: 'Thông báo' };
        await changeDays(desk.database, [closure], { scope: 'national' }, { actor: 'system', at: known, reason: 'Thông báo' });
        days.off.add(date);
        await recomputeOpen(desk);
        for (const one of facts.values()) {
          const row = await desk.database.dossier.findUniqueOrThrow({ where: { code: one.code } });
          Object.assign(one, { dueAt: row.dueAt, lastEventAt: row.lastEventAt });
        }
      },
    });
  }
  void [from, to];
  return events.sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Power cuts of some hours, and of days. */
function makeStops(_options: SimulationOptions, random: Random, start: Date, end: Date): [Date, Date][] {
  const span = end.getTime() - start.getTime();
  return Array.from({ length: Math.ceil(span / (20 * DAY)) }, () => {
    const from = start.getTime() + random.below(Math.floor(span / 1000)) * 1000;
    const length = random.chance(0.3) ? 3 * DAY : random.below(20) * HOUR;
    return [new Date(from), new Date(from + length)];
  });
}

/** There was a working morning at which it ran, was in term, and the product did: then somebody must have heard. */
function timely(one: Facts, days: Days, stops: readonly [Date, Date][]): boolean {
  const due = dayAt(one.dueAt);
  const morning = new Date(`${due}T08:00:00+07:00`);
  return isWorked(days, due) && one.since < morning && !stops.some(([from, to]) => from <= new Date(`${due}T17:00:00+07:00`) && to >= morning);
}

async function takeMessages(prisma: OpenDatabase['prisma']): Promise<{ chat: string; codes: string[]; urgent: boolean }[]> {
  const rows = await prisma.outbox.findMany({ orderBy: { id: 'asc' } });
  if (rows.length > 0) await prisma.outbox.deleteMany({ where: { id: { lte: rows.at(-1)!.id } } });
  return rows.map(({ chat, reply, urgent }) => ({ chat, urgent, codes: codesIn(reply as unknown as Reply) }));
}

const codesIn = ({ blocks }: Reply): string[] => [...JSON.stringify(blocks).matchAll(/H26\.1-\d{6}-\d+/g)].map(([code]) => code);
