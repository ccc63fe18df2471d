import type { Calendar } from '#src/calendar/index.ts';
import { createCalendars } from '#src/calendar/store/load.ts';
import type { Agency } from '#src/directory/agency.ts';
import { loadDirectory, officeFrom } from '#src/directory/directory.ts';
import type { Database } from '#src/platform/database.ts';
import { codeOfTitle } from '#src/procedures/exchange/codes.ts';
import { type ProcedureAtReceipt, procedureAtReceipt } from '../procedureAtReceipt.ts';
import type { MirrorPlace } from './mirror.ts';
import type { ImportedDossier } from './record.ts';
import { plainWords } from './words.ts';

/** The agency whose code begins the dossier's; the authority's one-stop office where no agency has it. */
export function agencyFinder(agencies: readonly Agency[]): (code: string) => string {
  const byCode = new Map(agencies.flatMap(({ id, codes }) => codes.map(({ value }) => [value, id] as const)));
  const office = officeFrom({ agencies: [...agencies] }).id;
  return (code) => byCode.get(code.slice(0, code.indexOf('-'))) ?? office;
}

/** The unit of this name; where the directory has none, the agency that received the dossier answers for it. */
export function unitFinder(agencies: readonly Agency[]): (name: string | undefined, agencyId: string) => string {
  const byName = new Map(agencies.map(({ id, name }) => [plainWords(name), id]));
  return (name, agencyId) => (name && byName.get(plainWords(name))) || agencyId;
}

/** Finds where rows belong. What it looked up is kept for as long as one import takes. */
export async function createPlaces(database: Database): Promise<(records: readonly ImportedDossier[], now: Date) => Promise<MirrorPlace[]>> {
  const { agencies } = await loadDirectory(database);
  const agencyOf = agencyFinder(agencies);
  const unitOf = unitFinder(agencies);
  const calendarOf = createCalendars(database);
  const procedures = new Map<string, ProcedureAtReceipt | null>();
  const calendars = new Map<string, Calendar>();
  return async (records, now) => {
    const places: MirrorPlace[] = [];
    for (const record of records) {
      const procedureCode = record.procedureCode ?? codeOfTitle(record.procedureName ?? '');
      if (!procedures.has(procedureCode)) procedures.set(procedureCode, await procedureAtReceipt(database, procedureCode));
      const agencyId = agencyOf(record.code);
      if (!calendars.has(agencyId)) calendars.set(agencyId, await calendarOf(agencyId));
      const calendar = calendars.get(agencyId)!;
      places.push({
        agencyId,
        unitId: unitOf(record.unit, agencyId),
        procedureCode,
        procedure: procedures.get(procedureCode) ?? null,
        calendar,
        now,
      });
    }
    return places;
  };
}
