import { fold } from '#src/text/fold.ts';
import type { Procedure } from './content.ts';
import { formsOf, tellableFee, tellableTerm } from './facts.ts';

/** The parts of a published procedure: NĐ 63/2010/NĐ-CP Đ8, beside its name. */
export const PARTS = [
  'steps',
  'ways',
  'papers',
  'sets',
  'term',
  'subjects',
  'agency',
  'forms',
  'result',
  'conditions',
  'fees',
  'legalBasis',
] as const;
export type Part = (typeof PARTS)[number];

/**
 * Parts whose absence proves nothing: the decree wants forms, conditions and fees only where there are any, and no source of
 * ours keeps the number of sets.
 */
export const IF_ANY: ReadonlySet<Part> = new Set<Part>(['forms', 'conditions', 'fees', 'sets']);

const saysSets = (procedure: Procedure): boolean =>
  procedure.sets !== undefined ||
  [...procedure.steps, ...procedure.conditions, ...procedure.documents.flatMap(({ group, name }) => [group ?? '', name])].some((text) =>
    fold(text).includes('so luong ho so'),
  );

/** The agency of the abolished district is no address of a procedure that another level answers today. */
const saysAgency = ({ agency, agencyNow, level, levelNow }: Procedure): boolean =>
  agencyNow !== undefined || (agency !== undefined && !(level === 'district' && levelNow !== undefined));

const HAS: Record<Part, (procedure: Procedure) => boolean> = {
  steps: ({ steps }) => steps.length > 0,
  ways: ({ submission }) => submission.length > 0,
  papers: ({ documents }) => documents.length > 0,
  sets: saysSets,
  term: (procedure) => tellableTerm(procedure) !== null,
  subjects: ({ applicants }) => applicants !== undefined,
  agency: saysAgency,
  forms: (procedure) => formsOf(procedure).length > 0,
  result: ({ results }) => results.length > 0,
  conditions: ({ conditions }) => conditions.length > 0,
  fees: (procedure) => tellableFee(procedure).standing !== 'unknown',
  legalBasis: ({ legalBasis }) => legalBasis.length > 0,
};

/** The parts that nothing can be told of, in the order of the decree. A term or fee that may not be told counts as missing. */
export const missingParts = (procedure: Procedure): Part[] => PARTS.filter((part) => !HAS[part](procedure));
