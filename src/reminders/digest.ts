import { type Calendar, isOverdue, workingDaysBetween } from '#src/calendar/index.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { dayOf, formatDate, formatDateTime, shorten } from '#src/text/formats.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Ladder, Said } from './subject.ts';

/** One thing to be said, as it is kept. */
export interface Item {
  id: bigint;
  kind: string;
  subjectId: string;
  ladder: Ladder;
  rule: string;
  personId: string;
  agencyId: string;
  unitId: string;
  field: string;
  urgent: boolean;
  first: boolean;
  said: Said;
}

export interface DigestContext {
  say: Say;
  now: Date;
  calendarOf(agencyId: string): Calendar;
  /** Lines at most; the rest is counted. */
  lines: number;
  /** Where the whole list is, where pages have an address. */
  url: string | null;
}

const LONGEST_NAME = 90;
/** What presses most stands for the dossier; the apology adds to it. */
const PRESSING: readonly Ladder[] = [
  'due',
  'feedback',
  'apology',
  'consultation',
  'handOver',
  'accept',
  'supplementEnd',
  'supplement',
  'idle',
  'calendar',
  'review',
];

/** Pure: one message about everything that a person must hear of at one moment. What is new comes first, then what is due first. */
export function digest(items: readonly Item[], receiver: string, context: DigestContext): Reply {
  const { say, now, lines, url } = context;
  const subjects = [...Map.groupBy(items, ({ kind, subjectId }) => `${kind}:${subjectId}`).values()];
  subjects.sort((a, b) => Number(isNew(b)) - Number(isNew(a)) || dueOf(a) - dueOf(b) || (a[0]!.id < b[0]!.id ? -1 : 1));
  const shown = subjects.slice(0, lines);
  const [fresh, known] = [shown.filter(isNew), shown.filter((all) => !isNew(all))];
  const list = (all: Item[][]): Block => ({ kind: 'list', items: all.map((entry) => line(entry, context)) });
  const standingIn = subjects.filter((all) => all.every(({ personId }) => personId !== receiver)).length;
  const heading = { kind: 'heading' as const, text: say('reminder.digest', { count: subjects.length, day: formatDate(now) }) };
  const blocks: Block[] = [heading];
  if (fresh.length > 0) blocks.push({ kind: 'text', text: say('reminder.new') }, list(fresh));
  if (known.length > 0) blocks.push(...(fresh.length > 0 ? [{ kind: 'text' as const, text: say('reminder.known') }] : []), list(known));
  if (subjects.length > shown.length) blocks.push({ kind: 'note', text: say('reminder.more', { count: subjects.length - shown.length }) });
  if (standingIn > 0) blocks.push({ kind: 'note', text: say('reminder.standingIn', { count: standingIn }) });
  return reply([...blocks, ...link(url, say)]);
}

/** One thing that cannot wait for the next digest. */
export function single(item: Item, receiver: string, context: DigestContext): Reply {
  const { say, url } = context;
  const blocks: Block[] = [
    { kind: 'heading', text: say('reminder.urgent') },
    { kind: 'text', text: line([item], context) },
  ];
  if (item.personId !== receiver) blocks.push({ kind: 'note', text: say('reminder.standingIn', { count: 1 }) });
  return reply([...blocks, ...link(url, say)]);
}

const link = (url: string | null, say: Say): Block[] => (url ? [{ kind: 'link', label: say('reminder.list'), url }] : []);
const isNew = (items: readonly Item[]) => items.some(({ first }) => first);
const dueOf = (items: readonly Item[]) => Math.min(...items.map(({ said }) => (said.dueAt ? Date.parse(said.dueAt) : Number.MAX_SAFE_INTEGER)));

function line(items: readonly Item[], context: DigestContext): string {
  const sorted = [...items].sort((a, b) => PRESSING.indexOf(a.ladder) - PRESSING.indexOf(b.ladder));
  const first = sorted[0]!;
  const apology = first.ladder !== 'apology' && sorted.find(({ ladder }) => ladder === 'apology');
  const words = [wordsOf(first, context), ...(apology ? [wordsOf(apology, context)] : [])].join('; ');
  const { code, name } = first.said;
  return context.say(first.kind === 'office' ? 'reminder.office' : 'reminder.line', { code, name: shorten(name, LONGEST_NAME), words });
}

function wordsOf({ ladder, said, agencyId }: Item, { say, now, calendarOf }: DigestContext): string {
  const due = said.dueAt === null ? null : new Date(said.dueAt);
  if ((ladder === 'due' || ladder === 'feedback') && due) {
    const late = isOverdue(due, now);
    const days = Math.abs(workingDaysBetween(calendarOf(agencyId), now, due));
    const stage = late ? 'late' : dayOf(due) === dayOf(now) ? 'today' : 'ahead';
    return say(`reminder.due.${stage}`, { days, due: formatDateTime(due) });
  }
  if (ladder === 'apology' && said.proposed) return say('reminder.apologyProposed');
  return say(`reminder.${ladder}`, { due: due ? formatDate(due) : '', code: said.code });
}
