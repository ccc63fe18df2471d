import type { Calendar } from '#src/calendar/index.ts';
import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import type { ActBody } from './acts.ts';
import type { Desk, DossierRef, Who } from './desk.ts';
import type { Dossier } from './model.ts';
import { refusalError, refuse } from './refusals.ts';
import { asEvents, findDossier, lineRow, orThrow, saveChange } from './store.ts';
import { type Outcome, ruleFor, transition } from './transition.ts';

/** What every command may be told: when it happened (now when absent), why, and on what legal basis. */
export interface Given {
  at?: Date;
  reason?: string;
  legalBasis?: string;
}

export interface Scene {
  tx: Transaction;
  dossier: Dossier;
  calendar: Calendar;
  now: Date;
  /** When it happened. */
  at: Date;
}

export interface Plan {
  act: ActBody;
  /** The reason and legal basis where they are not the ones given with the command. */
  reason?: string;
  legalBasis?: string;
  /** The unit at which the permission is asked for, when not the one responsible now. */
  unitId?: string;
  /** Rows beside the dossier, in the same transaction. */
  write?(outcome: Outcome): Promise<unknown>;
}

/** One act, or several that follow one another. */
type Plans = Plan | Plan[];

/** Acts that leave the dossier as it is: they have a line of history and disturb nobody who is working on it. */
/** Minutes that somebody may take to write down what just happened. */
const JUST_NOW = 5;

const QUIET: readonly ActBody['action'][] = ['addNote', 'recordSlip'];

/**
 * One act on a dossier: read it, ask the policy, apply the rules, write the change, its line of history, the audit and what
 * must be said, all in one transaction. Throws refusals as AppErrors with stable codes.
 */
export async function change(desk: Desk, who: Who, ref: DossierRef, given: Given, plan: (scene: Scene) => Plans | Promise<Plans>): Promise<Dossier> {
  const agency = await desk.database.dossier.findUnique({ where: { code: ref.code }, select: { agencyId: true } });
  if (!agency) throw refusalError(refuse('dossierNotFound'));
  const calendar = await desk.calendarOf(agency.agencyId);
  const now = desk.clock.now();
  return desk.database.$transaction(async (tx) => {
    const dossier = await findDossier(tx, ref.code);
    if (ref.version !== undefined && ref.version !== dossier.version) throw refusalError(refuse('dossierChanged', { code: ref.code }));
    const scene = { tx, dossier, calendar, now, at: given.at ?? now };
    const plans = await plan(scene);
    for (const next of Array.isArray(plans) ? plans : [plans]) scene.dossier = await applyPlan(desk, who, scene, given, next);
    return scene.dossier;
  });
}

async function applyPlan(desk: Desk, who: Who, scene: Scene, given: Given, plan: Plan): Promise<Dossier> {
  const { tx, dossier, calendar, now, at } = scene;
  const { action } = plan.act;
  const place = { agencyId: dossier.agencyId, unitId: plan.unitId ?? dossier.unitId, field: dossier.field };
  const rule = orThrow(ruleFor(dossier, action));
  // What is written down later decides what was in time: that is for whoever keeps the register or answers for the unit.
  const backdated = now.getTime() - at.getTime() > JUST_NOW * 60_000;
  if (!who.may(rule.who, place) || (backdated && !who.may('dossier.backdate', place))) throw refusalError(refuse('dossierNotAllowed'));
  const words = { reason: plan.reason ?? given.reason, legalBasis: plan.legalBasis ?? given.legalBasis };
  const said = Object.fromEntries(Object.entries(words).filter(([, text]) => text !== undefined));
  const outcome = orThrow(transition(calendar, dossier, { at, recordedAt: now, actor: who.actor, ...said, ...plan.act }));

  const quiet = QUIET.includes(action);
  if (!quiet) await saveChange(tx, dossier, outcome.dossier);
  const via: Record<string, string> = who.via === undefined ? {} : { via: who.via };
  await tx.dossierEvent.create({ data: lineRow(dossier.id, { ...outcome.line, data: { ...outcome.line.data, ...via } }) });
  await plan.write?.(outcome);
  const { fromState, toState } = outcome.line;
  await recordAudit(tx, {
    at: now,
    actor: who.actor,
    action: `dossier.${action}`,
    subject: `dossier:${dossier.code}`,
    details: { fromState, toState, ...via, ...(backdated && { happenedAt: at.toISOString() }) },
  });
  await desk.tell(tx, asEvents(outcome.dossier, at, outcome.events));
  return quiet ? dossier : outcome.dossier;
}
