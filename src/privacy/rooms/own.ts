import type { PersonalRoom } from '#src/platform/personalData.ts';

export const privacyData: PersonalRoom = {
  room: 'privacy',
  tables: { privacy_request: { kept: 'proof' }, consent: { kept: 'proof' }, retention_period: 'nothing', retention_run: 'nothing' },
  async held(tx, chat) {
    const privacy_request = await tx.privacyRequest.findMany({
      where: chat,
      select: { kind: true, text: true, createdAt: true, dueAt: true, answeredAt: true },
    });
    const consent = await tx.consent.findMany({ where: chat, select: { purpose: true, version: true, at: true, withdrawnAt: true } });
    return { privacy_request, consent };
  },
  async erase(tx, chat, now, mark) {
    await tx.consent.updateMany({ where: { ...chat, withdrawnAt: null }, data: { withdrawnAt: now } });
    await tx.consent.updateMany({ where: chat, data: { conversationId: mark } });
    // What they asked for is done, or can no longer be answered.
    await tx.privacyRequest.updateMany({ where: { ...chat, answeredAt: null }, data: { answeredAt: now, answeredBy: 'system' } });
    // That they asked is proof; what they said of themselves is not.
    await tx.privacyRequest.updateMany({ where: chat, data: { conversationId: mark, text: null } });
  },
};
