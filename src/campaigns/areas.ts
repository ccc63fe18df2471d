import { originsOf } from '#src/directory/adminUnit.ts';
import type { Agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import { inForceOn } from '#src/directory/isoDay.ts';

export interface Area {
  code: string;
  name: string;
}

/** More than fit into one list of choices. */
const MOST = 40;

/**
 * The areas that news can be about: the units below that of the authority where the directory has them, else those that were merged into it,
 * by whose names people still call where they live. None where the directory knows of none.
 */
export function areasOf(directory: Directory, office: Pick<Agency, 'unit' | 'partOf'>, day: string): Area[] {
  const own = office.unit ?? directory.agencies.find(({ id }) => id === office.partOf)?.unit;
  if (own === undefined) return [];
  const below = directory.units.filter((unit) => unit.parent === own && inForceOn(unit, day));
  const merged = new Set(originsOf(directory, own).flatMap(({ from }) => from));
  const units = below.length > 0 ? below : directory.units.filter(({ code }) => merged.has(code));
  return units.map(({ code, name }) => ({ code, name })).slice(0, MOST);
}

/** The agency that speaks: the authority of the one-stop unit. */
export const authorityOf = ({ agencies }: Pick<Directory, 'agencies'>, office: Pick<Agency, 'name' | 'partOf'>): string =>
  agencies.find(({ id }) => id === office.partOf)?.name ?? office.name;
