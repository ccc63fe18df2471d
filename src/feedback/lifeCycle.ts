import type { Calendar } from '#src/calendar/index.ts';
import type { Feedback, FeedbackState, Line, Topic } from './model.ts';
import { OPEN } from './model.ts';
import { type Refusal, refuse } from './refusals.ts';
import { type FeedbackTerms, inWorkingDays } from './terms.ts';

/** What somebody does to feedback. `text` is what the citizen reads, or for a note what officials read. */
export type Act =
  | { kind: 'classify'; topic: Topic; place: string | null }
  | { kind: 'assign'; unitId: string; officerId: string | null }
  | { kind: 'forward'; agency: string; text: string }
  | { kind: 'interim'; text: string }
  | { kind: 'answer'; text: string }
  | { kind: 'add'; text: string }
  | { kind: 'reopen'; text: string }
  | { kind: 'close'; text: string }
  | { kind: 'refuse'; text: string }
  | { kind: 'join'; sameAs: number }
  /** What should never have been taken in (a denunciation that was not recognised): its words are gone, whatever its state. */
  | { kind: 'purge' }
  | { kind: 'note'; text: string };
export type ActKind = Act['kind'];

export interface Outcome {
  feedback: Feedback;
  line: Line;
  /** Kept as a message of this feedback. */
  words: string | null;
}

/** From which states each act leads. A new act is a new line. */
// biome-ignore format: a table is read in rows
export const FROM: Record<ActKind, readonly FeedbackState[]> = {
  classify: ['received', 'classified', 'assigned'],
  assign:   ['classified', 'assigned', 'forwarded'],
  forward:  ['classified', 'assigned', 'forwarded'],
  interim:  ['classified', 'assigned', 'forwarded'],
  answer:   ['classified', 'assigned', 'forwarded', 'answered'],
  add:      ['received', 'classified', 'assigned', 'forwarded', 'answered'],
  reopen:   ['answered', 'closed'],
  close:    ['answered', 'forwarded'],
  refuse:   ['received', 'classified', 'assigned'],
  join:     ['received', 'classified', 'assigned'],
  purge:    ['received', 'classified', 'assigned', 'forwarded', 'answered', 'closed', 'notAccepted'],
  note:     ['received', 'classified', 'assigned', 'forwarded', 'answered'],
};

/** The line of history that an act is. */
export const LINE: Record<ActKind, Line> = {
  classify: 'classified',
  assign: 'assigned',
  forward: 'forwarded',
  interim: 'interim',
  answer: 'answered',
  add: 'added',
  reopen: 'reopened',
  close: 'closed',
  refuse: 'refused',
  join: 'joined',
  purge: 'purged',
  note: 'noted',
};

export const isOpen = ({ state }: Pick<Feedback, 'state'>): boolean => OPEN.includes(state);

/** Whether the citizen may still say that the answer does not do. */
export const mayReopen = (feedback: Feedback, terms: FeedbackTerms, now: Date): boolean =>
  FROM.reopen.includes(feedback.state) &&
  feedback.sameAs === null &&
  feedback.reopenUntil !== null &&
  now <= feedback.reopenUntil &&
  feedback.reopened < terms.mostReopened;

/** Characters of what is said in one step: as many as the desk's form takes. */
const LONGEST_WORDS = 5000;

/**
 * One step of the life cycle: received → classified → assigned or forwarded → answered → closed, or reopened within the window; not
 * accepted only with a reason. Pure.
 */
export function step(
  feedback: Feedback,
  act: Act,
  { now, calendar, terms }: { now: Date; calendar: Calendar; terms: FeedbackTerms },
): Outcome | Refusal {
  if (!FROM[act.kind].includes(feedback.state)) return refuse('feedbackWrongState');
  const words = 'text' in act ? act.text.trim() : null;
  if (words === '') return refuse(act.kind === 'refuse' || act.kind === 'close' ? 'feedbackReasonMissing' : 'feedbackTextMissing');
  if (words !== null && words.length > LONGEST_WORDS) return refuse('feedbackTextLong');
  const to = (change: Partial<Feedback>): Outcome => ({ feedback: { ...feedback, ...change }, line: LINE[act.kind], words });
  /** Counted from its receipt, or from when it was opened again. */
  const dueFrom = (topic: Topic, from: Date) => {
    const { at, provisional } = inWorkingDays(calendar, from, terms.answer[topic]);
    return { dueAt: at, provisional };
  };

  switch (act.kind) {
    case 'classify': {
      const due = feedback.reopened === 0 && act.topic !== feedback.topic ? dueFrom(act.topic, feedback.createdAt) : {};
      const state = feedback.state === 'received' ? ('classified' as const) : feedback.state;
      return to({ ...due, state, topic: act.topic, place: act.place, classifiedAt: feedback.classifiedAt ?? now });
    }
    case 'assign':
      if (!act.unitId) return refuse('feedbackUnitMissing');
      return to({ state: 'assigned', unitId: act.unitId, officerId: act.officerId, forwardedTo: null });
    case 'forward':
      if (!act.agency.trim()) return refuse('feedbackAgencyMissing');
      return to({ state: 'forwarded', forwardedTo: act.agency.trim() });
    case 'interim':
      return to(dueFrom(feedback.topic, now));
    case 'answer':
      return to({ state: 'answered', answeredAt: now, reopenUntil: inWorkingDays(calendar, now, terms.reopen).at });
    case 'reopen':
      if (feedback.sameAs !== null || !feedback.reopenUntil || now > feedback.reopenUntil) return refuse('feedbackTooLate');
      if (feedback.reopened >= terms.mostReopened) return refuse('feedbackReopenedOften');
      return to({
        state: 'assigned',
        closedAt: null,
        reopenUntil: null,
        reopened: feedback.reopened + 1,
        forwardedTo: null,
        ...dueFrom(feedback.topic, now),
      });
    case 'close':
      return to({ state: 'closed', closedAt: now });
    case 'refuse':
      return to({ state: 'notAccepted', closedAt: now });
    case 'join':
      if (act.sameAs === feedback.id) return refuse('feedbackSelf');
      return to({ state: 'closed', closedAt: now, sameAs: act.sameAs });
    case 'purge':
      return to({ state: 'notAccepted', place: null, closedAt: feedback.closedAt ?? now, reopenUntil: null });
    default:
      return to({});
  }
}
