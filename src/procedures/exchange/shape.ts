import type { z } from 'zod';
import type { ProcedureContent } from '../content.ts';
import { headingKey } from './columns.ts';
import type { FindingCode } from './findings.ts';

/** A fault of the merged content: what it is, and the heading of its field as a locale key, for the message. */
export interface ShapeFault {
  code: FindingCode;
  /** Locale key of the field's heading; the field's own name where it has none. */
  field: string;
  given: string;
  /** The paper that it is in, counted from 0. */
  paper?: number;
}

const LEVEL_FIELDS = /^(level|levels|levelNow)$/;
const TERM = /^term(Now)?$/;
const FEE = /^fee(Now)?$/;

function codeOf(path: string[], missing: boolean): FindingCode {
  const [first = '', second = ''] = path;
  if (first === 'name' && path.length === 1) return 'nameEmpty';
  if (LEVEL_FIELDS.test(first) && !missing) return 'levelUnknown';
  if (missing && TERM.test(first) && second === 'basis') return 'termWithoutBasis';
  if (missing && TERM.test(first) && second === 'text') return 'termWithoutText';
  if (missing && FEE.test(first) && second === 'flag') return 'feeWithoutFlag';
  if (missing && FEE.test(first) && second === 'text') return 'feeWithoutText';
  return missing ? 'fieldMissing' : 'fieldInvalid';
}

const at = (data: unknown, path: PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => (value === null || value === undefined ? undefined : (value as Record<PropertyKey, unknown>)[key]), data);

/** A paper's faults are under "paper.name", those of words under "words.summary": the headings that a person sees. */
function fieldOf(path: string[], prefix: string): string {
  const names = path.filter((part) => !/^\d+$/.test(part));
  if (names[0] === 'documents' && names.length > 1) return headingKey(`paper.${names[1]}`);
  return headingKey(prefix + names.join('.'));
}

/** The faults that the schema found, as findings. `prefix` is "words." for those of the words. */
export function shapeFaults(issues: z.core.$ZodIssue[], data: unknown, prefix = ''): ShapeFault[] {
  return issues.map(({ path }) => {
    const names = path.map(String);
    const value = at(data, path);
    const missing = value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
    const paper = names[0] === 'documents' && names.length > 1 ? { paper: Number(names[1]) } : {};
    return {
      ...paper,
      code: codeOf(names, missing),
      field: fieldOf(names, prefix),
      given: missing ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
    };
  });
}

/** What the schema allows and the catalogue does not: a term's number without its unit or the other way round, a title of blanks. */
export function contentFaults(content: ProcedureContent): ShapeFault[] {
  const faults: ShapeFault[] = [];
  if (content.name.trim() === '') faults.push({ code: 'nameEmpty', field: headingKey('name'), given: '' });
  for (const name of ['term', 'termNow'] as const) {
    const term = content[name];
    if (term?.value !== undefined && !term.unit)
      faults.push({ code: 'termWithoutUnit', field: headingKey(`${name}.unit`), given: String(term.value) });
    if (term?.unit && term.value === undefined) faults.push({ code: 'termWithoutValue', field: headingKey(`${name}.value`), given: term.unit });
  }
  return faults;
}
