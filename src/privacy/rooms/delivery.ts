import type { PersonalRoom } from '#src/platform/personalData.ts';

/** Conversations and what went in and out. The rows that carried messages lose their content when these have taken effect. */
export const deliveryData: PersonalRoom = {
  room: 'delivery',
  tables: {
    conversation: 'deleted',
    answer: 'deleted',
    web_message: 'deleted',
    inbox: 'deleted',
    outbox: 'deleted',
    outbox_lane: { kept: 'lastAnswer' },
    outbox_channel: 'nothing',
  },
  async held(tx, { channel, conversationId }) {
    const where = { channel, conversationId };
    const [conversation, answer, web] = [
      await tx.conversation.findMany({ where: { channel, id: conversationId } }),
      await tx.answer.findMany({ where, select: { replies: true, at: true } }),
      await tx.webMessage.findMany({ where, select: { reply: true, at: true } }),
    ];
    return { conversation, answer, web_message: web };
  },
  async erase(tx, { channel, conversationId }) {
    await tx.answer.deleteMany({ where: { channel, conversationId } });
    await tx.webMessage.deleteMany({ where: { channel, conversationId } });
    // What still waits of their own is being answered now; what has been handled goes.
    await tx.inbox.deleteMany({ where: { channel, conversation: conversationId, state: { not: 'new' } } });
    await tx.outbox.deleteMany({ where: { channel, chat: conversationId, endedAt: { not: null } } });
  },
};
