import { IF_ANY, missingParts, PARTS, type Part } from './completeness.ts';
import type { Catalogue, Procedure } from './content.ts';
import { type Contradiction, contradictionsOf, sameTitles } from './contradictions.ts';
import { inForce } from './facts.ts';
import { goneTexts, type LegalRegister, registerOf } from './legal.ts';
import { nameOf } from './present.ts';
import { isStale, type ReviewDue, reviewDue } from './staleness.ts';
import { successorsOf } from './succession.ts';
import { daysBetween } from './valuesDate.ts';

/** What can be wrong with a procedure, worst first. */
export const FAULTS = ['replacedText', 'noSuccessor', 'contradicting', 'unsourced', 'stale', 'incomplete'] as const;
export type Fault = (typeof FAULTS)[number];

/** How much each fault weighs in the order of the report; a year of delay and a missing part once each. Ours, not of law. */
const WEIGHTS: Record<Fault, number> = { replacedText: 6, noSuccessor: 2, contradicting: 3, unsourced: 3, stale: 2, incomplete: 0.5 };
/** What is in force misleads somebody today; what is historical says so itself. */
const IN_FORCE = 4;
const MOST_YEARS = 5;

export interface Finding {
  code: string;
  name: string;
  group: string;
  inForce: boolean;
  faults: Fault[];
  /** Higher is worse; only for the order. */
  weight: number;
  due: ReviewDue;
  /** Parts of NĐ 63/2010 Đ8 that nothing can be told of, also those that are only wanted where there are any. */
  missing: Part[];
  contradictions: Contradiction[];
  /** Cited texts that are no longer in force. */
  gone: { number: string; replacedBy: string[]; since: string | null }[];
  /** A guess of today's code, where the historical procedure has one: never shown as a fact. */
  guess?: string;
}

export interface FieldReport {
  group: string;
  procedures: number;
  faults: Record<Fault, number>;
}

export interface CatalogueReport {
  day: string;
  procedures: number;
  /** Procedures with each fault. */
  faults: Record<Fault, number>;
  /** Procedures that lack each part. */
  parts: Record<Part, number>;
  fields: FieldReport[];
  /** Every procedure with a fault, worst first. */
  findings: Finding[];
}

interface Around {
  catalogue: Catalogue;
  register: LegalRegister;
  titles: ReadonlyMap<string, string[]>;
  today: string;
}

/** A historical procedure of which only the general rule, or nothing, says who answers today. */
const hasNoSuccessor = (procedure: Procedure, { catalogue }: Around): boolean =>
  !inForce(procedure) && successorsOf(procedure, catalogue.succession).every((row) => row.scope === 'all');

function findingOf(procedure: Procedure, around: Around): Finding {
  const { register, titles, today } = around;
  const due = reviewDue(procedure, register, today);
  const missing = missingParts(procedure);
  const contradictions = contradictionsOf(procedure, titles);
  const gone = goneTexts(procedure.legalBasis, register, today).map(({ text, since }) => ({
    number: text.number,
    replacedBy: text.replacedBy,
    since,
  }));
  const wanting = missing.filter((part) => !IF_ANY.has(part)).length;
  const found: Record<Fault, boolean> = {
    replacedText: gone.length > 0,
    noSuccessor: hasNoSuccessor(procedure, around),
    contradicting: contradictions.length > 0,
    unsourced: procedure.sources.length === 0 || due.values === null,
    stale: isStale(due, today),
    incomplete: wanting > 0,
  };
  const times: Partial<Record<Fault, number>> = {
    stale: 1 + Math.min(MOST_YEARS, daysBetween(due.day, today) / 365) / 2,
    contradicting: contradictions.length,
    incomplete: wanting,
  };
  const faults = FAULTS.filter((fault) => found[fault]);
  const weight = faults.reduce((sum, fault) => sum + WEIGHTS[fault] * (times[fault] ?? 1), inForce(procedure) ? IN_FORCE : 0);
  return {
    code: procedure.code,
    name: nameOf(procedure),
    group: procedure.group,
    inForce: inForce(procedure),
    faults,
    weight: Number(weight.toFixed(2)),
    due,
    missing,
    contradictions,
    gone,
    ...(found.noSuccessor && procedure.successor ? { guess: procedure.successor } : {}),
  };
}

const tally = <K extends string>(keys: readonly K[], held: readonly (readonly K[])[]): Record<K, number> =>
  Object.fromEntries(keys.map((key) => [key, held.filter((own) => own.includes(key)).length])) as Record<K, number>;

/** What of the catalogue is stale, incomplete, unsourced, contradicting, or answered by nobody, on a day ("2026-11-22"). */
export function reportOn(catalogue: Catalogue, today: string): CatalogueReport {
  const procedures = [...catalogue.procedures.values()];
  const around = { catalogue, register: registerOf(catalogue.legal), titles: sameTitles(procedures.filter(inForce)), today };
  const all = procedures.map((procedure) => findingOf(procedure, around));
  const count = (list: Finding[]) =>
    tally(
      FAULTS,
      list.map(({ faults }) => faults),
    );
  return {
    day: today,
    procedures: all.length,
    faults: count(all),
    parts: tally(
      PARTS,
      all.map(({ missing }) => missing),
    ),
    fields: [...Map.groupBy(all, ({ group }) => group)].map(([group, list]) => ({ group, procedures: list.length, faults: count(list) })),
    findings: all.filter(({ faults }) => faults.length > 0).sort((a, b) => b.weight - a.weight || (a.code < b.code ? -1 : 1)),
  };
}
