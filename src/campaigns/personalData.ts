import type { PersonalRoom } from '#src/platform/personalData.ts';
import { unsubscribe } from './subscribe.ts';

/** Who asked for news, and what is on its way to them. Of what was sent only numbers stay. */
export const campaignData: PersonalRoom = {
  room: 'campaigns',
  tables: { campaign: 'staff', campaign_subscription: 'deleted', campaign_letter: 'deleted' },
  async held(tx, chat) {
    const campaign_subscription = await tx.campaignSubscription.findMany({
      where: chat,
      select: { topics: true, areas: true, locale: true, at: true },
    });
    const campaign_letter = await tx.campaignLetter.findMany({ where: chat, select: { campaignId: true, state: true } });
    return { campaign_subscription, campaign_letter };
  },
  async erase(tx, chat, now) {
    await unsubscribe(tx, chat, now);
    await tx.campaignLetter.deleteMany({ where: chat });
  },
};
