import type { Cell } from '#src/platform/sheets/cells.ts';
import { listIn, sayIn } from '#src/platform/texts.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { NATIONAL_CODE } from '../states.ts';
import { FIELDS, type FieldName } from './fields.ts';
import { headingOf } from './findings.ts';
import type { ImportedDossier } from './record.ts';

/** What is written of a dossier, field by field, in words that are read again. */
type Line = Partial<Record<FieldName, Cell>>;

const word = (list: string, value: string | undefined): string | null =>
  value === undefined ? null : (listIn('vi', `dossierExchange.${list}.${value}`)[0] ?? value);

/** "05/03/2026 08:30", with seconds where there are some. */
function written(text: string | undefined): string | null {
  if (text === undefined) return null;
  const at = new Date(text);
  const seconds = at.getUTCSeconds();
  return formatDateTime(at) + (seconds === 0 ? '' : `:${String(seconds).padStart(2, '0')}`);
}

const stateWord = ({ state, outcome, paused }: ImportedDossier) =>
  paused ? 'paused' : outcome === 'refused' && state === 'resolved' ? 'refused' : state;

/** A term in the words that are counted by again; a text as it stood. */
function termWords({ term }: ImportedDossier): string | null {
  if (!term || term.unit === 'text') return term?.text ?? null;
  const unit = word('termUnits', term.unit);
  return term.value === undefined ? unit : `${String(term.value).replace('.', ',')} ${unit}`;
}

export function lineOf(record: ImportedDossier): Line {
  const { state: _state, term: _term, outcome: _outcome, paused: _paused, ...rest } = record;
  return {
    ...rest,
    channel: word('channels', record.channel),
    ownerKind: word('ownerKinds', record.ownerKind),
    returnChannel: word('returnChannels', record.returnChannel),
    state: word('states', stateWord(record)),
    term: termWords(record),
    submittedAt: written(record.submittedAt),
    acceptedAt: written(record.acceptedAt),
    dueAt: written(record.dueAt),
    returnedAt: written(record.returnedAt),
    resolvedAt: written(record.resolvedAt),
    rejectedAt: written(record.rejectedAt),
    supplementRequestedAt: written(record.supplementRequestedAt),
  };
}

const WRITTEN = FIELDS.filter(({ kind }) => kind !== 'dropped');

/** The headings and a row for each dossier; always every column, so that files of two months can be laid under each other. */
export const exportHeadings = (): Cell[] => WRITTEN.map(({ name }) => headingOf(name, sayIn('vi')));
export function exportRow(record: ImportedDossier): Cell[] {
  const line = lineOf(record);
  return WRITTEN.map(({ name }) => line[name] ?? null);
}

/** The payload of the one-stop software: its names, its codes where they say all, moments as yyyyMMddHHmmss. */
export function exportEntry(record: ImportedDossier): Record<string, Cell> {
  const line: Line = lineOf(record);
  const said = stateWord(record);
  if (said === record.state && record.state !== 'withdrawn') line.state = NATIONAL_CODE[record.state];
  const compact = (cell: Cell) =>
    String(cell).replace(/^(\d\d)\/(\d\d)\/(\d{4}) (\d\d):(\d\d)(?::(\d\d))?$/, (_all, d, m, y, h, min, s) => `${y}${m}${d}${h}${min}${s ?? '00'}`);
  return Object.fromEntries(
    WRITTEN.flatMap(({ name, source, kind }) => {
      const cell = line[name] ?? null;
      return cell === null ? [] : [[source, kind === 'moment' ? compact(cell) : cell]];
    }),
  );
}
