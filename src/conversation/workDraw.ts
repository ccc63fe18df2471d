import { workingDaysBetween } from '#src/calendar/index.ts';
import type { TodaysWork, WorkAct, WorkDossier, WorkLine } from '#src/dossiers/work/acts.ts';
import { byUrgency, URGENCIES, type Urgency, urgencyOf } from '#src/dossiers/work/urgency.ts';
import type { Block } from '#src/text/blocks.ts';
import { dayOf, formatDate, formatDateTime, formatNumber, shorten } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { workPayload } from './workEvent.ts';

const PAGE = 8;
const LABEL = 90;

/** How much is left or lost of the term, in words. */
function dueWords({ dossier: { dueAt } }: WorkDossier | WorkLine, { say, calendar, now }: Facts): string {
  if (!dueAt) return say('desk.noDue');
  const count = Math.abs(workingDaysBetween(calendar, now, dueAt));
  const days = { count, days: formatNumber(count) };
  if (dueAt < now) return dayOf(dueAt) === dayOf(now) ? say('work.overdueToday') : say('desk.overdueBy', days);
  return dayOf(dueAt) === dayOf(now) ? say('desk.dueToday') : say('desk.daysLeft', days);
}

/** What waits for the official besides the due time. */
const waitsFor = (urgency: Urgency, { proposed, offeredTo }: WorkDossier | WorkLine): string | null =>
  urgency === 'toReceive' ? 'toReceive' : proposed ? 'toApprove' : offeredTo ? 'toTake' : null;

function entry(work: WorkLine, urgency: Urgency, facts: Facts): Choice {
  const { say } = facts;
  const { id, code, procedureName } = work.dossier;
  const waits = waitsFor(urgency, work);
  const due = waits ? say(`work.waits.${waits}`) : dueWords(work, facts);
  return { label: shorten(say('work.entry', { code, due, procedure: procedureName }), LABEL), payload: workPayload({ kind: 'open', id }) };
}

/** What lies with an official, the most urgent first: how many of each, then one line each. No names, no personal data. */
export function drawList({ work, snoozed }: TodaysWork, page: number, facts: Facts): Reply {
  const { say, calendar, now } = facts;
  const sorted = byUrgency(calendar, work, now);
  if (sorted.length === 0) return reply([{ kind: 'text', text: say(snoozed > 0 ? 'work.onlySnoozed' : 'work.nothing', { count: snoozed }) }]);
  const counts = URGENCIES.flatMap((urgency) => {
    const count = sorted.filter((each) => each.urgency === urgency).length;
    return count > 0 ? [say(`work.count.${urgency}`, { count })] : [];
  });
  const put = snoozed > 0 ? [say('work.count.snoozed', { count: snoozed })] : [];
  const last = Math.ceil(sorted.length / PAGE) - 1;
  const at = Math.min(page, last);
  const choices = sorted.slice(at * PAGE, (at + 1) * PAGE).map((each) => entry(each.work, each.urgency, facts));
  const turn = (to: number, key: string): Choice => ({
    label: say(key, { page: to + 1, pages: last + 1 }),
    payload: workPayload({ kind: 'list', page: to }),
  });
  if (at < last) choices.push(turn(at + 1, 'browse.next'));
  if (at > 0) choices.push(turn(at - 1, 'browse.previous'));
  const blocks: Block[] = [
    { kind: 'heading', text: say('work.title', { time: formatDateTime(now) }) },
    { kind: 'list', items: [...counts, ...put] },
    { kind: 'text', text: say('work.choose') },
  ];
  return reply(blocks, choices);
}

/** What may be done to a dossier, as choices. */
export const dossierChoices = ({ dossier }: WorkDossier, acts: readonly WorkAct[], { say }: Facts): Choice[] =>
  acts.map((act) => ({ label: say(`work.act.${act}`), payload: workPayload({ kind: 'act', act, id: dossier.id, args: [], text: null }) }));

/** One dossier: the least that identifies the case, and what may be done to it. */
export function drawDossierWork(work: WorkDossier, acts: readonly WorkAct[], facts: Facts): Reply {
  const { say, calendar, now } = facts;
  const { dossier, proposed } = work;
  const { code, procedureName, state, dueAt, promisedDueAt, pausedAt, source } = dossier;
  const waits = waitsFor(urgencyOf(calendar, work, now), work);
  const due = dueAt ? say('work.dueWith', { time: formatDateTime(dueAt), words: dueWords(work, facts) }) : say('desk.noDue');
  const rows = [
    { label: say('work.fact.procedure'), value: procedureName },
    { label: say('work.fact.state'), value: say(`dossier.state.${state}`) },
    { label: say('work.fact.due'), value: pausedAt ? say('work.paused', { since: formatDate(pausedAt) }) : due },
    ...(promisedDueAt && dueAt && promisedDueAt.getTime() !== dueAt.getTime()
      ? [{ label: say('work.fact.promised'), value: formatDateTime(promisedDueAt) }]
      : []),
    ...(proposed
      ? [
          {
            label: say('work.fact.apology'),
            value: say('desk.apology', { from: formatDate(proposed.originalDueAt), to: formatDate(proposed.newDueAt) }),
          },
          { label: say('work.fact.reason'), value: proposed.reason },
        ]
      : []),
  ];
  const blocks: Block[] = [
    { kind: 'heading', text: code },
    { kind: 'facts', rows },
  ];
  if (waits) blocks.push({ kind: 'text', text: say(`work.waits.${waits}`) });
  if (dossier.reappointments > 0) blocks.push({ kind: 'note', text: say('work.reappointed') });
  if (source === 'mirrored') blocks.push({ kind: 'note', text: say('errors.dossierMirrored') });
  if (state === 'submitted') blocks.push({ kind: 'note', text: say('work.receiveOnPage') });
  return reply(blocks, [...dossierChoices(work, acts, facts), { label: say('work.list'), payload: workPayload({ kind: 'list', page: 0 }) }]);
}
