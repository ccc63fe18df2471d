import type { Calendar } from '#src/calendar/index.ts';
import { trackAhead, type Watch, type Watched } from '#src/dossiers/watch.ts';
import type { Table } from '#src/platform/sheets/cells.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatDate, formatDateTime } from '#src/text/formats.ts';
import { standingWords } from '../dossiers/visible.ts';
import type { Places } from '../places.ts';

/** What is needed to write a list down. */
export interface Writing {
  say: Say;
  places: Places;
  calendarOf(agencyId: string): Calendar;
  officialOf(id: string | null): string;
  now: Date;
}

/** The columns of a list; `why` is what put a dossier there. */
export const COLUMNS = ['code', 'procedure', 'field', 'unit', 'officer', 'received', 'due', 'standing', 'why'] as const;
type Column = (typeof COLUMNS)[number];

/** What put a dossier on a list. */
function whyOf({ say, places }: Writing, watch: Watch, { dossier, handOvers, consultations }: Watched): string {
  switch (watch) {
    case 'overdueExtended':
    case 'extended':
      return say('reports.why.extended', { date: dossier.originalDueAt ? formatDate(dossier.originalDueAt) : '–' });
    case 'notYetAccepted':
      return say('reports.why.submitted', { channel: say(`desk.channel.${dossier.channel}`), time: formatDateTime(dossier.submittedAt) });
    case 'divergent':
      return handOvers
        .map((handOver) =>
          say(`reports.why.ahead.${trackAhead(handOver)}`, {
            from: places.named(handOver.fromUnitId),
            to: places.named(handOver.toUnitId),
            time: formatDateTime(handOver.paperAt ?? handOver.paperDueAt ?? handOver.sentAt),
          }),
        )
        .join('\n');
    case 'idle':
      return say('reports.why.idle', { time: formatDateTime(dossier.lastEventAt) });
    case 'consultationLate':
      return consultations
        .map(({ askedOf, dueAt }) => say('reports.why.consultation', { unit: places.named(askedOf), date: dueAt ? formatDate(dueAt) : '' }))
        .join('\n');
    default:
      return '';
  }
}

/** A dossier in words, by column. No name of an applicant is in it. */
export function written(writing: Writing, watch: Watch, watched: Watched): Record<Column, string> {
  const { say, places, calendarOf, officialOf, now } = writing;
  const { dossier } = watched;
  return {
    code: dossier.code,
    procedure: dossier.procedureName,
    field: dossier.field,
    unit: places.named(dossier.unitId),
    officer: officialOf(dossier.officerId),
    received: formatDate(dossier.acceptedAt ?? dossier.submittedAt),
    due: dossier.dueAt ? formatDate(dossier.dueAt) : '',
    standing: standingWords(say, calendarOf(dossier.agencyId), dossier, now).text,
    why: whyOf(writing, watch, watched),
  };
}

export function watchTable(writing: Writing, watch: Watch, rows: readonly Watched[]): Table {
  const { say } = writing;
  const heads = COLUMNS.map((name) => say(`reports.heads.${name}`));
  const cells = rows.map((watched) => Object.values(written(writing, watch, watched)));
  return { name: say(`reports.watch.${watch}`).slice(0, 31), rows: [heads, ...cells] };
}
