/** A person's absence on the day that is looked at. */
export interface AwayOn {
  personId: string;
  /** The last day, "2026-01-31". */
  toDay: string;
  standInId: string | null;
}

/**
 * Who gets what is a person's while they are away: along the chain of stand-ins the first who is there. Null when the chain ends with
 * nobody: it has no next, runs in a circle, or leads to somebody who no longer works here.
 */
export function standInOf(personId: string, away: ReadonlyMap<string, AwayOn>, works: (id: string) => boolean): string | null {
  const seen = new Set([personId]);
  let next = away.get(personId)?.standInId ?? null;
  while (next !== null && !seen.has(next) && works(next)) {
    const absence = away.get(next);
    if (!absence) return next;
    seen.add(next);
    next = absence.standInId;
  }
  return null;
}
