import { z } from 'zod';
import { isoDay } from '#src/directory/isoDay.ts';
import { LOCALES } from '#src/platform/texts.ts';
import { type Membership, ROLES, STANDINGS } from '#src/staff/actor.ts';
import { FieldFaults, fieldFaults } from '#src/staff/credentials.ts';
import { fieldKey } from '#src/text/fields.ts';
import { html, type VNode } from '../html.ts';
import { input, readForm, select, type Typed } from './forms.ts';
import type { Places } from './places.ts';
import type { View } from './shell.ts';

const optional = (longest: number) =>
  z
    .string()
    .max(longest, 'tooLong')
    .default('')
    .transform((text) => text || null);

const details = z.object({
  name: z.string('required').min(1, 'required').max(120, 'tooLong'),
  position: optional(120),
  phone: optional(40).refine((text) => text === null || /^[+\d][\d .-]{6,}$/.test(text), 'phone'),
  locale: z.enum(LOCALES, 'choose'),
});
export const readDetails = (values: Record<string, string>) => readForm(details, values);

export const detailFields = (view: View, typed: Typed): VNode =>
  html`
  ${input(view, { name: 'name', label: view.say('staff.person.name'), required: true, maxlength: 120 }, typed)}
  ${input(view, { name: 'position', label: view.say('staff.person.position'), hint: view.say('staff.person.positionHint'), maxlength: 120 }, typed)}
  ${input(view, { name: 'phone', label: view.say('staff.person.phone'), hint: view.say('staff.person.phoneHint'), type: 'tel', maxlength: 40 }, typed)}
  ${select(
    view,
    { name: 'locale', label: view.say('staff.person.locale') },
    LOCALES.map((value) => ({ value, label: view.say(`page.language.${value}`) })),
    typed,
  )}` as VNode;

const membership = z.object({
  role: z.enum(ROLES, 'choose'),
  place: z.string('choose').min(1, 'choose'),
  field: optional(200),
  standing: z.enum(STANDINGS, 'choose').default('member'),
});

/** A role with its place; `fields` are the published fields that it may be kept to. */
export function readMembership(values: Record<string, string>, places: Places, fields: readonly string[]): Membership {
  const { place: value, ...read } = readForm(membership, values);
  const place = places.find(value);
  if (!place) throw fieldFaults({ place: 'choose' });
  const { field: typed } = read;
  const field = typed === null ? null : fields.find((known) => fieldKey(known) === fieldKey(typed));
  if (field === undefined) throw fieldFaults({ field: 'choose' });
  return { ...read, field, ...place };
}

/** Reads two parts of one form, so that what is wrong with either is said at once. Throws FieldFaults. */
export function together<A, B>(first: () => A, second: () => B): [A, B] {
  const faults: Record<string, string> = {};
  const read = <T>(part: () => T): T | undefined => {
    try {
      return part();
    } catch (error) {
      if (!(error instanceof FieldFaults)) throw error;
      Object.assign(faults, error.faults);
      return undefined;
    }
  };
  const both = [read(first), read(second)];
  if (Object.keys(faults).length > 0) throw fieldFaults(faults);
  return both as [A, B];
}

const days = z
  .object({ validFrom: isoDay.or(z.literal('')).optional(), validTo: isoDay.or(z.literal('')).optional() })
  .transform(({ validFrom, validTo }) => ({ validFrom: validFrom || null, validTo: validTo || null }));

/** From and to, "2026-01-31"; from today where nothing is given. */
export function readDays(values: Record<string, string>, today: string): { validFrom: string; validTo: string | null } {
  const read = days.safeParse(values);
  if (!read.success) throw fieldFaults(Object.fromEntries(read.error.issues.map(({ path }) => [String(path[0]), 'day'])));
  const { validFrom, validTo } = { validFrom: read.data.validFrom ?? today, validTo: read.data.validTo };
  if (validTo !== null && validTo < validFrom) throw fieldFaults({ validTo: 'dayBefore' });
  return { validFrom, validTo };
}

const choose = (view: View) => ({ value: '', label: view.say('staff.choose') });

export const membershipFields = (view: View, places: Places, fields: readonly string[], typed: Typed): VNode =>
  html`
  ${select(view, { name: 'role', label: view.say('staff.membership.role') }, [choose(view), ...ROLES.map((value) => ({ value, label: view.say(`staff.role.${value}`) }))], typed)}
  ${select(view, { name: 'place', label: view.say('staff.membership.place') }, [choose(view), ...places.options], typed)}
  ${select(
    view,
    { name: 'field', label: view.say('staff.membership.field'), hint: view.say('staff.membership.fieldHint') },
    [{ value: '', label: view.say('staff.membership.everyField') }, ...fields.map((value) => ({ value, label: value }))],
    typed,
  )}
  ${select(
    view,
    { name: 'standing', label: view.say('staff.membership.standing') },
    STANDINGS.map((value) => ({ value, label: view.say(`staff.standing.${value}`) })),
    typed,
  )}` as VNode;

export const dayFields = (view: View, typed: Typed): VNode =>
  html`
  ${input(view, { name: 'validFrom', label: view.say('staff.membership.from'), hint: view.say('staff.membership.fromHint'), type: 'date' }, typed)}
  ${input(view, { name: 'validTo', label: view.say('staff.membership.to'), hint: view.say('staff.membership.toHint'), type: 'date' }, typed)}` as VNode;
