import type { Calendar } from '#src/calendar/index.ts';
import type { Transaction } from '#src/platform/database.ts';
import { mask } from '#src/text/mask.ts';
import type { Feedback } from '../model.ts';
import { refusalError } from '../refusals.ts';
import { hold } from '../store.ts';
import { tellAdded } from '../tellAdded.ts';
import { applyAct } from './handle.ts';

export interface ChatRef {
  channel: string;
  conversationId: string;
}

/** Who asks for a citizen's step: a chat that it is their own in, or somebody on the page who has the code. */
export type Citizen = { chat: ChatRef } | { page: true };

interface World {
  calendar: Calendar;
  now: Date;
}

async function ownStep(tx: Transaction, citizen: Citizen, code: string, kind: 'add' | 'reopen' | 'close', text: string, { calendar, now }: World) {
  const held = await hold(tx, code);
  const owns =
    'page' in citizen ||
    held.followers.some((each) => each.own && each.channel === citizen.chat.channel && each.conversationId === citizen.chat.conversationId);
  if (!owns) throw refusalError('feedbackNotFound');
  const after = await applyAct(tx, held, { kind, text: mask(text).slice(0, 3000).toWellFormed() }, { now, calendar, actor: 'citizen', tell: false });
  if (kind === 'add' && held.state === 'answered') await tellAdded(tx, held, { calendar, now });
  return after;
}

/** More words to feedback that is being worked on, from its own citizen. */
export const addToFeedback = (tx: Transaction, citizen: Citizen, code: string, text: string, world: World): Promise<Feedback> =>
  ownStep(tx, citizen, code, 'add', text, world);

/** The answer does not do, and why. Throws `feedbackTooLate` after the window. */
export const reopenFeedback = (tx: Transaction, citizen: Citizen, code: string, text: string, world: World): Promise<Feedback> =>
  ownStep(tx, citizen, code, 'reopen', text, world);

/** The chat is told of each step from now on. Returns false when there is no such feedback. */
export async function followFeedback(tx: Transaction, chat: ChatRef, code: string, now: Date): Promise<boolean> {
  const row = await tx.feedback.findUnique({ where: { code }, select: { id: true } });
  if (!row) return false;
  await tx.feedbackFollower.createMany({ data: [{ feedbackId: row.id, ...chat, own: false, since: now }], skipDuplicates: true });
  return true;
}
