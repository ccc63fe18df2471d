import type { PersonalRoom } from '#src/platform/personalData.ts';

/** What was said stays in the authority's files, its personal numbers masked; who said it goes. */
export const feedbackData: PersonalRoom = {
  room: 'feedback',
  tables: {
    feedback: { kept: 'archive' },
    feedback_contact: 'deleted',
    feedback_event: { kept: 'archive' },
    feedback_message: { kept: 'archive' },
    feedback_follower: 'deleted',
    rude_word: 'staff',
    feedback_file: 'deleted',
    feedback_template: 'nothing',
    feedback_terms: 'nothing',
    satisfaction: 'nothing',
  },
  async held(tx, chat) {
    const followed = await tx.feedbackFollower.findMany({
      where: { ...chat, own: true },
      select: {
        feedback: {
          select: {
            ...{ code: true, topic: true, state: true, text: true, place: true, latitude: true, longitude: true, dossierCode: true, createdAt: true },
            contact: { select: { name: true, phone: true, email: true, address: true, consentVersion: true, consentAt: true } },
            messages: { where: { actor: 'citizen' }, select: { text: true, at: true } },
          },
        },
      },
    });
    return { feedback: followed.map(({ feedback }) => feedback) };
  },
  async erase(tx, chat) {
    const own = await tx.feedbackFollower.findMany({ where: { ...chat, own: true }, select: { feedbackId: true } });
    const feedbackId = { in: own.map((follower) => follower.feedbackId) };
    await tx.feedbackContact.deleteMany({ where: { feedbackId } });
    // A picture may show whom it is of.
    await tx.feedbackFile.updateMany({ where: { feedbackId }, data: { feedbackId: null, source: null } });
    await tx.feedbackFollower.deleteMany({ where: chat });
  },
};
