import type { Say } from '#src/platform/texts.ts';
import { ruleContent } from '#src/reminders/rule.ts';
import { formatDateTime, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { said, subjectWords } from './auditWords.ts';
import { ruleWords } from './reminders/ruleWords.ts';

type Value = string | number | boolean;

/** Names of people by "person:<id>", of whose role by "membership:<id>", of agencies, units and changes of units by their id. */
export interface Named {
  person(id: string): string | undefined;
  role(id: string): string | undefined;
  place(id: string): string;
}

/** Below which key of locales/ the words of a detail's codes stand, by its name or by the action and its name. `{room}` is that of the action. */
const CODES: Record<string, string> = {
  factor: 'staff.audit.value.factor',
  role: 'staff.role',
  roles: 'staff.role',
  scopes: 'staff.action',
  purpose: 'staff.audit.value.purpose',
  channel: 'work.channel',
  via: 'work.channel',
  fromState: '{room}.state',
  toState: '{room}.state',
  state: '{room}.state',
  'dossier.makeSlip kind': 'slip.kind',
  'privacyRequest.open kind': 'privacy.request',
  how: 'desk.apologies.how',
  step: 'feedback.desk.step',
  locale: 'staff.audit.value.locale',
  status: 'catalogueEditing.legalForm.is',
  code: 'errors',
  fields: 'directoryPage.field',
  afterClosing: 'workCalendar.hours.after',
  timeOfDay: 'staff.audit.value.timeOfDay',
  weeklyRest: 'day',
};
/** Ids of people, one or several. */
const PEOPLE = ['author', 'standIn'];
const PLACES = ['agencyId', 'unitId'];

const codesBelow = (action: string, key: string): string | undefined =>
  (CODES[`${action} ${key}`] ?? CODES[key])?.replace('{room}', action.split('.')[0] ?? '');

const several = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** A day of the calendar as it was written down: "holiday, official, Tết". */
function dayWords(say: Say, text: string): string {
  const [kind = '', status = '', ...name] = text.split(', ');
  return [said(say, `workCalendar.kind.${kind}`) ?? kind, said(say, `workCalendar.status.${status}`) ?? status, ...name].join(', ');
}

/** An object that was written down as JSON; null for other text, and where it was cut off. */
function objectIn(text: string): object | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}

function valueWords(say: Say, action: string, key: string, value: Value, named: Named): string {
  if (typeof value === 'boolean') return say(`staff.audit.value.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return formatNumber(value);
  const below = codesBelow(action, key);
  if (below)
    return several(value)
      .map((code) => said(say, `${below}.${code}`) ?? code)
      .join(', ');
  if (PEOPLE.includes(key))
    return several(value)
      .map((id) => named.person(`person:${id}`) ?? said(say, `staff.audit.actors.${id}`) ?? id)
      .join(', ');
  if (PLACES.includes(key)) return named.place(value);
  if (key === 'rows')
    return several(value)
      .map((id) => named.person(id) ?? named.role(id) ?? subjectWords(say, id) ?? id)
      .join(', ');
  if (key === 'before' || key === 'after') return dayWords(say, value);
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatIsoDate(value);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return formatDateTime(new Date(value));
  return value;
}

/** What was before what is; a state that stays is said once. */
function inOrder(details: Record<string, unknown>): [string, unknown][] {
  const { fromState, toState, before, ...rest } = details;
  if (fromState !== undefined && fromState === toState) return Object.entries({ state: toState, before, ...rest }).filter(isSaid);
  return Object.entries({ fromState, toState, before, ...rest }).filter(isSaid);
}
const isSaid = ([, held]: [string, unknown]): boolean => held !== undefined;

/** "Vai trò: Quản trị", each detail of a line of the audit log in words; what has none keeps its name. */
export function detailWords(say: Say, action: string, details: unknown, named: Named): string[] {
  return inOrder((details ?? {}) as Record<string, unknown>).flatMap(([key, held]) => {
    if (held === null || held === '' || (Array.isArray(held) && held.length === 0)) return [];
    const inside = typeof held === 'string' ? objectIn(held) : null;
    const rule = inside && ruleContent.safeParse(inside).data;
    if (inside && !rule) return detailWords(say, action, inside, named);
    const value = Array.isArray(held)
      ? held.map((each) => (typeof each === 'object' ? Object.values(each).join(' ') : String(each))).join(', ')
      : (held as Value);
    const words = rule ? ruleWords(say, rule) : valueWords(say, action, key, value, named);
    const counted = typeof held === 'number' ? said(say, `staff.audit.counted.${key}`) : null;
    return [`${counted ?? said(say, `staff.audit.detail.${key}`) ?? key}: ${words}`];
  });
}

/** The people whose names the details of these lines need, as "person:<id>". */
export const peopleIn = (details: unknown): string[] =>
  Object.entries((details ?? {}) as Record<string, unknown>).flatMap(([key, value]) =>
    PEOPLE.includes(key)
      ? several(String(value ?? '')).map((id) => `person:${id}`)
      : key === 'rows' && typeof value === 'string'
        ? several(value)
        : [],
  );

/** The roles that a review looked at, by their number. */
export const membershipsIn = (details: unknown): number[] => {
  const { rows } = (details ?? {}) as { rows?: unknown };
  return typeof rows === 'string' ? several(rows).flatMap((id) => (/^membership:\d+$/.test(id) ? [Number(id.slice(11))] : [])) : [];
};
