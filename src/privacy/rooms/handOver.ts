import { eraseHandOvers } from '#src/handover/commands/citizen.ts';
import type { PersonalRoom } from '#src/platform/personalData.ts';

/** What was said with a person: gone with the citizen, and after its period for everybody. */
export const handOverData: PersonalRoom = {
  room: 'handover',
  tables: { hand_over: 'deleted', hand_over_message: 'deleted', hand_over_rule: 'staff' },
  async held(tx, chat) {
    const select = { askedAt: true, state: true, messages: { select: { at: true, text: true }, orderBy: { id: 'asc' } } } as const;
    return { hand_over: await tx.handOver.findMany({ where: chat, select }) };
  },
  erase: eraseHandOvers,
};
