import { AGENCY_KINDS, type Agency, agency, weeklyHours } from '#src/directory/agency.ts';
import { isoDay } from '#src/directory/isoDay.ts';
import { codeSchemeOf } from '#src/dossiers/dossierCode.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { sessionsOf } from '../calendar/hours.ts';
import { allOf } from '../forms.ts';
import { ROW_LISTS, ROWS, rowAt, rowsOf, rowsTyped, type TypedFields } from './rows.ts';

export const WEEK = ['1', '2', '3', '4', '5', '6', '7'] as const;
/** Fields of one line, with the longest that each may be. */
const TEXTS = { name: 200, address: 300, phone: 80, hotline: 80, email: 120, website: 300, map: 600, note: 1000 } as const;
const PLAIN = [
  ...(Object.keys(TEXTS) as (keyof typeof TEXTS)[]),
  'kind',
  'unit',
  'partOf',
  'codes',
  'feedback',
  'validFrom',
  'validTo',
  'demonstration',
];
const LONGEST_CELL = 200;
const MOST_LINES = 20;
const PHONE = /^[+(\d][\d\s().,;/+-]{2,}$/;
const ADDRESS = /^https?:\/\/[^\s/]+\.[^\s]+$/i;

const lines = (text = ''): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
/** "07:30-11:30, 13:00-17:00" */
const written = (sessions: readonly string[] = []): string => sessions.join(', ');

/** An entry as the fields of its form. */
export function typedOf(entry: Agency): TypedFields {
  return {
    ...Object.fromEntries((Object.keys(TEXTS) as (keyof typeof TEXTS)[]).map((name) => [name, entry[name] ?? ''])),
    kind: entry.kind,
    unit: entry.unit ?? '',
    partOf: entry.partOf ?? '',
    codes: entry.codes.map(({ value }) => value).join('\n'),
    feedback: entry.feedback.join('\n'),
    validFrom: entry.validFrom ?? '',
    validTo: entry.validTo ?? '',
    demonstration: entry.demonstration ? '1' : '',
    ...Object.fromEntries(WEEK.map((day) => [`hours.${day}`, written(entry.hours?.[day])])),
    ...rowsTyped(
      'specialDays',
      entry.specialDays.map(({ from, to = '', sessions, reason }) => ({ from, to, sessions: written(sessions), reason })),
    ),
    ...rowsTyped('receptionDays', entry.receptionDays as TypedFields[]),
    ...rowsTyped(
      'counters',
      entry.counters.map(({ name, staff = '', phone = '', fields }) => ({ name, staff, phone, fields: fields.join(' ') })),
    ),
  };
}

/** The fields of the form in a request. */
export function typedFrom(body: unknown): TypedFields {
  const sent = (body ?? {}) as Record<string, unknown>;
  const known = new RegExp(
    `^(?:${PLAIN.join('|')}|hours\\.[1-7]|(?:${ROW_LISTS.map((list) => `${list}\\.\\d{1,3}\\.(?:${ROWS[list].join('|')})`).join('|')}))$`,
  );
  return Object.fromEntries(
    Object.keys(sent).flatMap((name) =>
      known.test(name) ? [[name, (/\.fields$/.test(name) ? allOf(sent, name).join(' ') : (allOf(sent, name)[0] ?? '')).trim()]] : [],
    ),
  );
}

/** Monday's hours on every working day: most offices need no more. */
export const copyMonday = (typed: TypedFields): TypedFields => ({
  ...typed,
  ...Object.fromEntries(['2', '3', '4', '5'].map((day) => [`hours.${day}`, typed['hours.1'] ?? ''])),
});

/** Sessions of a day as typed; none where nothing or "nghỉ" stands; null when they cannot be read. */
function readSessions(text = ''): string[] | null {
  if (text.trim() === '' || /^(nghỉ|closed)$/i.test(text.trim())) return [];
  const sessions = sessionsOf(text);
  return sessions && weeklyHours.safeParse({ 1: sessions }).success ? sessions : null;
}

const given = (row: TypedFields): boolean => Object.values(row).some((value) => value.trim() !== '');

/**
 * Reads the form as an entry; what the form does not show (since when a code holds) stays as it was. Throws FieldFaults, each beside its field.
 * A week without hours says nothing: the assistant then tells that they are not known.
 */
export function readAgency(typed: TypedFields, id: string, before: Agency | null): Agency {
  const faults: Record<string, string> = {};
  const text = (name: string): string | undefined => typed[name]?.replaceAll('\r\n', '\n').trim().normalize('NFC') || undefined;
  /** What is too long is looked at no further. */
  const shaped = (name: string, fits: (value: string) => boolean, fault: string): void => {
    const value = text(name);
    if (value && !faults[name] && !fits(value)) faults[name] = fault;
  };
  for (const [name, longest] of Object.entries(TEXTS)) if ((text(name)?.length ?? 0) > longest) faults[name] = 'tooLong';
  if (!text('name')) faults['name'] = 'required';
  for (const name of ['phone', 'hotline']) shaped(name, (value) => PHONE.test(value), 'agencyPhone');
  for (const name of ['website', 'map']) shaped(name, (value) => ADDRESS.test(value) && URL.canParse(value), 'webAddress');
  shaped('email', (value) => agency.shape.email.safeParse(value).success, 'email');
  const kind = AGENCY_KINDS.find((known) => known === typed['kind']);
  if (!kind) faults['kind'] = 'choose';

  const days = WEEK.map((day) => [day, readSessions(typed[`hours.${day}`])] as const);
  for (const [day, sessions] of days) if (!sessions) faults[`hours.${day}`] = 'sessions';
  const open = days.flatMap(([day, sessions]) => (sessions && sessions.length > 0 ? [[day, sessions]] : []));

  const rows = (list: 'specialDays' | 'receptionDays' | 'counters') =>
    rowsOf(typed, list).flatMap((at) => {
      const row = rowAt(typed, list, at);
      for (const [name, value] of Object.entries(row))
        if (name !== 'fields' && value.length > LONGEST_CELL) faults[`${list}.${at}.${name}`] = 'tooLong';
      return given(row) ? [{ at, row }] : [];
    });
  const need = (key: string, value: string | undefined): void => {
    if (!value?.trim()) faults[key] ??= 'required';
  };
  const specialDays = rows('specialDays').map(({ at, row }) => {
    const key = `specialDays.${at}`;
    const sessions = readSessions(row['sessions']);
    if (!sessions) faults[`${key}.sessions`] = 'sessions';
    for (const name of ['from', 'to']) if (row[name] && !isoDay.safeParse(row[name]).success) faults[`${key}.${name}`] = 'day';
    if (row['to'] && row['from'] && row['to'] < row['from']) faults[`${key}.to`] ??= 'dayBefore';
    need(`${key}.from`, row['from']);
    need(`${key}.reason`, row['reason']);
    return { from: row['from'], ...(row['to'] && { to: row['to'] }), sessions: sessions ?? [], reason: row['reason'] };
  });
  const receptionDays = rows('receptionDays').map(({ at, row }) => {
    need(`receptionDays.${at}.by`, row['by']);
    need(`receptionDays.${at}.when`, row['when']);
    return { by: row['by'], when: row['when'], ...(row['where'] && { where: row['where'] }) };
  });
  const counters = rows('counters').map(({ at, row }) => {
    need(`counters.${at}.name`, row['name']);
    const fields = (row['fields'] ?? '').split(' ').filter((field) => /^[a-z][a-z-]{0,39}$/.test(field));
    if (fields.length === 0) faults[`counters.${at}.fields`] ??= 'counterFields';
    return { name: row['name'], fields, ...(row['staff'] && { staff: row['staff'] }), ...(row['phone'] && { phone: row['phone'] }) };
  });

  const codes = lines(typed['codes']).map((value) => before?.codes.find((code) => code.value === value) ?? { value });
  if (codes.length > MOST_LINES || codes.some(({ value }) => codeSchemeOf(value) === null)) faults['codes'] = 'organisationCode';
  const feedback = lines(typed['feedback']);
  if (feedback.length > MOST_LINES || feedback.some((line) => line.length > LONGEST_CELL * 2)) faults['feedback'] = 'tooLong';
  for (const name of ['validFrom', 'validTo']) if (text(name) && !isoDay.safeParse(text(name)).success) faults[name] = 'day';
  if (!faults['validTo'] && text('validFrom') && text('validTo') && text('validTo')! < text('validFrom')!) faults['validTo'] = 'dayBefore';
  if (Object.keys(faults).length > 0) throw fieldFaults(faults);
  return agency.parse({
    id,
    kind,
    ...Object.fromEntries([...Object.keys(TEXTS), 'unit', 'partOf', 'validFrom', 'validTo'].map((name) => [name, text(name)])),
    codes,
    feedback,
    demonstration: typed['demonstration'] === '1',
    ...(open.length > 0 && { hours: Object.fromEntries(open) }),
    specialDays: specialDays.toSorted((a, b) => String(a.from).localeCompare(String(b.from))),
    receptionDays,
    counters,
  });
}
