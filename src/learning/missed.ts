import type { Heard } from '#src/conversation/heard.ts';
import type { State } from '#src/conversation/state.ts';
import type { Step } from '#src/conversation/step.ts';

/** Why a question is something to learn from. */
export const REASONS = ['unknown', 'unsure', 'rejected', 'noResult'] as const;
export type Reason = (typeof REASONS)[number];

/** What a turn tells about how well messages are understood; null when there is nothing to learn. */
export type Lesson =
  /** This message was not understood, or several procedures were offered for it. */
  | { reason: 'unknown' | 'unsure'; text: string }
  /** The answer to the message before was not what was meant. */
  | { reason: 'rejected' }
  /** It was answered with a procedure: what comes next may say that this was not meant. */
  | { reason: 'answered'; text: string };

/** Longer ones are stories: neither an alias nor a situation comes of them, and they hold more of a person's life than is needed. */
const LONGEST = 300;

/** Only what asks for a procedure is looked at: not what belongs to feedback, an official's work or a look-up of a dossier. Pure. */
export function lessonOf(before: State, heard: Heard, step: Step): Lesson | null {
  const rejecting = (heard.kind === 'text' && heard.text.startsWith('#n')) || (heard.kind === 'choice' && heard.payload.startsWith('#n'));
  if (rejecting || step.meaning?.move?.kind === 'no') return { reason: 'rejected' };
  const chosen = step.meaning?.move?.kind === 'select' ? before.menu[step.meaning.move.number - 1] : undefined;
  if (chosen?.startsWith('#n')) return { reason: 'rejected' };
  if (heard.kind !== 'text' || heard.text.startsWith('#') || heard.text.length > LONGEST) return null;
  if (before.draft || before.doing || before.waiting || step.effects.length > 0 || !step.meaning || step.meaning.move) return null;
  const { text } = heard;
  const { intent, procedures, group, elsewhere } = step.meaning;
  if (step.outcome === 'unknown' && (step.intent === 'procedure' || step.intent === 'out_of_scope')) return { reason: 'unknown', text };
  if (intent !== 'procedure' || step.intent !== 'procedure' || elsewhere || procedures.length === 0) return null;
  if (step.outcome === 'asked' && !group) return { reason: 'unsure', text };
  return { reason: 'answered', text };
}
