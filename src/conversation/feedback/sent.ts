import { scoreOf } from '#src/feedback/satisfaction/scores.ts';
import { mask } from '#src/text/mask.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import { correctionWords } from '../correction.ts';
import type { Facts } from '../facts.ts';
import type { Intent } from '../intents.ts';
import type { State } from '../state.ts';
import type { Step } from '../step.ts';
import { drawReferral } from '../topics.ts';
import type { Understanding } from '../understand.ts';
import type { Doing, Draft } from './draft.ts';
import { asking, homeAfter, leaveDraft, said } from './step.ts';

/** After a rating, what sounds like one of these is no comment but a new matter. */
const NEW_MATTERS: readonly Intent[] = ['procedure', 'dossier', 'directory', 'menu', 'language', 'privacy', 'handover', 'help'];

/** Where the choices last shown are about feedback of one's own, what is said next may be more of it: after news of it, or a look at it. */
export function aboutOf({ menu }: State): Draft['about'] {
  for (const [verb, what] of [
    ['#a:', 'add'],
    ['#r:', 'reopen'],
  ] as const) {
    const found = menu.find((payload) => payload.startsWith(verb));
    if (found) return { what, code: found.slice(verb.length) };
  }
  return null;
}

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
      return followOne(state, Number.parseInt(rest, 10));
    case '#w':
      return asking(leaveDraft(state), { kind: 'followLink', token: rest });
    case '#i':
      return asking(
        leaveDraft(state),
        /^\d{1,9}$/.test(rest) ? { kind: 'followedStatus', id: Number(rest) } : { kind: 'status', code: rest || null },
      );
    case '#a':
      return askWords(state, { what: 'add', kind: 'feedback', subject: rest }, facts);
    case '#r':
      return askWords(state, { what: 'reopen', kind: 'feedback', subject: rest }, facts);
  }
  if (payload === '#e:skip') return { ...said({ ...state, doing: null }, [thanks(facts)]), outcome: 'answered' };
  return payload === '#e:mine' ? asking(leaveDraft(state), { kind: 'status', code: null }) : null;
}

const askWords = (state: State, doing: Doing, { say }: Facts): Step =>
  said({ ...leaveDraft(state), doing }, [
    reply([{ kind: 'text', text: say(`feedback.ask.${doing.what}`) }], [{ payload: '#e:skip', label: say('feedback.pick.stop') }]),
  ]);

/** One of those that were offered as the same matter; null when nothing is offered any more. */
function followOne(state: State, at: number): Step | null {
  const code = state.draft?.offered[at];
  return code === undefined ? null : asking({ ...state, draft: null }, { kind: 'follow', code });
}

/** What is written next to feedback that has been sent, or a rating that has been given; a picture may come with it. */
export function sentWords(
  state: State,
  { what, kind, subject }: Doing,
  message: string,
  meaning: Understanding | null,
  facts: Facts,
  photo: string | null = null,
): Step | null {
  const done = { ...state, doing: null };
  const { picks } = facts.readFeedback(message);
  const declined = meaning?.move?.kind === 'no' || picks.includes('skip') || picks.includes('no');
  if (declined && photo === null) return { ...said(done, [thanks(facts)]), outcome: 'answered' };
  if (what === 'correct') return correctionWords(state, message, meaning, facts);
  if (meaning?.move) return null;
  if (what === 'comment' && meaning && NEW_MATTERS.includes(meaning.intent)) return null;
  const { kind: referral, parts } = facts.refer(message);
  const before = referral ? [drawReferral(referral, facts)] : [];
  const picture = photo !== null && !referral ? facts.say('feedback.photo') : '';
  const text = mask(parts.feedback.trim()).slice(0, 3000) || picture;
  if (!text) return { ...said(done, before), intent: referral ? 'referral' : 'feedback', outcome: 'answered' };
  return what === 'comment'
    ? asking(done, { kind: 'comment', of: kind, subject, text }, before)
    : asking(done, { kind: what, code: subject, text, photo }, before);
}
