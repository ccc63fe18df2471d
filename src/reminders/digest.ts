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
  /** Where the pages are, where they have an address. */
  url: string | null;
}

/** What a message counts and does not hold: how many more subjects, and how many of them come for a colleague. */
export interface Rest {
  count: number;
  standingIn: number;
}

const LONGEST_NAME = 90;
/** The sentence of a kind, where it is not that of a dossier. */
const LINES: Record<string, string> = { office: 'reminder.office', feedback: 'reminder.feedbackLine' };
/** What presses most stands for the subject. */
const PRESSING: readonly Ladder[] = [
  'due',
  'feedback',
  'apology',
  'classify',
  'forward',
  'consultation',
  'consulted',
  'handOver',
  'accept',
  'supplementEnd',
  'supplement',
  'idle',
  'calendar',
  'review',
];
/** What is asked for beside the date stands after it. */
const ADDING: readonly Ladder[] = ['apology', 'classify', 'forward'];

/** Pure: one message about everything that a person must hear of at one moment. What is new comes first, then what is due first. */
export function digest(items: readonly Item[], receiver: string, context: DigestContext, rest: Rest = { count: 0, standingIn: 0 }): Reply {
  const { say, now, lines, url } = context;
  const subjects = [...Map.groupBy(items, ({ kind, subjectId }) => `${kind}:${subjectId}`).values()];
  const count = subjects.length + rest.count;
  subjects.sort((a, b) => inOrder(orderOf(a), orderOf(b)));
  const shown = subjects.slice(0, lines);
  const [fresh, known] = [shown.filter(isNew), shown.filter((all) => !isNew(all))];
  const list = (all: Item[][]): Block => ({ kind: 'list', items: all.map((entry) => line(entry, context)) });
  const standingIn = rest.standingIn + subjects.filter((all) => all.every(({ personId }) => personId !== receiver)).length;
  const heading = { kind: 'heading' as const, text: say('reminder.digest', { count, day: formatDate(now) }) };
  const blocks: Block[] = [heading];
  if (fresh.length > 0) blocks.push({ kind: 'text', text: say('reminder.new') }, list(fresh));
  if (known.length > 0) blocks.push(...(fresh.length > 0 ? [{ kind: 'text' as const, text: say('reminder.known') }] : []), list(known));
  if (count > shown.length) blocks.push({ kind: 'note', text: say('reminder.more', { count: count - shown.length }) });
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

const link = (url: string | null, say: Say): Block[] => (url ? [{ kind: 'link', label: say('reminder.list'), url: `${url}/can-bo/ho-so` }] : []);

/** What decides the place of a subject in a message. */
export interface Order {
  fresh: boolean;
  due: number;
  id: bigint;
}
/** What is new first, then what is due first. */
export const inOrder = (a: Order, b: Order): number => Number(b.fresh) - Number(a.fresh) || a.due - b.due || (a.id < b.id ? -1 : 1);
const orderOf = (items: readonly Item[]): Order => ({ fresh: isNew(items), due: dueOf(items), id: items[0]!.id });
const isNew = (items: readonly Item[]) => items.some(({ first }) => first);
const dueOf = (items: readonly Item[]) => Math.min(...items.map(({ said }) => (said.dueAt ? Date.parse(said.dueAt) : Number.MAX_SAFE_INTEGER)));

function line(items: readonly Item[], context: DigestContext): string {
  const sorted = [...items].sort((a, b) => PRESSING.indexOf(a.ladder) - PRESSING.indexOf(b.ladder));
  const first = sorted[0]!;
  const added = sorted.find(({ ladder }) => ladder !== first.ladder && ADDING.includes(ladder));
  const words = [wordsOf(first, context), ...(added ? [wordsOf(added, context)] : [])].join('; ');
  const { code, name } = first.said;
  return context.say(LINES[first.kind] ?? 'reminder.line', { code, name: shorten(name, LONGEST_NAME), words });
}

function wordsOf({ ladder, said, agencyId }: Item, { say, now, calendarOf }: DigestContext): string {
  const due = said.dueAt === null ? null : new Date(said.dueAt);
  if ((ladder === 'due' || ladder === 'feedback') && due) {
    const late = isOverdue(due, now);
    const days = Math.abs(workingDaysBetween(calendarOf(agencyId), now, due));
    const stage = late ? 'late' : dayOf(due) === dayOf(now) ? 'today' : 'ahead';
    return say(`reminder.due.${stage}`, { count: days, days, due: formatDateTime(due) });
  }
  if (ladder === 'apology' && said.proposed) return say('reminder.apologyProposed');
  return say(`reminder.${ladder}`, { due: due ? formatDate(due) : '', code: said.code });
}
