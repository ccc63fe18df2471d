import type { Catalogue } from '#src/procedures/content.ts';
import { isOwnCode, nameOf, titleOf } from '#src/procedures/present.ts';
import { fold } from '#src/text/fold.ts';

/**
 * The code of the procedure that is meant: by its code, or by its name as it is published or as people call it, for one without a national
 * code has no other. What is typed where there is none such, or more than one.
 */
export function codeMeant({ procedures }: Catalogue, typed: string): string {
  if (typed === '' || procedures.has(typed)) return typed;
  const meant = fold(typed);
  const found = [...procedures.values()].filter((procedure) => [titleOf(procedure), nameOf(procedure)].some((name) => fold(name) === meant));
  return found.length === 1 ? found[0]!.code : typed;
}

/** The other way round, for a form: the code, or the name where it is one of ours. */
export function shownAs({ procedures }: Catalogue, code: string): string {
  const procedure = procedures.get(code);
  return procedure && isOwnCode(code) ? titleOf(procedure) : code;
}
