import type { Catalogue, Procedure } from './content.ts';
import { inForce } from './facts.ts';

/**
 * The procedure that took the place of one whose last day is past, over as many successions as there were; null while it is in force, where
 * nobody decided its end (a successor is only a guess then), and where nothing in force took its place.
 */
export function heirOf(procedure: Procedure, { procedures }: Pick<Catalogue, 'procedures'>): Procedure | null {
  const seen = new Set<Procedure>();
  let current: Procedure | undefined = procedure;
  while (current && !inForce(current) && current.lastDay && !seen.has(current)) {
    seen.add(current);
    current = procedures.get(current.successor ?? '');
  }
  return current && current !== procedure && inForce(current) ? current : null;
}
