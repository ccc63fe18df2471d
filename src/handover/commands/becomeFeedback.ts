import { type Calendar, nextWorkingMoment } from '#src/calendar/index.ts';
import { receiveFeedback } from '#src/feedback/commands/receive.ts';
import type { Topic } from '#src/feedback/model.ts';
import type { Transaction } from '#src/platform/database.ts';
import { loadDuty } from '../duty.ts';
import type { HandOver } from '../model.ts';
import { type Said, tellPeople } from '../say.ts';
import { masked, take, takeMessages } from '../store.ts';

export interface Promised {
  code: string;
  /** When somebody reads it: the next moment of working time. */
  from: Date;
  dueAt: Date;
}

/**
 * What was said goes on as feedback with a code and a due date, and whoever is on duty in the next moment of working time finds it in their
 * chat. Null when nothing has been said yet: then the next words will. `said`: words that have just come, not kept as a message before. The
 * chat is where the answer goes; no name is asked for.
 */
export async function becomeFeedback(
  tx: Transaction,
  handOver: HandOver,
  { calendar, now, topic = 'other', said = '' }: { calendar: Calendar; now: Date; topic?: Topic; said?: string },
): Promise<Promised | null> {
  const { id, agencyId, unitId, channel, conversationId, locale } = handOver;
  const words = [...(await takeMessages(tx, id)), masked(said)].filter((each) => each.trim() !== '');
  if (words.length === 0) return null;
  const given = {
    ...{ agencyId, unitId, channel, locale, topic, text: words.join('\n'), place: null, latitude: null, longitude: null, dossierCode: null },
    contact: { name: null, phone: null, email: null, address: null, consentVersion: null },
    ...{ chat: { channel, conversationId }, pictures: [], files: [] },
  };
  const feedback = await receiveFeedback(tx, given, calendar, now);
  const from = nextWorkingMoment(calendar, now);
  const [{ rounds, reach }] = await Promise.all([
    loadDuty(tx, handOver, from),
    tx.feedbackFile.updateMany({ where: { handOverId: id }, data: { feedbackId: feedback.id, handOverId: null } }),
    take(tx, handOver, { kind: 'end', how: 'feedback' }, now),
  ]);
  const told: Said = {
    once: 'feedback',
    blocks: (say) => [{ kind: 'text', text: say('handOver.official.becameFeedback', { id, code: feedback.code }) }],
    notBefore: from,
  };
  await tellPeople(tx, handOver, rounds[0] ?? [], reach, told, now);
  return { code: feedback.code, from, dueAt: feedback.dueAt };
}
