import { instantOf, numberOfDay } from '#src/calendar/localTime.ts';
import { drawDirectoryAnswer } from '#src/conversation/directoryAnswers.ts';
import { ADMIN_UNIT_KINDS, type AdminUnit, originsOf, SUCCESSION_KINDS, successorsOf } from '#src/directory/adminUnit.ts';
import { type Directory, officeFrom, withoutInvented } from '#src/directory/directory.ts';
import { directoryWith } from '#src/directory/editing/commands.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import { fold } from '#src/text/fold.ts';
import { dayOf, formatIsoDate, formatNumber } from '#src/text/formats.ts';
import { html, type VNode } from '../../html.ts';
import type { Previews } from '../catalogue/previews.ts';
import { channelsView } from '../catalogue/previewView.ts';
import { actButton, faultSummary, form, input, keptTyped, type Option, select, type Typed, tick } from '../forms.ts';
import type { View } from '../shell.ts';
import { table } from '../table.ts';
import { DIRECTORY, UNITS } from './access.ts';
import { type ChangeShown, changesView } from './changesView.ts';
import { removedView } from './listView.ts';
import { type ReadChange, SIDES, type Side, unitRows } from './unitFields.ts';

export const addressOfChange = (id: string): string => `${UNITS}/thay-doi/${encodeURIComponent(id)}`;
export const addressOfUnit = (code: string): string => `${UNITS}/don-vi/${encodeURIComponent(code)}`;
/** Rows of a list that are shown at once; more are found by name. */
const MOST = 200;
/** Old names whose answer is shown. */
const MOST_PREVIEWED = 6;

const titleOf = ({ say }: Pick<View, 'say'>, { kind, name }: AdminUnit): string => say(`directory.unitKind.${kind}`, { name });

const demo = ({ say }: View, { demonstration }: AdminUnit) =>
  demonstration ? html`<div><span class="standing soon">${say('directoryPage.demo')}</span></div>` : null;

export interface UnitsShown {
  whole: Directory;
  text: string;
  today: string;
  removed: { name: string; act: string }[];
}

/** What became of whom: the units of before with today's, then today's with what they were made of. */
export function unitsBody(view: View, { whole, text, today, removed }: UnitsShown): VNode {
  const { say } = view;
  const wanted = fold(text);
  const matches = (unit: AdminUnit): boolean => fold(titleOf(view, unit)).includes(wanted);
  const parentOf = (unit: AdminUnit) => whole.units.find(({ code }) => code === unit.parent);
  const under = (unit: AdminUnit) => {
    const parent = parentOf(unit);
    return parent ? html`<div class="note">${titleOf(view, parent)}</div>` : null;
  };
  const link = (unit: AdminUnit) =>
    html`<div class="name"><a href=${addressOfUnit(unit.code)}>${titleOf(view, unit)}</a>${under(unit)}${demo(view, unit)}</div>`;
  const matching = whole.units.filter(matches);
  const isComing = ({ validFrom = '' }: AdminUnit) => validFrom > today;
  const coming = matching.filter(isComing);
  const old = matching.filter((unit) => !inForceOn(unit, today) && !isComing(unit));
  const present = matching.filter((unit) => inForceOn(unit, today));
  const heads = (...names: string[]) => names.map((name) => say(`directoryPage.units.heads.${name}`));
  const oldRows = old.slice(0, MOST).map((unit) => {
    const found = successorsOf(whole, unit.code, today);
    return [
      link(unit),
      found
        ? found.units.map((next) => html`<div>${titleOf(view, next)}</div>`)
        : html`<span class="standing soon">${say('directoryPage.units.unknown')}</span>`,
      found ? html`<a href=${addressOfChange(found.change.id)}>${say(`directoryPage.units.kind.${found.change.kind}`)}</a>` : '–',
      found ? formatIsoDate(found.change.date) : '–',
      found?.change.source ?? '–',
    ];
  });
  const rowOf = (unit: AdminUnit) => {
    const origins = originsOf(whole, unit.code);
    const from = origins.flatMap((origin) => origin.from.flatMap((code) => whole.units.find((each) => each.code === code) ?? []));
    return [
      html`${link(unit)}${unit.validTo && !isComing(unit) ? html`<div><span class="standing soon">${say('directoryPage.units.ends', { date: formatIsoDate(unit.validTo) })}</span></div>` : null}`,
      from.length > 0 ? from.map((each) => html`<div>${titleOf(view, each)}</div>`) : '–',
      origins[0] ? formatIsoDate(origins[0].date) : unit.validFrom ? formatIsoDate(unit.validFrom) : '–',
    ];
  };
  const listed = (name: 'coming' | 'present', units: readonly AdminUnit[]) =>
    units.length > 0
      ? html`<section aria-labelledby=${name}><h2 id=${name}>${say(`directoryPage.units.${name}`)}</h2>${table(say(`directoryPage.units.${name}`), heads(name === 'coming' ? 'coming' : 'now', 'madeOf', 'date'), units.slice(0, MOST).map(rowOf))}</section>`
      : null;
  return html`
  <p><a href=${DIRECTORY}>${say('directoryPage.back')}</a></p>
  <p>${say('directoryPage.units.about')}</p>
  <p class="pills"><a class="pill" href=${`${UNITS}/thay-doi/moi`}>${say('directoryPage.units.addChange')}</a><a class="pill" href=${`${UNITS}/don-vi/moi`}>${say('directoryPage.units.addUnit')}</a></p>
  <form class="card filters" method="get" action=${UNITS} role="search">
    <label>${say('directoryPage.units.search')}<input type="search" name="q" value=${text} maxlength="100" /></label>
    <button type="submit">${say('procedures.find')}</button>
  </form>
  <p role="status">${say('directoryPage.units.found', { old: formatNumber(old.length), now: formatNumber(present.length) })}</p>
  <section aria-labelledby="old"><h2 id="old">${say('directoryPage.units.old')}</h2>
  ${oldRows.length > 0 ? table(say('directoryPage.units.old'), heads('old', 'now', 'change', 'date', 'source'), oldRows) : html`<p class="card">${say(text ? 'directoryPage.units.noneFound' : 'directoryPage.units.none')}</p>`}</section>
  ${listed('coming', coming)}
  ${listed('present', present)}
  ${removedView(view, removed)}` as VNode;
}

const kindOptions = ({ say }: View): Option[] =>
  ADMIN_UNIT_KINDS.map((value) => {
    const title = say(`directory.unitKind.${value}`, { name: '' }).trim();
    return {
      value,
      label:
        value === 'city' ? say('directoryPage.units.cityProvince') : value === 'provincialCity' ? say('directoryPage.units.cityDistrict') : title,
    };
  });

/** What a unit may be part of: provinces, and districts as they were. */
const parentOptions = (view: View, { units }: Directory): Option[] => [
  { value: '', label: view.say('directoryPage.none') },
  ...units.filter(({ level }) => level !== 'commune').map((unit) => ({ value: unit.code, label: titleOf(view, unit) })),
];

function sideView(view: View, side: Side, typed: Typed, whole: Directory): VNode {
  const { say } = view;
  const { values } = typed;
  const held = unitRows(values, side);
  const rows = held.length > 0 ? held : [0];
  const label = say(`directoryPage.units.side.${side}`);
  return html`<fieldset class="rows" id=${side} aria-describedby=${`${side}-hint`}><legend>${label}</legend>
    <p class="note" id=${`${side}-hint`}>${say(`directoryPage.units.sideHint.${side}`)}</p>
    ${rows.map((at, place) => {
      const number = place + 1;
      const labelled = (name: string) => `${say(`directoryPage.units.${name}`)} ${number}`;
      return html`<div class="row unitrow">
        ${select(view, { name: `${side}.${at}.kind`, label: labelled('kindOf') }, kindOptions(view), typed)}
        ${input(view, { name: `${side}.${at}.name`, label: labelled('name'), maxlength: 120 }, typed)}
        ${select(view, { name: `${side}.${at}.parent`, label: labelled('parent') }, parentOptions(view, whole), typed)}
        ${held.length > 1 ? html`<div class="moves"><button type="submit" name="do" value=${`remove:${side}:${at}`} class="quiet" aria-label=${say('directoryPage.removeRowOf', { label, number })}>${say('directoryPage.removeRow')}</button></div>` : null}
      </div>`;
    })}
    <p><button type="submit" name="do" value=${`add:${side}`} class="second">${say(`directoryPage.units.addRow.${side}`)}</button></p>
  </fieldset>` as VNode;
}

/** How citizens who ask by the old names would be answered. */
function answersView(view: View, read: ReadChange, whole: Directory, today: Date, previews: Previews | undefined): VNode {
  const { say, locale } = view;
  // A change that is still to come is answered by from its first day: nothing is known of it before.
  const { date } = read.change;
  const coming = date > dayOf(today);
  const now = coming ? new Date(instantOf(numberOfDay(date), 0)) : today;
  const next = directoryWith(whole, read.entries);
  const told = withoutInvented(next);
  const asked = read.change.from.flatMap((code) => told.units.find((unit) => unit.code === code && !read.change.to.includes(code)) ?? []);
  const when = { now: false, holiday: false, days: [], part: null, at: null };
  return html`
  ${read.added.length > 0 ? html`<p>${say('directoryPage.units.willAdd', { units: read.added.map((unit) => titleOf(view, unit)).join(', ') })}</p>` : null}
  ${read.ended.length > 0 ? html`<p>${say('directoryPage.units.willEnd', { units: read.ended.map((unit) => titleOf(view, unit)).join(', '), date: formatIsoDate(read.ended[0]!.validTo!) })}</p>` : null}
  ${coming && asked.length > 0 ? html`<p class="note">${say('directoryPage.units.answeredFrom', { date: formatIsoDate(date) })}</p>` : null}
  ${asked.length === 0 ? html`<p class="note">${say('directoryPage.units.notTold')}</p>` : null}
  ${asked.slice(0, MOST_PREVIEWED).map((unit) => {
    const question = {
      kind: null,
      other: null,
      facts: [unit.level === 'district' ? ('district' as const) : ('successor' as const)],
      fields: [],
      when,
      place: unit.code,
      asksPlace: true,
    };
    const answer = drawDirectoryAnswer(question, { office: officeFrom(told), directory: told, now, say });
    const [first] = answer.blocks;
    return html`<div class="asked"><p>${say('directoryPage.units.asked', { unit: titleOf(view, unit) })}</p>
      <p class="lines"><ins>${first?.kind === 'text' ? first.text : ''}</ins></p>
      <details><summary>${say('directoryPage.units.whole')}</summary>${channelsView(say, answer, locale, previews)}</details></div>`;
  })}` as VNode;
}

export interface ChangeFormShown {
  id: string | null;
  revision: number;
  typed: Typed;
  whole: Directory;
  read: ReadChange | null;
  now: Date;
  changes: readonly ChangeShown[];
  refused: string | null;
  previews: Previews | undefined;
}

export function changeBody(view: View, { id, revision, typed, whole, read, now, changes, refused, previews }: ChangeFormShown): VNode {
  const { say } = view;
  const button = (act: string, look: string) =>
    html`<button type="submit" name="do" value=${act} class=${look}>${say(`directoryPage.do.${act}`)}</button>`;
  return html`
  <p><a href=${UNITS}>${say('directoryPage.units.back')}</a></p>
  ${keptTyped(view, 'change')}
  ${faultSummary(view, typed)}
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  <div class="editing"><div id="parts">${form(
    view,
    id === null ? `${UNITS}/thay-doi/moi` : addressOfChange(id),
    html`<input type="hidden" name="seen" value=${revision} />
    <section class="card">
      ${select(
        view,
        { name: 'kind', label: say('directoryPage.units.changeKind'), hint: say('directoryPage.units.changeKindHint') },
        SUCCESSION_KINDS.map((value) => ({ value, label: say(`directoryPage.units.kind.${value}`) })),
        typed,
      )}
      ${input(view, { name: 'date', label: say('directoryPage.units.date'), hint: say('directoryPage.units.dateHint'), type: 'date', required: true }, typed)}
      ${input(view, { name: 'source', label: say('directoryPage.units.source'), hint: say('directoryPage.units.sourceHint'), maxlength: 300 }, typed)}
    </section>
    ${SIDES.map((side) => html`<section class="card">${sideView(view, side, typed, whole)}</section>`)}
    <p class="act">${button('save', 'primary')} ${button('preview', 'second')}</p>`,
    'change',
  )}</div>
  <div id="side"><section class="card" aria-labelledby="preview"><h2 id="preview">${say('directoryPage.units.preview')}</h2>
  ${read ? answersView(view, read, whole, now, previews) : html`<p class="note">${say('directoryPage.units.notReadable')}</p>`}</section></div></div>
  ${
    id === null
      ? null
      : html`${changesView(view, `${DIRECTORY}/lay-lai`, changes)}<section class="card" aria-labelledby="remove"><h2 id="remove">${say('directoryPage.units.removeChange')}</h2>
  <p class="note">${say('directoryPage.units.removeChangeHint')}</p>${actButton(view, `${addressOfChange(id)}/bo`, say('directoryPage.units.removeChange'), { seen: String(revision) }, 'danger')}</section>`
  }` as VNode;
}

export interface UnitFormShown {
  code: string | null;
  revision: number;
  typed: Typed;
  whole: Directory;
  demonstration: boolean;
  /** What names it, so that it cannot go. */
  named: readonly string[];
  changes: readonly ChangeShown[];
  refused: string | null;
}

export function unitBody(view: View, { code, revision, typed, whole, demonstration, named, changes, refused }: UnitFormShown): VNode {
  const { say } = view;
  return html`
  <p><a href=${UNITS}>${say('directoryPage.units.back')}</a></p>
  ${keptTyped(view, 'unit')}
  ${faultSummary(view, typed)}
  ${refused ? html`<p class="card warning" role="alert">${refused}</p>` : null}
  <section class="card">${form(
    view,
    code === null ? `${UNITS}/don-vi/moi` : addressOfUnit(code),
    html`<input type="hidden" name="seen" value=${revision} />
    ${select(view, { name: 'kind', label: say('directoryPage.units.kindOf') }, kindOptions(view), typed)}
    ${input(view, { name: 'name', label: say('directoryPage.units.name'), hint: say('directoryPage.units.nameHint'), required: true, maxlength: 120 }, typed)}
    ${select(view, { name: 'parent', label: say('directoryPage.units.parent') }, parentOptions(view, whole), typed)}
    ${input(view, { name: 'validFrom', label: say('directoryPage.units.validFrom'), type: 'date' }, typed)}
    ${input(view, { name: 'validTo', label: say('directoryPage.units.validTo'), hint: say('directoryPage.units.validToHint'), type: 'date' }, typed)}
    ${demonstration ? tick({ name: 'demonstration', label: say('directoryPage.field.demonstration'), hint: say('directoryPage.hint.demonstration') }, typed) : null}
    <p class="act"><button type="submit" name="do" value="save" class="primary">${say('directoryPage.do.save')}</button></p>`,
    'unit',
  )}</section>
  ${
    code === null
      ? null
      : html`${changesView(view, `${DIRECTORY}/lay-lai`, changes)}<section class="card" aria-labelledby="remove"><h2 id="remove">${say('directoryPage.remove')}</h2>
  ${
    named.length > 0
      ? html`<p>${say('directoryPage.units.namedBy', { names: named.map((name) => (/^\d{4}-/.test(name) ? say('directoryPage.units.changeOf', { date: formatIsoDate(name) }) : name)).join(', ') })}</p>`
      : actButton(view, `${addressOfUnit(code)}/bo`, say('directoryPage.remove'), { seen: String(revision) }, 'danger')
  }</section>`
  }` as VNode;
}
