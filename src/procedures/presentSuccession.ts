import type { Say } from '#src/platform/texts.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import type { Procedure } from './content.ts';
import { type Succession, successorsOf } from './succession.ts';

function lines({ to, date, confidence }: Succession, say: Say): string[] {
  const confirm = confidence === 'recalled' ? ` ${say('staleness.successor.confirm')}` : '';
  return to.map(({ level, agency, when }) => {
    const values = { level: say(`procedures.levels.${level}`), agency, when: when ?? '', date: formatIsoDate(date) };
    return `${say(when ? 'staleness.successor.toWhen' : 'staleness.successor.to', values)}${confirm}`;
  });
}

/**
 * Who handles a procedure of the abolished district today, as the succession table has it; nothing where the record itself
 * names today's agency, and a sentence that nobody is known where the table has no row either.
 */
export function successorBlocks(procedure: Procedure, table: readonly Succession[], say: Say): Block[] {
  if (procedure.level !== 'district' || procedure.agencyNow) return [];
  const rows = successorsOf(procedure, table);
  if (rows.length === 0) return [{ kind: 'text', text: say('staleness.successor.unknown') }];
  const items = rows.flatMap((row) => lines(row, say));
  return [
    ...(items.length > 0
      ? [
          { kind: 'text' as const, text: say('staleness.successor.title') },
          { kind: 'list' as const, items },
        ]
      : []),
    ...rows.flatMap(({ note }) => (note ? [{ kind: 'note' as const, text: note }] : [])),
  ];
}
