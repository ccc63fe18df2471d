import { type Directory, loadDirectory } from '#src/directory/directory.ts';
import type { Database } from '#src/platform/database.ts';
import type { Option } from './forms.ts';

/** Where somebody can work: an agency, or a unit of one. */
export interface Place {
  agencyId: string;
  unitId: string | null;
}

/** The places of the directory, to choose from and to name. */
export interface Places {
  options: Option[];
  /** By the value of an option; null when it is none. */
  find(value: string): Place | null;
  nameOf(place: Place): string;
  /** The name of an agency or unit by its id alone; the id where the directory has none. */
  named(id: string): string;
}

export function placesOf({ agencies }: Pick<Directory, 'agencies'>): Places {
  const names = new Map(agencies.map(({ id, name }) => [id, name]));
  const places = new Map(agencies.map(({ id, partOf }) => [id, partOf ? { agencyId: partOf, unitId: id } : { agencyId: id, unitId: null }]));
  const named = (id: string) => names.get(id) ?? id;
  const nameOf = ({ agencyId, unitId }: Place) => (unitId ? `${named(unitId)} – ${named(agencyId)}` : named(agencyId));
  return {
    options: [...places].map(([value, place]) => ({ value, label: nameOf(place) })),
    find: (value) => places.get(value) ?? null,
    nameOf,
    named,
  };
}

export const loadPlaces = async (database: Database): Promise<Places> => placesOf(await loadDirectory(database));
