import { describe, expect, test } from 'vitest';
import { type Member, peopleAt } from '#src/staff/whoIsWho.ts';
import { local, realCalendar } from '#tests/support/calendar.ts';
import { at } from '#tests/support/dossiers.ts';
import { type DossierFacts, dossierSubject } from './dossierSource.ts';
import { type FeedbackFacts, feedbackSubject } from './feedbackSource.ts';
import { plan, rungs } from './ladder.ts';
import { officeSource } from './officeSource.ts';
import { EVERYWHERE, type Rule, readRuleFile, rulesAt, type ScopedRule } from './rule.ts';

const calendar = realCalendar();
const FILE = readRuleFile().rules.map((rule) => ({ ...rule, ...EVERYWHERE }));
const rule = (key: string): Rule => FILE.find((entry) => entry.key === key)!;

const PEOPLE: Member[] = [
  ['can-bo', 'mot-cua', 'officer', 'member'],
  ['truong', 'mot-cua', 'unitHead', 'head'],
  ['lanh-dao', null, 'leader', 'head'],
].map(([personId, unitId, role, standing]) => ({ personId, unitId, role, standing, agencyId: 'xa', field: null }) as Member);

/** Received on Monday 9 March 2026, five working days: due on Monday 16. */
const FACTS: DossierFacts = {
  id: 1,
  code: 'H26.1-260309-0001',
  agencyId: 'xa',
  unitId: 'mot-cua',
  officerId: 'can-bo',
  procedureCode: '9.000005',
  procedureName: 'Thủ tục thử',
  field: 'justice',
  channel: 'direct',
  state: 'processing',
  submittedAt: at('03-09 09:15'),
  acceptedAt: at('03-09 09:15'),
  lastEventAt: at('03-09 09:15'),
  clockStartedAt: at('03-09 09:15'),
  pauses: [],
  pausedAt: null,
  dueAt: at('03-16 17:00'),
  reappointments: 0,
  proposed: false,
  apologisedAt: null,
  resolvedAt: null,
  supplement: null,
  handOvers: [],
  consultations: [],
  snoozes: [],
};

const planned = (facts: Partial<DossierFacts>, now: string, rules: ScopedRule[] = FILE, people = PEOPLE) =>
  plan(dossierSubject({ ...FACTS, ...facts }, calendar, at(now)), calendar, rulesAt(rules), peopleAt(people), at(now));
const said = (...args: Parameters<typeof planned>) =>
  planned(...args)
    .wanted.map(({ rule: key, personId }) => `${key} ${personId}`)
    .sort();

describe('the moments of a rule', () => {
  test('working days are counted over Tết, and a day off stands for the working day before it', () => {
    const first = rungs(calendar, rule('due-3'), '2026-02-24', at('02-01 09:00'));
    expect(local(first.next!)).toBe('2026-02-12T08:00');
    expect(local(rungs(calendar, rule('due-0'), '2026-03-15', at('03-01 09:00')).next!)).toBe('2026-03-13T08:00');
    expect(local(rungs(calendar, rule('overdue'), '2026-03-15', at('03-14 09:00')).next!)).toBe('2026-03-16T08:00');
  });
  test('one that repeats knows its newest and its next, also over a weekend', () => {
    const { last, next } = rungs(calendar, rule('overdue'), '2026-03-16', at('03-21 10:00'));
    expect([local(last!.at), local(next!), last!.slot]).toEqual(['2026-03-20T08:00', '2026-03-23T08:00', 4 * 1440 + 480]);
    const early = rungs(calendar, rule('overdue'), '2026-03-16', at('03-23 07:59'));
    expect([local(early.last!.at), local(early.next!)]).toEqual(['2026-03-20T08:00', '2026-03-23T08:00']);
  });
});

describe('who must have heard of what', () => {
  test('three days, two, one, the day itself, and then up the ladder', () => {
    expect(said({}, '03-11 07:59')).toEqual([]);
    expect(said({}, '03-11 08:00')).toEqual(['due-3 can-bo']);
    expect(said({}, '03-12 08:00')).toEqual(['apology-task can-bo', 'due-2 can-bo']);
    expect(said({}, '03-13 12:00')).toEqual(['apology-head truong', 'apology-task can-bo', 'due-1 can-bo']);
    expect(said({ lastEventAt: at('03-13 12:30') }, '03-16 15:00')).toEqual(['apology-head truong', 'apology-task can-bo', 'due-0-afternoon can-bo']);
    const late = { lastEventAt: at('03-16 16:00') };
    expect(said(late, '03-17 08:00')).toEqual(['overdue can-bo', 'overdue-head truong']);
    expect(said(late, '03-19 08:00')).toEqual(['overdue can-bo', 'overdue-head truong', 'overdue-leader lanh-dao']);
  });
  test('after a long silence only the newest of each ladder', () => {
    const wanted = planned({ lastEventAt: at('03-23 16:00') }, '03-24 10:00').wanted;
    expect(wanted.map(({ rule: key, at: when }) => `${key} ${local(when)}`)).toEqual([
      'overdue 2026-03-24T08:00',
      'overdue-head 2026-03-24T08:00',
      'overdue-leader 2026-03-19T08:00',
    ]);
  });
  test('what came before the count began is no reminder', () => {
    expect(said({ dueAt: at('03-10 17:00') }, '03-09 10:00')).toEqual([]);
    expect(said({ dueAt: at('03-10 17:00'), clockStartedAt: at('03-05 09:00') }, '03-09 10:00')).toEqual(['apology-task can-bo', 'due-1 can-bo']);
  });
  test('paused, finished waiting, without a date: silent', () => {
    expect(planned({ pausedAt: at('03-10 10:00') }, '03-13 12:00')).toEqual({ wanted: [], next: null });
    expect(said({ dueAt: null }, '03-13 12:00')).toEqual([]);
  });
  test('a new date begins anew, and with it no second apology', () => {
    const moved = { dueAt: at('03-20 17:00'), reappointments: 1, apologisedAt: at('03-13 10:00'), lastEventAt: at('03-13 10:00') };
    expect(said(moved, '03-16 15:00')).toEqual([]);
    expect(said(moved, '03-18 08:00')).toEqual(['due-2 can-bo']);
  });
  test('a head who is the officer hears once; a unit without a head has the leaders', () => {
    expect(said({ officerId: 'truong', lastEventAt: at('03-16 09:00') }, '03-17 08:00')).toHaveLength(1);
    expect(
      said(
        { lastEventAt: at('03-16 09:00') },
        '03-17 08:00',
        FILE,
        PEOPLE.filter(({ personId }) => personId !== 'truong'),
      ),
    ).toEqual(['overdue can-bo', 'overdue-head lanh-dao']);
    expect(said({ officerId: 'da-nghi' }, '03-11 08:00')).toEqual(['due-3 can-bo']);
    expect(said({}, '03-11 08:00', FILE, [])).toEqual(['due-3 ']);
  });
  test('put off, the officer hears nothing of it until then; the head, the leaders and the apology are not put off', () => {
    const until = (text: string, personId = 'can-bo') => ({ snoozes: [{ personId, until: at(text).toISOString() }] });
    expect(said(until('03-13 17:00'), '03-12 08:00')).toEqual(['apology-task can-bo']);
    expect(planned(until('03-11 10:00'), '03-11 08:00')).toMatchObject({ wanted: [], next: at('03-11 10:00') });
    expect(said(until('03-11 10:00'), '03-11 10:00')).toEqual(['due-3 can-bo']);
    const late = { lastEventAt: at('03-18 16:00') };
    expect(said({ ...late, ...until('03-24 17:00') }, '03-19 08:00')).toEqual(['overdue-head truong', 'overdue-leader lanh-dao']);
    expect(said({ ...late, ...until('03-24 17:00', 'truong') }, '03-19 08:00')).toEqual(said(late, '03-19 08:00'));
    expect(said({ ...late, ...until('03-24 17:00', 'truong'), officerId: 'truong' }, '03-19 08:00')).toContain('overdue-head truong');
  });
  test('sent and not received, asked for and not brought, handed over and not confirmed, asked and not answered', () => {
    const sent = { state: 'submitted', channel: 'online', acceptedAt: null, clockStartedAt: null, dueAt: null };
    expect(said(sent, '03-10 08:00')).toEqual(['accept can-bo']);
    expect(said({ ...sent, submittedAt: at('03-07 20:00') }, '03-09 08:00')).toEqual([]);
    expect(said({ ...sent, channel: 'direct' }, '03-12 08:00')).toEqual([]);
    const supplement = { number: 1, requestedAt: at('03-09 10:00').toISOString(), deadline: at('03-20 17:00').toISOString() };
    const waiting = { state: 'supplementRequested', pausedAt: at('03-09 10:00'), supplement };
    expect(said(waiting, '03-20 08:00')).toEqual([]);
    expect(said(waiting, '03-23 08:00')).toEqual(['supplement can-bo', 'supplement-end can-bo']);
    const handOvers = [{ number: 1, toUnitId: 'dia-chinh', toOfficerId: null, sentAt: at('03-09 16:00').toISOString() }];
    expect(said({ handOvers, dueAt: null }, '03-10 08:00')).toEqual(['hand-over lanh-dao']);
    const asked = { id: 7, askedAt: at('03-09 10:00').toISOString(), dueAt: at('03-12 17:00').toISOString() };
    const elsewhere = { consultations: [{ ...asked, askedOf: null }], dueAt: null };
    expect(said(elsewhere, '03-12 16:00')).toEqual([]);
    expect(said(elsewhere, '03-13 08:00')).toEqual(['consultation can-bo', 'consultation-head lanh-dao']);
  });
  test('the unit that is asked for an opinion hears of it the day before, and when it is late with its head', () => {
    const people: Member[] = [
      ...PEOPLE,
      ...[
        { personId: 'dia-chinh', role: 'officer', standing: 'member' },
        { personId: 'truong-dia-chinh', role: 'unitHead', standing: 'head' },
      ].map((one) => ({ ...one, agencyId: 'xa', unitId: 'dia-chinh', field: null })),
    ];
    const asked = { id: 7, askedAt: at('03-09 10:00').toISOString(), dueAt: at('03-12 17:00').toISOString(), askedOf: 'dia-chinh' };
    const heard = (now: string, more = asked) =>
      said({ consultations: [more], dueAt: null }, now, FILE, people).filter((line) => line.startsWith('consulted'));
    expect(heard('03-11 07:59')).toEqual([]);
    expect(heard('03-11 08:00')).toEqual(['consulted-1 dia-chinh']);
    expect(heard('03-11 09:00', { ...asked, askedAt: at('03-11 08:30').toISOString() })).toEqual([]);
    expect(heard('03-16 08:00')).toEqual(['consulted-late dia-chinh', 'consulted-late-head truong-dia-chinh']);
  });
  test('nothing has happened for five working days, and for ten; whatever happens begins it anew', () => {
    const idle = { dueAt: null };
    expect(said(idle, '03-16 07:59')).toEqual([]);
    expect(said(idle, '03-16 08:00')).toEqual(['idle can-bo']);
    expect(said(idle, '03-23 08:00')).toEqual(['idle can-bo', 'idle-head truong']);
    expect(said({ ...idle, lastEventAt: at('03-20 10:00') }, '03-23 08:00')).toEqual([]);
  });
  test('filed online and not accepted: the day after, daily, on the second day to the head', () => {
    const sent = { state: 'submitted', channel: 'online', acceptedAt: null, clockStartedAt: null, dueAt: null };
    expect(said(sent, '03-11 08:00')).toEqual(['accept can-bo', 'accept-head truong']);
    expect(planned(sent, '03-11 08:00').next).toEqual(at('03-12 08:00'));
  });
  test('the rule of a procedure stands in the place of that of the field, and that of the agency', () => {
    const narrower: ScopedRule[] = [
      { ...rule('due-3'), days: -5, ...EVERYWHERE, field: 'justice' },
      { ...rule('due-3'), ...EVERYWHERE, procedureCode: '9.000005', enabled: false },
      { ...rule('due-2'), ...EVERYWHERE, agencyId: 'other', enabled: false },
    ];
    expect(said({}, '03-11 08:00', [...FILE, ...narrower])).toEqual([]);
    expect(said({ procedureCode: '9.000006' }, '03-09 10:00', [...FILE, ...narrower])).toEqual([]);
    expect(said({ procedureCode: '9.000006', clockStartedAt: at('03-06 10:00') }, '03-09 10:00', [...FILE, ...narrower])).toEqual(['due-3 can-bo']);
  });
});

describe('feedback', () => {
  /** Received on Monday: to be sorted on Tuesday, passed on by Monday 16, answered by Monday 23. */
  const given: FeedbackFacts = {
    ...{ id: 1, code: 'PA-1', agencyId: 'xa', unitId: 'mot-cua', officerId: null, topic: 'site', state: 'received', interim: false, endedAt: null },
    ...{ createdAt: at('03-09 09:15'), classifyBy: at('03-10 17:00'), forwardBy: at('03-16 17:00'), dueAt: at('03-23 17:00') },
  };
  const heard = (more: Partial<FeedbackFacts>, now: string) =>
    plan(feedbackSubject({ ...given, ...more }), calendar, rulesAt(FILE), peopleAt(PEOPLE), at(now))
      .wanted.map(({ rule: key, personId }) => `${key} ${personId}`)
      .sort();
  test('not sorted: on its day, daily afterwards, the head on the second', () => {
    expect(heard({}, '03-09 16:00')).toEqual([]);
    expect(heard({}, '03-10 08:00')).toEqual(['feedback-sort can-bo']);
    expect(heard({}, '03-12 08:00')).toEqual(['feedback-sort-late can-bo', 'feedback-sort-late-head truong']);
    expect(heard({ state: 'classified' }, '03-12 08:00')).toEqual([]);
  });
  test('neither given to a unit nor passed on: the day before, then with the head; silent once somebody has it or the citizen was told', () => {
    const sorted = { state: 'classified' as const };
    expect(heard(sorted, '03-13 08:00')).toEqual(['feedback-forward can-bo']);
    expect(heard(sorted, '03-17 08:00')).toEqual(['feedback-forward-late can-bo', 'feedback-forward-late-head truong']);
    for (const more of [{ state: 'assigned' as const }, { state: 'forwarded' as const }, { ...sorted, interim: true }])
      expect(heard(more, '03-17 08:00')).toEqual([]);
    expect(heard({ ...sorted, dueAt: at('03-16 17:00') }, '03-17 08:00')).toEqual(['feedback-late can-bo', 'feedback-late-head truong']);
  });
  test('what is said of an official is not for officers', () => {
    expect(heard({ topic: 'attitude' }, '03-10 08:00')).toEqual(['feedback-sort truong']);
  });
});

test('the office is reminded of the next year’s days off from October on, and of the catalogue', async () => {
  const source = officeSource(() => 12);
  const [subject] = await source.load({} as never, ['xa'], { now: at('12-01 08:00'), calendarOf: async () => realCalendar() });
  const people = peopleAt([...PEOPLE, { personId: 'bien-tap', agencyId: 'xa', unitId: null, role: 'editor', field: null, standing: 'member' }]);
  const { wanted } = plan(subject!, calendar, rulesAt(FILE), people, at('12-01 08:00'));
  expect(wanted.map(({ rule: key, personId }) => `${key} ${personId}`)).toEqual(['calendar lanh-dao', 'review bien-tap']);
});
