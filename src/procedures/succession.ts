import { z } from 'zod';
import type { ProcedureContent } from './content.ts';
import { isoDay } from './valuesDate.ts';

const text = z.string().min(1);
const LEVELS = ['district', 'commune', 'province'] as const;
const successor = z.strictObject({
  level: z.enum(['commune', 'province']),
  agency: text,
  /** In which cases, where there are several. */
  when: text.optional(),
});

/**
 * Who took over from an agency: never a single pointer, since the powers of one district went to many communes and partly to
 * the province. A row holds for what all of its conditions fit; texts are compared without regard to case.
 */
export const succession = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,60}$/),
  kind: z.enum(['powersTo', 'merged', 'verticalTo', 'internal']),
  /** How close the row is to a procedure: the closest that fits is told. */
  scope: z.enum(['procedure', 'field', 'all']),
  from: z.strictObject({
    level: z.enum(LEVELS).optional(),
    /** Parts of names of agencies ("Phòng Tư pháp"). */
    agencies: z.array(text).optional(),
  }),
  for: z
    .strictObject({
      codes: z.array(text).optional(),
      groups: z.array(text).optional(),
      fields: z.array(text).optional(),
      /** Parts of titles, one of which must be there. */
      titles: z.array(text).optional(),
      /** Parts of titles, none of which may be there. */
      except: z.array(text).optional(),
    })
    .default({}),
  /** Nobody: the work goes on inside the administration and citizens no longer file it. */
  to: z.array(successor),
  /** First day of the new agency. */
  date: isoDay,
  source: text,
  /** "recalled" is shown as to be confirmed. */
  confidence: z.enum(['sourced', 'recalled']),
  note: text.optional(),
});
export type Succession = z.output<typeof succession>;

type Subject = Pick<ProcedureContent, 'code' | 'name' | 'field' | 'level' | 'agency'> & { group: string };

const SCOPES = ['procedure', 'field', 'all'] as const satisfies readonly Succession['scope'][];
const plain = (words: string): string => words.normalize('NFC').toLowerCase();
const within = (words: string, parts: readonly string[]): boolean => parts.some((part) => plain(words).includes(plain(part)));

/** Whether a row of the table speaks of a procedure. */
function fits({ from, for: wanted }: Succession, procedure: Subject): boolean {
  if (from.level && procedure.level !== from.level) return false;
  if (from.agencies && !within(procedure.agency ?? '', from.agencies)) return false;
  if (wanted.codes && !wanted.codes.includes(procedure.code)) return false;
  if (wanted.groups && !wanted.groups.includes(procedure.group)) return false;
  if (wanted.fields && !within(procedure.field, wanted.fields)) return false;
  return (!wanted.titles || within(procedure.name, wanted.titles)) && !(wanted.except && within(procedure.name, wanted.except));
}

/**
 * Who took a procedure over from the agency that it names: the rows that fit, only those of the closest scope (procedure
 * before field before all), in the order of the table. Empty when the table knows nobody.
 */
export function successorsOf(procedure: Subject, table: readonly Succession[]): Succession[] {
  const rows = table.filter((row) => fits(row, procedure));
  return SCOPES.map((scope) => rows.filter((row) => row.scope === scope)).find((found) => found.length > 0) ?? [];
}
