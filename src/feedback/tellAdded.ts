import { type Calendar, nextWorkingMoment } from '#src/calendar/index.ts';
import { enqueue } from '#src/notices/enqueue.ts';
import type { Address, Notice } from '#src/notices/notice.ts';
import { QUIET_HOURS } from '#src/notices/quietHours.ts';
import type { Transaction } from '#src/platform/database.ts';
import { sayIn } from '#src/platform/texts.ts';
import { loadReach, stepsIn } from '#src/staff/reach.ts';
import { loadMembers, peopleAt } from '#src/staff/whoIsWho.ts';
import { dayOf } from '#src/text/formats.ts';
import { reply } from '#src/text/reply.ts';
import type { Feedback } from './model.ts';

/**
 * Whoever is in charge of answered feedback hears that its citizen has said more: no reminder runs at it any more. In working time, once until
 * somebody acts on it; an absent person's stand-in instead. Nothing of what was said is in it. Returns how many notices were kept.
 */
export async function tellAdded(tx: Transaction, feedback: Feedback, { calendar, now }: { calendar: Calendar; now: Date }): Promise<number> {
  const { id, code, version, agencyId, unitId, officerId, topic } = feedback;
  // What is said of an official is for heads and leaders, never for colleagues (domain reference 4.5).
  const place = { agencyId, unitId, field: '', officerId, ...(topic === 'attitude' && { headsOnly: true as const }) };
  const inCharge = peopleAt(await loadMembers(tx, dayOf(now)))('officer', place);
  const reach = await loadReach(tx, inCharge, now);
  const notBefore = nextWorkingMoment(calendar, now);
  const receivers = new Set(inCharge.flatMap((person) => stepsIn(person, reach) ?? []));
  const notices = [...receivers].map((person): Notice => {
    const { chats, locale } = reach.get(person)!;
    const say = sayIn(locale);
    return {
      kind: 'notice',
      to: chats.map(({ channel, chatId }): Address => ({ channel, chat: chatId })) as [Address, ...Address[]],
      reply: reply([{ kind: 'text', text: say('feedback.desk.toldAdded', { code }) }]),
      locale,
      key: `feedbackAdded:${id}:${version}:${person}`,
      subject: `feedback:${code}`,
      notBefore,
    };
  });
  return enqueue(tx, notices, now, QUIET_HOURS);
}
