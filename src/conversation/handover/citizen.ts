import { formatDate, formatDateTime } from '#src/text/formats.ts';
import { mask } from '#src/text/mask.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { Heard } from '../heard.ts';
import type { Move } from '../moves.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawReferral, officeBlocks } from '../topics.ts';
import type { PersonAsk, PersonTold } from './asks.ts';

const LEAVE = '#n:leave';
const STAY = '#n:stay';

/** What a message asks of a person, and what must be said of it first: the door for what may not be taken in. */
export interface PersonHeard {
  ask: PersonAsk;
  before: Reply[];
}

/**
 * What was done, as something for a person: null when it is not, or nobody was asked for. `step` is what the assistant would answer. What
 * must go by another door is taken out before anything is kept.
 */
export function hearForPerson(
  state: State,
  heard: Heard,
  step: Pick<Step, 'intent'>,
  findMove: (text: string) => Move | null,
  facts: Facts,
): PersonHeard | null {
  const plain = (ask: PersonAsk): PersonHeard => ({ ask, before: [] });
  const words = (message: string, photo: string | null): PersonHeard => {
    const { kind, parts } = facts.refer(message);
    const text = mask(parts.feedback.trim());
    const { topic } = facts.readFeedback(text);
    const nod = photo === null && (step.intent === 'thanks' || step.intent === 'greeting') ? step.intent : null;
    return { ask: { kind: 'say', text, topic, photo: text || kind === null ? photo : null, nod }, before: kind ? [drawReferral(kind, facts)] : [] };
  };
  const typed = heard.kind === 'text' ? heard.text : heard.kind === 'choice' ? heard.payload : '';
  if (!state.handedOver) {
    if (step.intent !== 'handover') return null;
    // "Cho gặp cán bộ, tôi nộp hồ sơ đất ba tuần rồi…": the question has come with it.
    const question = typed.startsWith('#') ? null : words(typed, null);
    const telling = question !== null && facts.readFeedback(typed).telling;
    const { text = null, topic = 'other' } = telling && question.ask.kind === 'say' ? question.ask : {};
    return { ask: { kind: 'ask', text: text || null, topic }, before: question?.before ?? [] };
  }
  if (heard.kind === 'photo') return words(heard.caption, heard.file);
  if (heard.kind === 'location') return words(`${heard.latitude.toFixed(5)}, ${heard.longitude.toFixed(5)}`, null);
  const move = typed.startsWith('#') ? null : findMove(typed);
  const picked = move?.kind === 'select' ? state.menu.at(move.number === -1 ? -1 : move.number - 1) : undefined;
  const payload = picked ?? typed;
  if (payload === LEAVE) return plain({ kind: 'leave' });
  if (payload === STAY) return plain({ kind: 'ask', text: null, topic: 'other' });
  if (payload.startsWith('#') || typed.trim() === '') return step.intent === 'handover' ? plain({ kind: 'ask', text: null, topic: 'other' }) : null;
  if (move?.kind === 'back' || move?.kind === 'restart') return plain({ kind: 'leaving' });
  return words(typed, null);
}

/** What came of it, in words; nothing where a person reads and will answer. */
export function drawPersonTold(told: PersonTold, facts: Facts): Reply[] {
  const { say } = facts;
  const leave = { payload: LEAVE, label: say('handOver.pick.leave') };
  const home = { payload: '#m', label: say('home.label') };
  const text = (key: string, values: Record<string, string | number> = {}) => ({
    kind: 'text' as const,
    text: say(`handOver.citizen.${key}`, values),
  });
  switch (told.kind) {
    case 'waiting':
      return [reply([text('waiting', { minutes: told.minutes })])];
    case 'question':
      return [reply([text('question', { from: formatDateTime(told.from) }), ...officeBlocks(facts)], [leave])];
    case 'promised':
      return [
        reply(
          [text('promised', { code: told.code, from: formatDateTime(told.from), due: formatDate(told.dueAt) })],
          [{ payload: `#i:${told.code}`, label: say('feedback.pick.follow') }, home],
        ),
      ];
    case 'passedOn':
      return told.waiting ? [reply([text('kept')])] : [];
    case 'slowed':
      return [reply([text('slowed')])];
    case 'leaving':
      return [reply([text('leaving')], [leave, { payload: STAY, label: say('handOver.pick.stay') }])];
    case 'left':
      return [reply([text('left')], [home])];
  }
}

/** Whether the person is still asked for after this. */
export const isHandedOver = ({ kind }: PersonTold): boolean => kind !== 'promised' && kind !== 'left';
