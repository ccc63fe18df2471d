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

interface Held {
  revision: string;
  places: Places;
}
const held = new WeakMap<Database, Held>();

/** Grows with every change that somebody makes. The number of changes tells of one that was begun earlier and came later. */
async function revisionOf(database: Database): Promise<string> {
  const { _max, _count } = await database.directoryChange.aggregate({ _max: { id: true }, _count: true });
  return `${_count}:${_max.id}`;
}

/** The places of the directory in force. Read once for each of its revisions: asking again costs one look at that. */
export async function loadPlaces(database: Database): Promise<Places> {
  const revision = await revisionOf(database);
  const known = held.get(database);
  if (known?.revision === revision) return known.places;
  const places = placesOf(await loadDirectory(database));
  held.set(database, { revision, places });
  return places;
}
