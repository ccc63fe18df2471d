import { fold } from '#src/text/fold.ts';
import type { Procedure, Term } from './content.ts';
import { titleOf } from './present.ts';

export interface Contradiction {
  kind: 'time' | 'levels' | 'title' | 'flag';
  /** What stands against what, as the sources have it: two terms, levels, codes, or a flag. */
  between: string[];
}

/** Flags of the facts that say that a row is not beyond doubt; the others only tell where a value is from. */
const DOUBTS = ['possible-duplicate-of', 'older-land-law-version', 'code-as-published-by-one-province'];

const wording = (text: string): string =>
  fold(text)
    .replace(/\b0+(?=\d)/g, '')
    .replace(/\s+/g, ' ')
    .trim();

function sameTerm(a: Term, b: Term): boolean {
  if (a.value !== undefined && b.value !== undefined && a.unit && b.unit) return a.value === b.value && a.unit === b.unit;
  return wording(a.text) === wording(b.text);
}

function ofFlags({ flags, levelNow }: Procedure): Contradiction[] {
  const said = flags.filter(
    (flag) => DOUBTS.some((doubt) => flag.startsWith(doubt)) || (flag.startsWith('absent-from-2026') && levelNow !== undefined),
  );
  return said.map((flag) => ({ kind: 'flag', between: [flag] }));
}

/** The codes of procedures that bear the same title, by code; titles are compared without case, diacritics and "Thủ tục". */
export function sameTitles(procedures: Iterable<Procedure>): Map<string, string[]> {
  const groups = Map.groupBy(procedures, (procedure) => wording(titleOf(procedure)));
  return new Map(
    [...groups.values()]
      .filter((group) => group.length > 1)
      .flatMap((group) => group.map(({ code }) => [code, group.map((other) => other.code).filter((other) => other !== code)])),
  );
}

/**
 * What a procedure's sources say against each other: the time then and now; levels beyond the one then and the one now (the
 * reform itself is no contradiction); other codes with its title, as `sameTitles` gives them; flags of doubt.
 */
export function contradictionsOf(procedure: Procedure, titles: ReadonlyMap<string, string[]>): Contradiction[] {
  const { term, termNow, level, levelNow, levels } = procedure;
  const twins = titles.get(procedure.code) ?? [];
  const moreLevels = levels.some((seen) => seen !== level && seen !== levelNow);
  return [
    ...(term && termNow && !sameTerm(term, termNow) ? [{ kind: 'time' as const, between: [term.text, termNow.text] }] : []),
    ...(moreLevels ? [{ kind: 'levels' as const, between: [...levels] }] : []),
    ...(twins.length > 0 ? [{ kind: 'title' as const, between: twins }] : []),
    ...ofFlags(procedure),
  ];
}
