import { handleFeedback } from '#src/feedback/commands/handle.ts';
import { approvePublication, proposePublication, withdrawPublication } from '#src/feedback/commands/publish.ts';
import { type FeedbackRef, mayDo } from '#src/feedback/desk.ts';
import { FROM } from '#src/feedback/lifeCycle.ts';
import { type Feedback, TOPICS, type Topic } from '#src/feedback/model.ts';
import { refusalError } from '#src/feedback/refusals.ts';
import { type Purging, purgeFeedback } from '#src/privacy/purge.ts';
import type { PersonActor } from '#src/staff/actor.ts';

/** What an officer does on the page of one piece of feedback. Some are two steps of the life cycle at once. */
export const PAGE_STEPS = [
  'sort',
  'assign',
  'answer',
  'interim',
  'forward',
  'note',
  'join',
  'refuse',
  'close',
  'propose',
  'publish',
  'withdraw',
  'purge',
] as const;
export type PageStep = (typeof PAGE_STEPS)[number];

/** The fields of each step's form. */
export const FIELDS: Record<PageStep, readonly ('topic' | 'place' | 'unitId' | 'mine' | 'agency' | 'text' | 'code' | 'question' | 'answer')[]> = {
  sort: ['topic', 'place', 'unitId', 'mine'],
  assign: ['unitId', 'mine'],
  answer: ['text'],
  interim: ['text'],
  forward: ['agency', 'text'],
  note: ['text'],
  join: ['code'],
  refuse: ['text'],
  close: ['text'],
  propose: ['question', 'answer'],
  publish: [],
  withdraw: [],
  purge: [],
};

type Shown = Feedback & { publicText: string | null; publishedAt: Date | null };

/** What this person may do to it now. */
export function offeredSteps(actor: PersonActor, feedback: Shown): PageStep[] {
  const { state, answeredAt, publishedAt, publicText } = feedback;
  const may = (action: Parameters<typeof mayDo>[1]) => mayDo(actor, action, feedback);
  return PAGE_STEPS.filter((step) => {
    switch (step) {
      case 'sort':
        return (state === 'received' || state === 'classified') && may('feedback.handle');
      case 'assign':
        return state !== 'classified' && FROM.assign.includes(state) && may('feedback.handle');
      case 'propose':
        return answeredAt !== null && state !== 'notAccepted' && may('feedback.answer');
      case 'publish':
        return answeredAt !== null && publishedAt === null && publicText !== null && may('feedback.publish');
      case 'withdraw':
        return publishedAt !== null && may('feedback.publish');
      default:
        return FROM[step].includes(state) && may(step === 'answer' || step === 'interim' || step === 'note' ? 'feedback.answer' : 'feedback.handle');
    }
  });
}

/** Takes a step with what was typed. Throws refusals. */
export async function takeStep(
  step: PageStep,
  desk: Purging,
  actor: PersonActor,
  ref: FeedbackRef,
  values: Record<string, string>,
): Promise<unknown> {
  const text = values['text'] ?? '';
  const officerId = values['mine'] === '1' ? actor.id : null;
  const assign = { kind: 'assign', unitId: values['unitId'] ?? '', officerId } as const;
  switch (step) {
    case 'sort': {
      const topic: Topic = TOPICS.find((known) => known === values['topic']) ?? 'other';
      const classify = { kind: 'classify', topic, place: values['place']?.slice(0, 300) || null } as const;
      return handleFeedback(desk, actor, ref, classify, ...(assign.unitId ? [assign] : []));
    }
    case 'assign':
      return handleFeedback(desk, actor, ref, assign);
    case 'forward':
      return handleFeedback(desk, actor, ref, { kind: 'forward', agency: values['agency'] ?? '', text });
    case 'join': {
      const first = await desk.database.feedback.findUnique({ where: { code: values['code'] ?? '' }, select: { id: true } });
      if (!first) throw refusalError('feedbackNotFound');
      return handleFeedback(desk, actor, ref, { kind: 'join', sameAs: first.id });
    }
    case 'propose':
      return proposePublication(desk, actor, ref, { question: values['question'] ?? '', answer: values['answer'] ?? '' });
    case 'publish':
      return approvePublication(desk, actor, ref);
    case 'withdraw':
      return withdrawPublication(desk, actor, ref);
    case 'purge':
      return purgeFeedback(desk, actor, ref);
    default:
      return handleFeedback(desk, actor, ref, { kind: step, text });
  }
}
