import { DAY_KINDS, DAY_STATUSES, type YearToAnnounce } from '#src/calendar/index.ts';
import { numberOfDay, weekdayOfDay } from '#src/calendar/localTime.ts';
import type { HeldHours, ListedDay, ListedYear } from '#src/calendar/store/list.ts';
import { formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import { area, faultSummary, form, input, type Option, select, submit, type Typed, tick } from '../forms.ts';
import { TOKEN_FIELD } from '../formToken.ts';
import type { Places } from '../places.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { type FormName, kindOf, statusOf } from './drafts.ts';
import { AFTER_CLOSING, hoursTyped, WEEK } from './hours.ts';
import { choiceOf } from './wheres.ts';

export const CALENDAR = '/quan-tri/lich';

/** What is shown: a year of an agency, or without one of all. */
export interface Shown {
  year: number;
  /** Empty: all agencies. */
  agencyId: string;
}

export interface CalendarShown extends Shown {
  listed: ListedYear;
  hours: HeldHours;
  missing: YearToAnnounce | null;
  places: Places;
  /** Whose calendar may be shown and changed here. */
  agencies: Option[];
  /** Where a day may be entered. */
  wheres: Option[];
  changesAll: boolean;
  /** The day that is open for a change. */
  chosen: ListedDay | null;
  /** A form that is shown again with what was typed. */
  tried: (Typed & { form: FormName }) | null;
  /** Sentences on what could not be used. */
  refused: string[];
}

export const addressOf = ({ year, agencyId }: Shown, more: Record<string, string> = {}): string =>
  `${CALENDAR}?${new URLSearchParams({ nam: String(year), noi: agencyId, ...more })}`;

/** "thứ Hai, 16/02/2026" */
export const dayName = ({ say }: Pick<View, 'say'>, date: string): string =>
  say('due.day', { weekday: say(`due.weekday.${weekdayOfDay(numberOfDay(date))}`), date: formatIsoDate(date) });

const where = ({ say }: View, day: ListedDay, places: Places): string =>
  day.scope === 'agency' ? places.named(day.agencyId) : say(`workCalendar.scope.${day.scope}`);

function days(view: View, shown: CalendarShown): VNode {
  const { listed, wheres, places, year } = shown;
  const { say } = view;
  if (listed.days.length === 0) return html`<p class="card">${say('workCalendar.none', { year: String(year) })}</p>` as VNode;
  const mine = new Set(wheres.map(({ value }) => value));
  const rows = listed.days.map((day) => [
    mine.has(choiceOf(day))
      ? html`<a href=${`${addressOf(shown, { ngay: day.date, cho: choiceOf(day) })}#day`}>${dayName(view, day.date)}</a>`
      : dayName(view, day.date),
    html`<div>${day.name}</div>`,
    kindOf(view, day.kind),
    html`<span class=${`standing ${day.status === 'proposed' ? 'soon' : ''}`}>${statusOf(view, day.status)}</span>`,
    where(view, day, places),
    html`<div>${day.source}</div><div class="note">${say(`workCalendar.origin.${day.origin}`)}</div>`,
  ]);
  const heads = ['date', 'name', 'kind', 'status', 'where', 'source'].map((name) => say(`workCalendar.input.${name}`));
  return table(say('workCalendar.days', { year: String(year) }), heads, rows);
}

function choose(view: View, { year, agencyId, agencies, changesAll }: CalendarShown): VNode {
  const { say } = view;
  const years = Array.from({ length: 5 }, (_, at) => year - 2 + at);
  return html`
  <form class="card filters" method="get" action=${CALENDAR}>
    <label>${say('workCalendar.year')}<select name="nam">${years.map((each) => html`<option value=${each} selected=${each === year}>${each}</option>`)}</select></label>
    <label>${say('workCalendar.agency')}<select name="noi">
      ${changesAll ? html`<option value="" selected=${agencyId === ''}>${say('workCalendar.all')}</option>` : null}
      ${agencies.map(({ value, label }) => html`<option value=${value} selected=${value === agencyId}>${label}</option>`)}
    </select></label>
    <button type="submit">${say('workCalendar.show')}</button>
  </form>` as VNode;
}

const FRESH: Typed = { values: {} };
const typedFor = ({ tried }: CalendarShown, name: FormName, fresh: Record<string, string> = {}): Typed =>
  tried?.form === name ? tried : { ...FRESH, values: fresh };

/** A form behind a line that opens; nothing is saved before a preview was seen. */
function part(view: View, shown: CalendarShown, name: FormName, title: string, open: boolean, content: unknown): VNode {
  const { year, agencyId } = shown;
  return html`
  <details class="card step" id=${name} open=${open || shown.tried?.form === name}><summary>${title}</summary>${form(
    view,
    `${CALENDAR}/${name}`,
    html`<input type="hidden" name="nam" value=${year} /><input type="hidden" name="noi" value=${agencyId} />${content}${submit(view.say('workCalendar.preview'))}`,
  )}</details>` as VNode;
}

function dayForm(view: View, shown: CalendarShown): VNode {
  const { say } = view;
  const { chosen, agencyId, wheres } = shown;
  const fresh: Record<string, string> = chosen
    ? { date: chosen.date, kind: chosen.kind, status: chosen.status, name: chosen.name, source: chosen.source, where: choiceOf(chosen) }
    : { kind: 'holiday', status: 'official', where: agencyId };
  const typed = typedFor(shown, 'day', fresh);
  const field = (name: string, more: object = {}) => ({ name, id: `day-${name}`, label: say(`workCalendar.input.${name}`), ...more });
  const hint = (name: string) => ({ hint: say(`workCalendar.hint.${name}`) });
  const options = (names: readonly string[], label: (name: string) => string) => names.map((value) => ({ value, label: label(value) }));
  return part(
    view,
    shown,
    'day',
    chosen ? say('workCalendar.changeDay', { date: dayName(view, chosen.date) }) : say('workCalendar.addDay'),
    chosen !== null,
    html`
    ${input(view, field('date', { type: 'date', required: true }), typed)}
    ${chosen ? null : input(view, field('to', { type: 'date', ...hint('to') }), typed)}
    ${select(
      view,
      field('kind', hint('kind')),
      options(DAY_KINDS, (kind) => kindOf(view, kind)),
      typed,
    )}
    ${input(view, field('name', { required: true, ...hint('name') }), typed)}
    ${select(
      view,
      field('status', hint('status')),
      options(DAY_STATUSES, (status) => statusOf(view, status)),
      typed,
    )}
    ${input(view, field('source', { required: true, ...hint('source') }), typed)}
    ${select(view, field('where'), wheres, typed)}`,
  );
}

function removeForm(view: View, shown: CalendarShown): VNode | null {
  const { say } = view;
  const held = shown.tried?.form === 'remove' ? shown.tried.values : shown.chosen && { date: shown.chosen.date, where: choiceOf(shown.chosen) };
  if (!held) return null;
  return part(
    view,
    shown,
    'remove',
    say('workCalendar.removeDay', { date: dayName(view, held['date'] ?? '') }),
    false,
    html`<input type="hidden" name="date" value=${held['date']} /><input type="hidden" name="where" value=${held['where']} />
    ${input(view, { name: 'reason', id: 'remove-reason', label: say('workCalendar.input.reason'), required: true }, typedFor(shown, 'remove'))}`,
  );
}

function yearForm(view: View, shown: CalendarShown): VNode {
  const { say } = view;
  const { listed, year } = shown;
  const announced = listed.announced?.announced === true;
  return part(
    view,
    shown,
    'year',
    say(`workCalendar.${announced ? 'takeBack' : 'announce'}`, { year: String(year) }),
    false,
    html`<p class="note">${say(`workCalendar.${announced ? 'takeBackHint' : 'announceHint'}`, { year: String(year) })}</p>
    <input type="hidden" name="announced" value=${announced ? '0' : '1'} />
    ${input(view, { name: 'source', id: 'year-source', label: say('workCalendar.input.source'), required: true, hint: say('workCalendar.hint.source') }, typedFor(shown, 'year'))}`,
  );
}

function fileForm(view: View, shown: CalendarShown): VNode {
  const { say } = view;
  const { year, agencyId, wheres, tried } = shown;
  const typed = typedFor(shown, 'file', { where: agencyId });
  return html`
  <details class="card step" id="file" open=${tried?.form === 'file'}><summary>${say('workCalendar.file')}</summary>
    <form method="post" action=${`${CALENDAR}/file`} enctype="multipart/form-data" class="form" novalidate>
      <input type="hidden" name=${TOKEN_FIELD} value=${view.token} /><input type="hidden" name="nam" value=${year} /><input type="hidden" name="noi" value=${agencyId} />
      ${input(view, { name: 'file', label: say('workCalendar.input.file'), type: 'file', hint: say('workCalendar.hint.file') }, typed)}
      ${select(view, { name: 'where', id: 'file-where', label: say('workCalendar.input.where') }, wheres, typed)}
      ${submit(say('workCalendar.preview'))}
    </form>
  </details>` as VNode;
}

function hoursForm(view: View, shown: CalendarShown): VNode {
  const { say } = view;
  const { inherited, own } = shown.hours;
  const typed = typedFor(shown, 'hours', hoursTyped({ ...inherited, ...own }));
  const field = (name: string, hinted = false) => ({
    name,
    label: say(`workCalendar.hours.${name}`),
    ...(hinted && { hint: say(`workCalendar.hours.${name}Hint`) }),
  });
  return part(
    view,
    shown,
    'hours',
    say('workCalendar.changeHours'),
    false,
    html`
    ${input(view, field('sessions', true), typed)}
    ${area(view, field('seasons', true), typed)}
    <fieldset class=${typed.faults?.['rest7'] ? 'field wrong' : 'field'}><legend>${say('workCalendar.hours.rest')}</legend>
      ${typed.faults?.['rest7'] ? html`<p class="fault">${say(`staff.fault.${typed.faults['rest7']}`)}</p>` : null}
      ${WEEK.map((day) => tick({ name: `rest${day}`, label: say(`day.${day}`) }, typed))}</fieldset>
    ${select(
      view,
      field('afterClosing'),
      AFTER_CLOSING.map((value) => ({ value, label: say(`workCalendar.hours.after.${value}`) })),
      typed,
    )}
    ${input(view, field('transferCutoff', true), typed)}
    ${input(view, field('sameDayCutoff', true), typed)}
    ${tick(field('countProposed', true), typed)}
    ${input(view, { name: 'reason', id: 'hours-reason', label: say('workCalendar.input.reason'), required: true }, typed)}`,
  );
}

/** The page of a year. */
export function calendarBody(view: View, shown: CalendarShown): VNode {
  const { say } = view;
  const { year, listed, missing, hours, tried, refused, agencyId, changesAll } = shown;
  const policy = { ...hours.inherited, ...hours.own };
  const announced = listed.announced?.announced === true;
  return html`
  <p>${say('workCalendar.about')}</p>
  ${
    missing
      ? html`<p class="card warning">${say('workCalendar.missing', { year: String(missing.year), statutory: formatNumber(missing.statutory), proposed: formatNumber(missing.proposed) })}
        ${missing.year === year ? null : html` <a href=${addressOf({ year: missing.year, agencyId })}>${say('workCalendar.toYear', { year: String(missing.year) })}</a>`}</p>`
      : null
  }
  ${refused.map((sentence) => html`<p class="card warning" role="alert">${sentence}</p>`)}
  ${tried ? faultSummary(view, tried) : null}
  ${choose(view, shown)}
  <section aria-labelledby="days"><h2 id="days">${say('workCalendar.days', { year: String(year) })}</h2>
    <p>${announced ? say('workCalendar.announced', { year: String(year), source: listed.announced?.source ?? '' }) : say('workCalendar.open', { year: String(year) })}</p>
    ${days(view, shown)}
    ${dayForm(view, shown)}
    ${removeForm(view, shown)}
    ${fileForm(view, shown)}
    ${changesAll ? yearForm(view, shown) : null}
  </section>
  <section aria-labelledby="hoursTitle"><h2 id="hoursTitle">${say('workCalendar.hours.title')}</h2>
    <p>${say('workCalendar.hours.now', { sessions: policy.sessions.join(', '), rest: policy.weeklyRest.map((day) => say(`due.weekday.${day}`)).join(', ') || '–' })}
      ${policy.seasons.length > 0 ? html`<br />${say('workCalendar.hours.seasonsNow', { seasons: hoursTyped(policy).seasons.split('\n').join('; ') })}` : null}</p>
    ${agencyId !== '' || changesAll ? hoursForm(view, shown) : null}
  </section>` as VNode;
}
