import type { Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDate, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { onTimeRate, overdueRows, sumOf, sundayOf, WEEK_FIGURES, type WeekFigures, type WeekRow } from './week.ts';
import type { Week } from './weekStore.ts';

/** Units that a message names; the others are on the page. */
const UNITS = 5;

export const weekName = (say: Say, week: string): string => say('week.name', { from: formatIsoDate(week), to: formatIsoDate(sundayOf(week)) });

export const percent = (rate: number | null): string => (rate === null ? '–' : `${formatNumber(rate)} %`);

const signed = (change: number): string => (change > 0 ? `+${formatNumber(change)}` : change < 0 ? `−${formatNumber(-change)}` : '=');

/** Each figure with its change since the week before, where that was counted; the rate stands after what it is made of. */
export function weekFacts(
  say: Say,
  rows: readonly WeekFigures[],
  before: readonly WeekFigures[] | null,
): { label: string; value: string; change: string }[] {
  const [now, then] = [sumOf(rows), before && sumOf(before)];
  const facts = WEEK_FIGURES.map((figure) => ({
    label: say(`week.figure.${figure}`),
    value: formatNumber(now[figure]),
    change: then ? signed(now[figure] - then[figure]) : '',
  }));
  const [rate, last] = [onTimeRate(now), then && onTimeRate(then)];
  const change = rate !== null && typeof last === 'number' ? signed(Math.round((rate - last) * 10) / 10) : '';
  facts.splice(WEEK_FIGURES.indexOf('late') + 1, 0, { label: say('week.rate'), value: percent(rate), change });
  return facts;
}

export const oldestWords = (say: Say, { oldest }: WeekRow): string =>
  oldest ? say('week.oldest', { code: oldest.code, due: formatDate(new Date(oldest.dueAt)) }) : '';

/** What leaders read in the chat: the figures with their change, where most is overdue with the oldest, and where the rest is. */
export function weekReply(say: Say, { week, rows, before }: Week, named: (unitId: string) => string, url: string | null): Reply {
  const facts = weekFacts(say, rows, before).map(({ label, value, change }) => ({ label, value: change ? `${value} (${change})` : value }));
  const overdue = overdueRows(rows);
  const items = overdue.slice(0, UNITS).map((row) =>
    say('week.unit', {
      unit: named(row.unitId),
      field: row.field,
      count: formatNumber(row.overdue + row.overdueExtended),
      oldest: oldestWords(say, row),
    }),
  );
  const blocks: Block[] = [
    { kind: 'heading', text: weekName(say, week) },
    { kind: 'facts', rows: facts },
    { kind: 'note', text: say(before ? 'week.compared' : 'week.first') },
  ];
  if (items.length > 0) blocks.push({ kind: 'text', text: say('week.overdueUnits') }, { kind: 'list', items });
  if (overdue.length > UNITS) blocks.push({ kind: 'note', text: say('week.more', { count: overdue.length - UNITS }) });
  if (url) blocks.push({ kind: 'link', label: say('week.link'), url: `${url}/can-bo/tuan?tuan=${week}` });
  return reply(blocks);
}
