import { type Calendar, closingTime, termNeedsReview } from '#src/calendar/index.ts';
import { isoDay } from '#src/directory/isoDay.ts';
import * as apologies from '#src/dossiers/commands/apologies.ts';
import * as clock from '#src/dossiers/commands/clock.ts';
import * as consultations from '#src/dossiers/commands/consultations.ts';
import * as decisions from '#src/dossiers/commands/decisions.ts';
import * as handOvers from '#src/dossiers/commands/handOvers.ts';
import { acceptDossier, returnDossier } from '#src/dossiers/commands/receiveDossier.ts';
import { acceptSupplement, requestSupplement } from '#src/dossiers/commands/supplements.ts';
import type { Desk, DossierRef, Who } from '#src/dossiers/desk.ts';
import { termOf } from '#src/dossiers/dueTime.ts';
import type { Dossier, SupplementItem } from '#src/dossiers/model.ts';
import { isRefusal } from '#src/dossiers/refusals.ts';
import { ACTIONS, type Action, type Rule } from '#src/dossiers/rules.ts';
import { ruleFor } from '#src/dossiers/transition.ts';
import { fieldFaults } from '#src/staff/credentials.ts';
import type { Places } from '../places.ts';
import type { DossierParts } from './readParts.ts';

/** A step that an official takes on the page. A slip is recorded when it is made. */
export type Step = Exclude<Action, 'recordSlip'>;
export const STEPS = ACTIONS.filter((action): action is Step => action !== 'recordSlip');

type Command = (desk: Desk, who: Who, ref: DossierRef, given: object) => Promise<Dossier>;
const COMMANDS = {
  ...decisions,
  ...apologies,
  ...clock,
  ...consultations,
  ...handOvers,
  acceptDossier,
  returnDossier,
  acceptSupplement,
  requestSupplement,
} as unknown as Record<Step, Command>;

/** A field of a step's form and how it is read. `items`: a paper on each line. `days`: a term in working days. `moment`: when it happened. */
export interface StepField {
  name: string;
  kind: 'long' | 'line' | 'date' | 'items' | 'tick' | 'unit' | 'step' | 'consultation' | 'days' | 'moment';
  required?: boolean;
}

/** What a step may be told besides what its rule needs. */
const MORE: Partial<Record<Step, readonly StepField[]>> = {
  requestSupplement: [
    { name: 'guidance', kind: 'long' },
    { name: 'deadline', kind: 'date' },
  ],
  requestPayment: [{ name: 'legalBasis', kind: 'line' }],
  pauseDossier: [{ name: 'expectedEnd', kind: 'date' }],
  handOver: [
    { name: 'toUnitId', kind: 'unit', required: true },
    { name: 'step', kind: 'step' },
    { name: 'paper', kind: 'tick' },
    { name: 'note', kind: 'line' },
  ],
  confirmHandOver: [{ name: 'paper', kind: 'tick' }],
  startConsultation: [
    { name: 'askedOf', kind: 'line', required: true },
    { name: 'question', kind: 'long', required: true },
    { name: 'term', kind: 'days' },
  ],
  answerConsultation: [
    { name: 'consultationId', kind: 'consultation', required: true },
    { name: 'answer', kind: 'long' },
  ],
  proposeApology: [{ name: 'newDueAt', kind: 'date', required: true }],
};

const KIND_OF = { reason: 'long', legalBasis: 'line', items: 'items' } as const;

/** Whether an official has to type the date: the term is unknown, in words, or surely a typing error. */
export function needsTypedDate(dossier: Pick<Dossier, 'termValue' | 'termUnit' | 'termText'>): boolean {
  const term = termOf(dossier);
  return term === null || term.unit === 'text' || termNeedsReview(term);
}

export interface OfferedStep {
  step: Step;
  rule: Rule;
  fields: StepField[];
}

/** Where a step is asked for: the unit that it concerns, when that is not the one responsible now; null when there is nothing to do it to. */
function unitFor(step: Step, { dossier, openHandOver, waitingPaper, openConsultations, proposed }: DossierParts): string | null {
  switch (step) {
    case 'handOver':
      return openHandOver ? null : dossier.unitId;
    case 'confirmHandOver':
    case 'refuseHandOver':
      return openHandOver?.toUnitId ?? null;
    case 'withdrawHandOver':
      return openHandOver ? dossier.unitId : null;
    case 'confirmPaper':
      return waitingPaper?.toUnitId ?? null;
    case 'answerConsultation':
      return openConsultations.length > 0 ? dossier.unitId : null;
    case 'proposeApology':
      return proposed || dossier.reappointments > 0 ? null : dossier.unitId;
    case 'approveApology':
    case 'rejectApology':
      return proposed ? dossier.unitId : null;
    default:
      return dossier.unitId;
  }
}

/** The steps that this person may take now: what the table of rules allows, the policy permits and there is something to do to. */
export function offeredSteps(who: Who, parts: DossierParts): OfferedStep[] {
  const { dossier } = parts;
  return STEPS.flatMap((step) => {
    const rule = ruleFor(dossier, step);
    const unitId = unitFor(step, parts);
    if (isRefusal(rule) || unitId === null) return [];
    const { agencyId, field } = dossier;
    const place = { agencyId, unitId, field };
    if (!who.may(rule.who, place)) return [];
    const when: StepField[] = step !== 'addNote' && who.may('dossier.backdate', place) ? [{ name: 'at', kind: 'moment' }] : [];
    return [{ step, rule, fields: [...fieldsFor(step, rule, parts), ...when] }];
  });
}

function fieldsFor(step: Step, { needs, clock: effect }: Rule, { dossier, processSteps }: DossierParts): StepField[] {
  const needed = needs.map((name): StepField => ({ name, kind: KIND_OF[name], required: true }));
  const starts = effect === 'start' || (step === 'acceptSupplement' && (effect === 'again' || dossier.acceptedAt === null));
  const typed: StepField[] = starts && needsTypedDate(dossier) ? [{ name: 'typedDueAt', kind: 'date', required: true }] : [];
  const more = (MORE[step] ?? []).filter(({ kind }) => kind !== 'step' || processSteps.length > 0);
  return [...needed, ...typed, ...more];
}

const LONGEST = 1000;

/** A paper on each line; what is wrong with it after a bar. */
export const readItems = (text: string): SupplementItem[] =>
  text
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .flatMap(([name = '', ...note]) => (name === '' ? [] : [{ name: name.slice(0, 300), ...(note.length > 0 && { note: note.join(' | ') }) }]));

interface Reading {
  values: Record<string, string>;
  calendar: Calendar;
  places: Places;
  now: Date;
  /** Of the dossier: nothing happens before it. */
  lastEventAt: Date;
}

/** The moment of a minute, as the steps before it allow: a step of the same minute comes after them. */
function readMoment(text: string, { now, lastEventAt }: Reading): Date | string {
  const at = new Date(`${text}:00+07:00`);
  if (!/^20\d\d-\d\d-\d\dT\d\d:\d\d$/.test(text) || Number.isNaN(at.getTime())) return 'time';
  if (at > now) return 'timeAhead';
  if (at.getTime() + 60_000 <= lastEventAt.getTime()) return 'timeBefore';
  return at < lastEventAt ? lastEventAt : at;
}

function readField({ name, kind, required }: StepField, reading: Reading): unknown {
  const { values, calendar, places } = reading;
  const text = (values[name] ?? '').slice(0, kind === 'items' ? 20_000 : undefined);
  const wrong = (fault: string) => fieldFaults({ [name]: fault });
  if (kind === 'tick') return text === '1';
  if (text === '') {
    if (required) throw wrong(kind === 'unit' || kind === 'consultation' ? 'choose' : 'required');
    return undefined;
  }
  switch (kind) {
    case 'long':
    case 'line':
    case 'step':
      if (text.length > LONGEST) throw wrong('tooLong');
      return text;
    case 'date':
      if (!isoDay.safeParse(text).success || text < '2000' || text > '2099') throw wrong('day');
      return closingTime(calendar, text);
    case 'items': {
      const items = readItems(text);
      if (items.length === 0) throw wrong('required');
      return items;
    }
    case 'unit':
      if (!places.find(text)) throw wrong('choose');
      return text;
    case 'consultation':
      if (!/^\d{1,9}$/.test(text)) throw wrong('choose');
      return Number(text);
    case 'moment': {
      const at = readMoment(text, reading);
      if (typeof at === 'string') throw wrong(at);
      return at;
    }
    case 'days': {
      const value = Number(text.replace(',', '.'));
      if (!(value > 0 && value <= 365)) throw wrong('days');
      return { value, unit: 'workingDays' };
    }
  }
}

/** What was typed, as the command takes it; throws FieldFaults with every field that is not right. */
export function readStep(fields: readonly StepField[], reading: Reading): Record<string, unknown> {
  const faults: Record<string, string> = {};
  const given: Record<string, unknown> = {};
  for (const field of fields)
    try {
      const value = readField(field, reading);
      if (value !== undefined) given[field.name] = value;
    } catch (error) {
      Object.assign(faults, (error as { faults?: object }).faults ?? { [field.name]: 'required' });
    }
  if (Object.keys(faults).length > 0) throw fieldFaults(faults);
  return given;
}

export const takeStep = (step: Step, desk: Desk, who: Who, ref: DossierRef, given: object): Promise<Dossier> => COMMANDS[step](desk, who, ref, given);
