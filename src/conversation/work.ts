import { closingTime, shiftWorkingDays } from '#src/calendar/index.ts';
import type { Held, TodaysWork, WorkAct, WorkDossier, WorkGiven } from '#src/dossiers/work/acts.ts';
import { dayOf, formatDateTime } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import type { State } from './state.ts';
import { dossierChoices, drawDossierWork, drawList } from './workDraw.ts';
import { type WorkEvent, workPayload } from './workEvent.ts';
import { readDay, readSupplement } from './workWords.ts';

/** What the shell found for an event. `work` is null where there is no such dossier for this official. */
export type WorkScene =
  | { kind: 'list'; today: TodaysWork }
  | { kind: 'dossier'; work: WorkDossier | null; acts: readonly WorkAct[] }
  | { kind: 'undone'; was: boolean };

export interface WorkStep {
  state: State;
  replies: Reply[];
  /** What is to be held and then done. */
  decision: { dossierId: number; act: WorkAct; given: WorkGiven } | null;
}

type Acting = Extract<WorkEvent, { kind: 'act' }>;
const LONGEST = 1000;
/** Working days after the promised date, or today where that is past, that a new date is offered at. */
const NEW_DATES = [2, 1, 3, 5, 10];
/** Working days that a reminder may be put off for. */
const PUT_OFF = [1, 2];
const MOST_UNITS = 12;

const listChoice = ({ say }: Facts): Choice => ({ label: say('work.list'), payload: '#w' });

/** One thing that an official wants, the next state and the answer out; what is to be done comes as a decision. Pure. */
export function workStep(state: State, event: WorkEvent, scene: WorkScene, facts: Facts): WorkStep {
  const { say } = facts;
  const idle: State = { ...state, greeted: true, misses: 0, waiting: null };
  const say1 = (said: Reply): WorkStep => ({ state: idle, replies: [said], decision: null });
  const text = (key: string, choices: Choice[] = [listChoice(facts)]) => say1(reply([{ kind: 'text', text: say(key) }], choices));
  if (scene.kind === 'list') return say1(drawList(scene.today, event.kind === 'list' ? event.page : 0, facts));
  if (scene.kind === 'undone') return text(scene.was ? 'work.undone' : 'work.notUndone');
  const { work, acts } = scene;
  if (!work) return text('work.gone');
  if (event.kind !== 'act') return say1(drawDossierWork(work, acts, facts));
  if (!acts.includes(event.act)) {
    const reason = work.dossier.source === 'mirrored' ? 'errors.dossierMirrored' : event.act === 'snooze' ? 'work.noSnooze' : 'work.notOffered';
    return text(reason, [...dossierChoices(work, acts, facts), listChoice(facts)]);
  }
  return actStep(idle, event, work, facts);
}

function actStep(idle: State, event: Acting, work: WorkDossier, facts: Facts): WorkStep {
  const { say } = facts;
  const { dossier } = work;
  const words = event.text?.slice(0, LONGEST) || null;
  const decide = (given: WorkGiven): WorkStep => ({ state: idle, replies: [], decision: { dossierId: dossier.id, act: event.act, given } });
  const next = (...args: string[]) => workPayload({ ...event, args: [...event.args, ...args] });
  const back: Choice = { label: say('work.back'), payload: workPayload({ kind: 'open', id: dossier.id }) };
  /** Asks with choices; `writing` says that what is written next is the answer. */
  const ask = (key: string, choices: Choice[], writing = true): WorkStep => ({
    state: { ...idle, waiting: writing ? workPayload(event) : null },
    replies: [reply([{ kind: 'text', text: say(`work.ask.${key}`, { code: dossier.code }) }], [...choices, back])],
    decision: null,
  });

  switch (event.act) {
    case 'addNote':
    case 'refuseHandOver':
    case 'rejectApology':
      return words ? decide({ reason: words }) : ask(event.act, []);
    case 'completeDossier':
    case 'approveApology':
      return decide({});
    case 'requestSupplement': {
      const read = words && readSupplement(words);
      return read ? decide(read) : ask(words ? 'supplementAgain' : 'requestSupplement', []);
    }
    case 'confirmHandOver': {
      const [papers] = event.args;
      if (papers === 'paper' || papers === 'electronic') return decide({ paper: papers === 'paper' });
      const choices = ['paper', 'electronic'].map((each) => ({ label: say(`work.take.${each}`), payload: next(each) }));
      return ask('confirmHandOver', choices, false);
    }
    case 'handOver':
      return handOverStep(event, work, facts, { decide, ask, next });
    case 'snooze':
      return snoozeStep(event, work, facts, { decide, ask, next });
    case 'proposeApology':
      return apologyStep(event, work, facts, { decide, ask, next });
  }
}

interface Ways {
  decide(given: WorkGiven): WorkStep;
  ask(key: string, choices: Choice[], writing?: boolean): WorkStep;
  next(...args: string[]): string;
}

/** The unit is chosen from those of the dossier's agency, and the agencies that work beside it. */
function handOverStep({ args: [to] }: Acting, { dossier }: WorkDossier, { directory }: Facts, { decide, ask, next }: Ways): WorkStep {
  const units = directory.agencies.filter(({ id }) => id !== dossier.unitId && id !== dossier.agencyId);
  if (to && units.some(({ id }) => id === to)) return decide({ toUnitId: to });
  const near = [...units].sort((a, b) => Number(b.partOf === dossier.agencyId) - Number(a.partOf === dossier.agencyId));
  const choices = near.slice(0, MOST_UNITS).map(({ id, name }) => ({ label: name, payload: next(id) }));
  return ask(choices.length > 0 ? 'handOver' : 'noUnit', choices, false);
}

/** Until the morning of a working day; the reason is written last. */
function snoozeStep({ args: [day], text }: Acting, { dossier }: WorkDossier, facts: Facts, { decide, ask, next }: Ways): WorkStep {
  const { calendar, now, say } = facts;
  const until = day && readDay(day, now);
  if (until && text)
    return decide({
      until: morning(until),
      reason: say('work.snoozeNote', { day: until.split('-').reverse().join('/'), reason: text.slice(0, LONGEST) }),
    });
  if (until) return ask('snoozeReason', []);
  const last = dossier.dueAt && dossier.dueAt > now ? dayOf(dossier.dueAt) : null;
  const days = PUT_OFF.map((count) => shiftWorkingDays(calendar, now, count)).filter((each) => last === null || each <= last);
  const choices = days.map((each) => ({ label: say('work.until', { day: dayName(each, facts) }), payload: next(each) }));
  return ask(choices.length > 0 ? 'snooze' : 'noSnoozeDay', choices, false);
}

/** The new date is chosen or written, then the reason: the draft of form 04 says the rest by itself. */
function apologyStep({ args, text }: Acting, work: WorkDossier, facts: Facts, { decide, ask, next }: Ways): WorkStep {
  const { calendar, now, say, sayAll } = facts;
  const { dossier } = work;
  const reasons = sayAll('work.reasons');
  const written = args[0] === undefined && text ? readDay(text, now) : null;
  const day = args[0] === undefined ? written : readDay(args[0], now);
  if (day && !written) {
    const reason = text ?? reasons[Number(args[1] ?? -1)];
    if (reason) return decide({ newDueAt: closingTime(calendar, day), reason: reason.slice(0, LONGEST) });
  }
  if (day) {
    const chosen = args[0] === undefined ? [day] : [];
    const step = ask(
      'apologyReason',
      reasons.map((label, at) => ({ label, payload: next(...chosen, String(at)) })),
    );
    return { ...step, state: { ...step.state, waiting: next(...chosen) } };
  }
  const promised = dossier.promisedDueAt ?? (dossier.dueAt as Date);
  const from = promised > now ? promised : now;
  const choices = NEW_DATES.map((count) => shiftWorkingDays(calendar, from, count)).map((each) => ({
    label: dayName(each, facts),
    payload: next(each),
  }));
  const step = ask(text ? 'apologyDayAgain' : 'proposeApology', choices);
  const draft = [
    { label: say('work.fact.procedure'), value: dossier.procedureName },
    { label: say('work.fact.promised'), value: formatDateTime(promised) },
  ];
  return { ...step, replies: step.replies.map((said) => ({ ...said, blocks: [{ kind: 'facts', rows: draft }, ...said.blocks] })) };
}

const morning = (day: string): Date => new Date(`${day}T07:00:00+07:00`);
/** "Thứ Tư 25/11/2026" */
const dayName = (day: string, { say }: Facts): string =>
  `${say(`day.${new Date(`${day}T00:00:00Z`).getUTCDay() || 7}`)} ${day.split('-').reverse().join('/')}`;

/** What came of a decision: held, with the way to take it back; or why it cannot be. */
export function heldReply(held: Held, act: WorkAct, { dossier }: WorkDossier, facts: Facts): Reply {
  const { say, now } = facts;
  const open: Choice = { label: say('work.back'), payload: workPayload({ kind: 'open', id: dossier.id }) };
  if ('refused' in held) {
    const { code, params } = held.refused;
    return reply([{ kind: 'text', text: say(`errors.${code}`, params) }], [open, listChoice(facts)]);
  }
  const minutes = Math.round((held.until.getTime() - now.getTime()) / 60_000);
  const text = say('work.held', { act: say(`work.act.${act}`), code: dossier.code, minutes });
  return reply([{ kind: 'text', text }], [{ label: say('work.undo'), payload: workPayload({ kind: 'undo', held: held.held }) }, listChoice(facts)]);
}
