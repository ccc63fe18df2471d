import { type AdminUnit, LAST_DISTRICT_DAY, originsOf, successorsOf } from '#src/directory/adminUnit.ts';
import { inForceOn } from '#src/directory/isoDay.ts';
import { addDays, localTime } from '#src/directory/openingHours.ts';
import type { Say } from '#src/platform/texts.ts';
import { formatIsoDate } from '#src/text/formats.ts';
import type { Facts } from './facts.ts';

type Told = Pick<Facts, 'office' | 'directory' | 'now' | 'say'>;

const titleOf = (unit: AdminUnit, say: Say): string => say(`directory.unitKind.${unit.kind}`, { name: unit.name });
const listOf = (units: AdminUnit[], say: Say): string => units.map((unit) => titleOf(unit, say)).join(', ');

/** Units of before with the districts they were in: "xã A cũ, xã B cũ, huyện C cũ". */
function oldTitles(units: AdminUnit[], { directory, say }: Told): string {
  const parents = directory.units.filter((entry) => entry.level === 'district' && units.some((unit) => unit.parent === entry.code));
  return [...units, ...parents].map((unit) => say('directory.old', { unit: titleOf(unit, say) })).join(', ');
}

/** What a unit of before is now: the new name, the old one in brackets; for a district also the communes of its area. */
function tellPlace(unit: AdminUnit, told: Told): string[] {
  const { directory, now, say } = told;
  const today = localTime(now).day;
  const found = successorsOf(directory, unit.code, today);
  if (!found) return [];
  const date = formatIsoDate(found.change.date);
  const source = found.change.source ? [say('directory.successor.source', { source: found.change.source })] : [];
  if (found.change.kind === 'powersTo')
    return [
      say('directory.successor.powers', { old: oldTitles([unit], told), date, now: listOf(found.units, say) }),
      ...source,
      say('directory.successor.tellWhat'),
    ];
  return [say(`directory.successor.${found.change.kind}`, { now: listOf(found.units, say), old: oldTitles([unit], told), date }), ...source];
}

/** The commune that the assistant answers for: what it was made of, when, and what it is part of. */
function tellOurs(told: Told): string[] {
  const { directory, office, now, say } = told;
  const today = localTime(now).day;
  const ours = directory.units.find((unit) => unit.code === office.unit && inForceOn(unit, today));
  if (!ours) return [];
  const [origin] = originsOf(directory, ours.code);
  const parent = directory.units.find((unit) => unit.code === ours.parent);
  const from = directory.units.filter((unit) => origin?.from.includes(unit.code));
  return [
    ...(origin && from.length > 0
      ? [say('directory.successor.formed', { now: titleOf(ours, say), date: formatIsoDate(origin.date), old: oldTitles(from, told) })]
      : []),
    ...(parent ? [say('directory.successor.partOf', { now: titleOf(ours, say), parent: titleOf(parent, say) })] : []),
  ];
}

/** Which commune a place of before belongs to now. A name that the directory does not hold is not guessed at: ours is told. */
export function tellSuccession(place: string | null, told: Told): string[] {
  const unit = told.directory.units.find((entry) => entry.code === place);
  if (unit) return tellPlace(unit, told);
  const ours = tellOurs(told);
  return ours.length > 0 ? [...ours, told.say('directory.successor.others')] : [];
}

/** What became of the district level (Law 72/2025/QH15), and of a district that is named. */
export function tellDistrictLevel(place: string | null, told: Told): string[] {
  const unit = told.directory.units.find((entry) => entry.code === place);
  if (unit) return tellPlace(unit, told);
  return [told.say('directory.district', { date: formatIsoDate(addDays(LAST_DISTRICT_DAY, 1)) }), told.say('directory.successor.tellWhat')];
}
