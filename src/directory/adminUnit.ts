import { z } from 'zod';
import { inForceOn, isoDay } from './isoDay.ts';

/** The district level ended with this day (Law 72/2025/QH15); its units are kept as history. */
export const LAST_DISTRICT_DAY = '2025-06-30';

const KINDS = {
  province: ['province', 'city'],
  district: ['ruralDistrict', 'urbanDistrict', 'town', 'provincialCity'],
  commune: ['commune', 'ward', 'township', 'specialZone'],
} as const;

export const ADMIN_UNIT_KINDS = Object.values(KINDS).flat();
/** The level that a kind of unit is of. */
export const levelOf = (kind: (typeof ADMIN_UNIT_KINDS)[number]): keyof typeof KINDS =>
  (Object.keys(KINDS) as (keyof typeof KINDS)[]).find((level) => (KINDS[level] as readonly string[]).includes(kind)) as keyof typeof KINDS;

const text = z.string().min(1);

/** A province, district or commune, then or now. `name` is without its kind. */
export const adminUnit = z
  .strictObject({
    code: text,
    name: text,
    level: z.enum(['province', 'district', 'commune']),
    kind: z.enum(ADMIN_UNIT_KINDS),
    parent: text.optional(),
    demonstration: z.boolean().default(false),
    validFrom: isoDay.optional(),
    validTo: isoDay.optional(),
  })
  .refine((unit) => (KINDS[unit.level] as readonly string[]).includes(unit.kind), { error: 'kind is of another level' })
  .refine((unit) => unit.level !== 'district' || (unit.validTo !== undefined && unit.validTo <= LAST_DISTRICT_DAY), {
    error: `a district ends on ${LAST_DISTRICT_DAY} at the latest`,
  });

export type AdminUnit = z.output<typeof adminUnit>;
export type AdminUnitKind = AdminUnit['kind'];

/** `powersTo` hands on competences, the others the area and its people. */
export const SUCCESSION_KINDS = ['merged', 'split', 'renamed', 'powersTo'] as const;

/** Who took over from whom, from many to many. */
export const unitSuccession = z.strictObject({
  id: text,
  kind: z.enum(SUCCESSION_KINDS),
  from: z.array(text).min(1),
  to: z.array(text).min(1),
  /** The first day of the new state. */
  date: isoDay,
  /** The resolution or decision that says so. */
  source: text.optional(),
});

export type UnitSuccession = z.output<typeof unitSuccession>;

export interface UnitHistory {
  units: AdminUnit[];
  successions: UnitSuccession[];
}

/** What became of a unit: the units in force on `day`, through as many changes as it takes, and the last change on the way. Null when it is in force itself, or when nothing is known. */
export function successorsOf({ units, successions }: UnitHistory, code: string, day: string): { units: AdminUnit[]; change: UnitSuccession } | null {
  const seen = new Set<string>([code]);
  const found: AdminUnit[] = [];
  let last: UnitSuccession | null = null;
  let at = [code];
  while (at.length > 0) {
    const changes = successions.filter((change) => change.date <= day && change.from.some((from) => at.includes(from)));
    const next = [...new Set(changes.flatMap((change) => change.to))].filter((to) => !seen.has(to));
    for (const change of changes) if (!last || change.date > last.date) last = change;
    for (const to of next) seen.add(to);
    const reached = next.flatMap((to) => units.find((unit) => unit.code === to) ?? []);
    found.push(...reached.filter((unit) => inForceOn(unit, day)));
    at = reached.filter((unit) => !inForceOn(unit, day)).map((unit) => unit.code);
  }
  return last && found.length > 0 ? { units: found, change: last } : null;
}

/** The changes of area that made a unit, the newest first. */
export const originsOf = ({ successions }: UnitHistory, code: string): UnitSuccession[] =>
  successions.filter((change) => change.kind !== 'powersTo' && change.to.includes(code)).sort((a, b) => b.date.localeCompare(a.date));
