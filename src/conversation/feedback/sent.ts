import { scoreOf } from '#src/feedback/satisfaction/scores.ts';
import { mask } from '#src/text/mask.ts';
import type { Reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { Intent } from '../intents.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawReferral } from '../topics.ts';
import type { Understanding } from '../understand.ts';
import type { Doing } from './draft.ts';
import { asking, homeAfter, leaveDraft, note, said } from './step.ts';

/** After a rating, what sounds like one of these is no comment but a new matter. */
const NEW_MATTERS: readonly Intent[] = ['procedure', 'dossier', 'directory', 'menu', 'language', 'privacy', 'handover', 'help'];

const thanks = (facts: Facts): Reply => homeAfter(facts, 'feedback.told.thanks');

/** A choice about what has been sent: how it stands, more of it, a rating; null when it is none of these. */
export function sentChoice(state: State, payload: string, facts: Facts): Step | null {
  const [verb = '', rest = ''] = payload.split(/:(.*)/s);
  const score = scoreOf(payload);
  if (score) {
    const doing: Doing = { what: 'comment', kind: score.kind, subject: score.subject };
    return asking({ ...leaveDraft(state), doing }, { kind: 'rate', of: score.kind, subject: score.subject, score: score.score });
  }
  switch (verb) {
    case '#j':
      return asking({ ...state, draft: null }, { kind: 'follow', code: rest });
    case '#i':
      return asking(leaveDraft(state), { kind: 'status', code: rest || null });
    case '#a':
      return said({ ...leaveDraft(state), doing: { what: 'add', kind: 'feedback', subject: rest } }, [note(facts, 'feedback.ask.add')]);
    case '#r':
      return said({ ...leaveDraft(state), doing: { what: 'reopen', kind: 'feedback', subject: rest } }, [note(facts, 'feedback.ask.reopen')]);
  }
  if (payload === '#e:skip') return { ...said({ ...state, doing: null }, [thanks(facts)]), outcome: 'answered' };
  return payload === '#e:mine' ? asking(leaveDraft(state), { kind: 'status', code: null }) : null;
}

/** What is written next to feedback that has been sent, or a rating that has been given. */
export function sentWords(state: State, { what, kind, subject }: Doing, message: string, meaning: Understanding | null, facts: Facts): Step | null {
  const done = { ...state, doing: null };
  if (meaning?.move) return meaning.move.kind === 'no' && what === 'comment' ? said(done, [thanks(facts)]) : null;
  if (what === 'comment' && meaning && NEW_MATTERS.includes(meaning.intent)) return null;
  const { kind: referral, parts } = facts.refer(message);
  const before = referral ? [drawReferral(referral, facts)] : [];
  const text = mask(parts.feedback.trim()).slice(0, 3000);
  if (!text) return { ...said(done, before), intent: referral ? 'referral' : 'feedback', outcome: 'answered' };
  return what === 'comment'
    ? asking(done, { kind: 'comment', of: kind, subject, text }, before)
    : asking(done, { kind: what, code: subject, text, photo: null }, before);
}
