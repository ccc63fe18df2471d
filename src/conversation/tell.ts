import type { Held, WorkAct, WorkDossier } from '#src/dossiers/work/acts.ts';
import type { Paired } from '#src/staff/commands/pairing.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { type DossierTold, drawDossier } from './dossiers.ts';
import type { Facts } from './facts.ts';
import type { FeedbackTold } from './feedback/asks.ts';
import { tellFeedback as told } from './feedback/dialogue.ts';
import { paused } from './feedback/draft.ts';
import { leaveDraft } from './feedback/step.ts';
import type { PersonTold, ServeTold } from './handover/asks.ts';
import { drawPersonTold, isHandedOver, type PersonHeard } from './handover/citizen.ts';
import { drawServe, servingAfter } from './handover/official.ts';
import { drawNewsTold, type NewsTold } from './news.ts';
import { drawPaired } from './official.ts';
import { drawPrivacy, type PrivacyTold } from './privacy.ts';
import { choice } from './screens.ts';
import type { State } from './state.ts';
import { greeted, remember, type Step } from './step.ts';
import { heldReply, type WorkScene, type WorkStep, workStep } from './work.ts';
import type { WorkEvent } from './workEvent.ts';

/** The step again, with the answer to what it asked about dossiers. `before` is the state that the step began with. */
export function tellDossier(before: State, step: Step, told: DossierTold, facts: Facts): Step {
  const found = told.kind !== 'lookUp' || told.result.found === 'details' || told.result.found === 'degree';
  const answer: Step = { ...step, replies: [drawDossier(told, facts)], outcome: found ? 'answered' : 'unknown' };
  return { ...greeted(remember(answer), facts, !before.greeted), meaning: step.meaning ?? null };
}

/** The step again, with what was done or found out about feedback. */
export const tellFeedback = (step: Step, answer: FeedbackTold, facts: Facts): Step => remember(told(step, answer, facts));

const asOfficial = (state: State, replies: Reply[], outcome: Step['outcome']): Step =>
  remember({ state, replies, effects: [], intent: 'work', outcome, meaning: null });

/** The step of somebody who sent a pairing code, with what came of it. */
export const tellPaired = (before: State, paired: Paired, facts: Facts): Step =>
  asOfficial({ ...before, greeted: true, waiting: null }, [drawPaired(paired, facts)], paired.kind === 'paired' ? 'answered' : 'unknown');

/** The step of an official, with what was found for it; a decision is still to be held, and `tellHeld` says what came of it. */
export function tellWork(before: State, event: WorkEvent, scene: WorkScene, facts: Facts): Step & Pick<WorkStep, 'decision'> {
  const { state, replies, decision } = workStep(before, event, scene, facts);
  return { ...asOfficial(state, replies, state.waiting === null ? 'answered' : 'asked'), decision };
}

/** The step again, with the answer to what it asked about the person's own data. */
export function tellPrivacy(state: State, step: Step, told: PrivacyTold, facts: Facts): Step {
  // The door for a part of what was said stays above it.
  const before = told.kind === 'requested' ? step.replies : [];
  const answer: Step = { ...step, replies: [...before, drawPrivacy(told, facts)], outcome: 'answered' };
  return { ...greeted(remember(answer), facts, !state.greeted), meaning: step.meaning ?? null };
}

/** The step of a citizen who asks for a person or talks with one, with what came of it. `step` is what the assistant would have said. */
export function tellPerson(before: State, step: Step, heard: PersonHeard, told: PersonTold | null, facts: Facts): Step {
  const replies = [...heard.before, ...(told ? drawPersonTold(told, facts) : [])];
  const state: State = {
    ...before,
    handedOver: told === null || told.kind === 'slowed' ? before.handedOver : isHandedOver(told),
    draft: paused(before.draft),
    doing: null,
  };
  const outcome = told?.kind === 'leaving' || told?.kind === 'question' ? 'asked' : 'answered';
  const answer: Step = { state, replies, effects: [], intent: 'handover', outcome, meaning: step.meaning ?? null };
  return remember(replies.length > 0 ? greeted(answer, facts, !before.greeted) : answer);
}

/** The step of somebody who talks with nobody any more, as far as is known by now. */
export const tellAlone = (step: Step): Step => ({ ...step, state: { ...step.state, handedOver: false } });

/** The step of an official who answers citizens, with what came of it. */
export const tellServe = (before: State, told: ServeTold, facts: Facts): Step =>
  asOfficial(
    { ...before, greeted: true, waiting: null, serving: servingAfter(before.serving, told) },
    drawServe(told, facts),
    told.kind === 'refused' ? 'unknown' : told.kind === 'colleagues' ? 'asked' : 'answered',
  );

/** The step of somebody who asks for news or for no more of it, with what is known or was done. Feedback that is being written goes on after a stop. */
export function tellNews(before: State, told: NewsTold, facts: Facts): Step {
  const state = told.kind === 'stopped' ? before : leaveDraft(before);
  return greeted(
    remember({ state, replies: [drawNewsTold(told, facts)], effects: [], intent: 'news', outcome: 'answered', meaning: null }),
    facts,
    !before.greeted,
  );
}

/** The step again, with what came of the official's decision. */
export const tellHeld = (step: Step, held: Held, act: WorkAct, work: WorkDossier, facts: Facts): Step =>
  asOfficial(step.state, [heldReply(held, act, work, facts)], 'refused' in held ? 'unknown' : 'answered');

/** A choice that only officials are shown, in a chat that is nobody's any more. */
export const tellNotPaired = (before: State, { say }: Facts): Step =>
  asOfficial(
    { ...before, waiting: null },
    [reply([{ kind: 'text', text: say('work.notPaired') }], [choice(say('home.label'), { kind: 'home' })])],
    'unknown',
  );
