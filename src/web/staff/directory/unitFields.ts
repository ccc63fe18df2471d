import {
  ADMIN_UNIT_KINDS,
  type AdminUnit,
  type AdminUnitKind,
  adminUnit,
  levelOf,
  SUCCESSION_KINDS,
  type UnitSuccession,
  unitSuccession,
} from '#src/directory/adminUnit.ts';
import type { Directory } from '#src/directory/directory.ts';
import { freshId } from '#src/directory/editing/freshId.ts';
import type { Entry } from '#src/directory/editing/references.ts';
import { inForceOn, isoDay } from '#src/directory/isoDay.ts';
import { addDays } from '#src/directory/openingHours.ts';
import { sayIn } from '#src/platform/texts.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import { allOf } from '../forms.ts';
import type { TypedFields } from './rows.ts';

/** The two sides of a change of units: who was, who is. */
export const SIDES = ['from', 'to'] as const;
export type Side = (typeof SIDES)[number];
const COLUMNS = ['kind', 'name', 'parent'] as const;
const MOST = 40;
const LONGEST = 120;
const LONGEST_SOURCE = 300;

export const unitRows = (typed: TypedFields, side: Side): number[] => {
  const found = Object.keys(typed).flatMap((key) => {
    const [name, at] = key.split('.');
    return name === side && /^\d{1,2}$/.test(at ?? '') ? [Number(at)] : [];
  });
  return [...new Set(found)].sort((a, b) => a - b).slice(0, MOST);
};

const unitTyped = ({ kind, name, parent = '' }: AdminUnit, side: Side, at: number): TypedFields => ({
  [`${side}.${at}.kind`]: kind,
  [`${side}.${at}.name`]: name,
  [`${side}.${at}.parent`]: parent,
});

/** A change as the fields of its form. */
export function typedOfChange({ kind, date, source = '', from, to }: UnitSuccession, { units }: Pick<Directory, 'units'>): TypedFields {
  const side = (name: Side, codes: string[]) =>
    Object.assign({}, ...codes.flatMap((code) => units.find((unit) => unit.code === code) ?? []).map((unit, at) => unitTyped(unit, name, at)));
  return { kind, date, source, ...side('from', from), ...side('to', to) };
}

/** The form of a change that begins: what most people come for, the units that became their own on 1 July 2025 (Law 72/2025/QH15). */
export function freshChange(ours: AdminUnit | undefined): TypedFields {
  const rows = [0, 1, 2].map((at) => ({ [`from.${at}.kind`]: 'commune', [`from.${at}.name`]: '', [`from.${at}.parent`]: '' }));
  const to = ours ? unitTyped(ours, 'to', 0) : { 'to.0.kind': 'commune', 'to.0.name': '', 'to.0.parent': '' };
  return { kind: 'merged', date: '2025-07-01', source: '', ...Object.assign({}, ...rows), ...to };
}

/** The fields of the form in a request. */
export function changeFrom(body: unknown): TypedFields {
  const sent = (body ?? {}) as Record<string, unknown>;
  const known = /^(?:kind|date|source|(?:from|to)\.\d{1,2}\.(?:kind|name|parent))$/;
  return Object.fromEntries(
    Object.keys(sent).flatMap((name) => (known.test(name) ? [[name, (allOf(sent, name)[0] ?? '').trim().normalize('NFC')]] : [])),
  );
}

/** "add:from", "remove:to:1": the form after that button. */
export function moveUnits(typed: TypedFields, act: string): TypedFields {
  const [verb, name, number] = act.split(':');
  const side = SIDES.find((known) => known === name);
  if (!side) return typed;
  const rows = unitRows(typed, side).map((at) => ({ at, row: COLUMNS.map((column) => typed[`${side}.${at}.${column}`] ?? '') }));
  const next = verb === 'add' ? [...rows, { at: -1, row: ['commune', '', ''] }] : rows.filter(({ at }) => at !== Number(number));
  const others = Object.entries(typed).filter(([key]) => !key.startsWith(`${side}.`));
  return Object.fromEntries([
    ...others,
    ...next.flatMap(({ row }, at) => COLUMNS.map((column, place) => [`${side}.${at}.${column}`, row[place]!] as const)),
  ]);
}

const say = sayIn('vi');

/** The name without its kind, which many people write along: it would be said twice to citizens. */
function bareName(kind: AdminUnitKind, name: string): string {
  const word = say(`directory.unitKind.${kind}`, { name: '' }).toLowerCase();
  return name.toLowerCase().startsWith(word) ? name.slice(word.length).trim() || name : name;
}

const sameName = (a: string, b: string): boolean => a.localeCompare(b, 'vi', { sensitivity: 'accent' }) === 0;

export interface ReadChange {
  change: UnitSuccession;
  /** The change and the units that it adds or ends, to be saved together. */
  entries: Entry[];
  added: AdminUnit[];
  /** Units that were in force and end with it. */
  ended: AdminUnit[];
}

/**
 * Reads the form of a change: units are found by kind, name and what they were part of; one that is not there yet is added, one that was in
 * force ends the day before, unless it goes on under its name. `taken` are the codes and ids that there ever were. Throws FieldFaults.
 */
export function readChange(typed: TypedFields, id: string | null, { units }: Pick<Directory, 'units'>, taken: ReadonlySet<string>): ReadChange {
  const faults: Record<string, string> = {};
  const used = new Set(taken);
  const kind = SUCCESSION_KINDS.find((known) => known === typed['kind']);
  if (!kind) faults['kind'] = 'choose';
  const date = isoDay.safeParse(typed['date']).data;
  if (!date) faults['date'] = 'day';
  const source = typed['source'] ?? '';
  if (source.length > LONGEST_SOURCE) faults['source'] = 'tooLong';
  const lastDay = date ? addDays(date, -1) : '';
  const added: AdminUnit[] = [];
  const fresh = (text: string): string => {
    const found = freshId(text, used, 'unit');
    used.add(found);
    return found;
  };

  const read = (side: Side): AdminUnit[] => {
    const found = unitRows(typed, side).flatMap((at) => {
      const [unitKind, given = '', parent = ''] = COLUMNS.map((column) => typed[`${side}.${at}.${column}`]);
      if (given === '') return [];
      const key = `${side}.${at}`;
      const known = ADMIN_UNIT_KINDS.find((each) => each === unitKind);
      const name = known ? bareName(known, given) : given;
      if (!known) faults[`${key}.kind`] = 'choose';
      if (name.length > LONGEST) faults[`${key}.name`] = 'tooLong';
      if (parent !== '' && !units.some(({ code }) => code === parent)) faults[`${key}.parent`] = 'choose';
      if (!known || !date || Object.keys(faults).some((each) => each.startsWith(key))) return [];
      const alike = [...units, ...added].filter(
        (unit) => unit.kind === known && sameName(unit.name, name) && (parent === '' || unit.parent === undefined || unit.parent === parent),
      );
      const held = alike.find((unit) => inForceOn(unit, side === 'to' ? date : lastDay)) ?? alike[0];
      if (held) return [held];
      const unit = adminUnit.safeParse({
        code: fresh(`${known} ${name}`),
        name,
        level: levelOf(known),
        kind: known,
        ...(parent && { parent }),
        ...(side === 'to' ? { validFrom: date } : { validTo: lastDay }),
      });
      if (!unit.success) {
        faults[`${key}.kind`] = 'districtEnded';
        return [];
      }
      added.push(unit.data);
      return [unit.data];
    });
    if (found.length === 0 && !Object.keys(faults).some((key) => key.startsWith(`${side}.`)))
      faults[`${side}.${unitRows(typed, side)[0] ?? 0}.name`] = 'required';
    return [...new Map(found.map((unit) => [unit.code, unit])).values()];
  };
  const [from, to] = [read('from'), read('to')];
  if (Object.keys(faults).length > 0 || !kind || !date) throw fieldFaults(faults);
  const stays = new Set(to.map(({ code }) => code));
  if (from.every(({ code }) => stays.has(code))) throw fieldFaults({ [`from.${unitRows(typed, 'from')[0] ?? 0}.name`]: 'sameUnits' });
  const ended = from.flatMap((unit) =>
    added.includes(unit) || stays.has(unit.code) || (unit.validTo !== undefined && unit.validTo <= lastDay)
      ? []
      : [adminUnit.parse({ ...unit, validTo: lastDay })],
  );
  const change = unitSuccession.parse({
    id: id ?? fresh(`${kind} ${to[0]!.name} ${date}`),
    kind,
    from: from.map(({ code }) => code),
    to: to.map(({ code }) => code),
    date,
    ...(source && { source }),
  });
  const entries: Entry[] = [...[...added, ...ended].map((content): Entry => ({ kind: 'unit', content })), { kind: 'succession', content: change }];
  return { change, entries, added, ended };
}

/** One unit as the fields of its own form. */
export const typedOfUnit = ({ kind, name, parent = '', validFrom = '', validTo = '', demonstration }: AdminUnit): TypedFields => ({
  kind,
  name,
  parent,
  validFrom,
  validTo,
  demonstration: demonstration ? '1' : '',
});

export function unitFrom(body: unknown): TypedFields {
  const sent = (body ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    ['kind', 'name', 'parent', 'validFrom', 'validTo', 'demonstration'].map((name) => [name, (allOf(sent, name)[0] ?? '').trim().normalize('NFC')]),
  );
}

export function readUnit(typed: TypedFields, code: string): AdminUnit {
  const faults: Record<string, string> = {};
  const kind = ADMIN_UNIT_KINDS.find((known) => known === typed['kind']);
  const { name = '', parent = '', validFrom = '', validTo = '' } = typed;
  if (!kind) faults['kind'] = 'choose';
  if (!name || name.length > LONGEST) faults['name'] = name ? 'tooLong' : 'required';
  for (const [field, day] of Object.entries({ validFrom, validTo })) if (day && !isoDay.safeParse(day).success) faults[field] = 'day';
  if (validFrom && validTo && validTo < validFrom) faults['validTo'] ??= 'dayBefore';
  if (Object.keys(faults).length > 0 || !kind) throw fieldFaults(faults);
  const unit = adminUnit.safeParse({
    code,
    name: bareName(kind, name),
    level: levelOf(kind),
    kind,
    demonstration: typed['demonstration'] === '1',
    ...(parent && { parent }),
    ...(validFrom && { validFrom }),
    ...(validTo && { validTo }),
  });
  if (!unit.success) throw fieldFaults({ validTo: 'districtEnded' });
  return unit.data;
}
