import { recordAudit } from '#src/platform/audit.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import type { Action } from '#src/staff/policy.ts';
import { allow, type Staff } from '#src/staff/staff.ts';
import type { Campaign, CampaignState } from '../model.ts';
import { refusal } from '../refusals.ts';
import { takeBackAll } from '../settle.ts';
import { lockSeen, type Seen } from './write.ts';

interface Decision {
  verb: 'submit' | 'return' | 'approve' | 'stop';
  action: Action;
  from: readonly CampaignState[];
  change(campaign: Campaign, now: Date): Partial<Omit<Campaign, 'figures'>>;
}

async function decide({ database, clock }: Staff, actor: PersonActor, seen: Seen, { verb, action, from, change }: Decision): Promise<void> {
  const now = clock.now();
  await database.$transaction(async (tx) => {
    const campaign = await lockSeen(tx, seen);
    allow(actor, action, { agencyId: campaign.agencyId });
    if (!from.some((state) => state === campaign.state)) throw refusal('campaignWrongState');
    await tx.campaign.update({ where: { id: seen.id }, data: { ...change(campaign, now), revision: { increment: 1 } } });
    await recordAudit(tx, { at: now, actor: actorId(actor), action: `campaign.${verb}`, subject: `campaign:${seen.id}` });
  });
}

/** Hands a draft in for approval. */
export const submitCampaign = (staff: Staff, actor: PersonActor, seen: Seen): Promise<void> =>
  decide(staff, actor, seen, {
    verb: 'submit',
    action: 'campaign.edit',
    from: ['draft'],
    change: (_campaign, now) => ({ state: 'submitted', submittedAt: now, returnedReason: null }),
  });

/** Makes a draft of what was handed in, or approved and not begun: its author takes it back, an approver says what is to be changed. */
export const returnCampaign = (staff: Staff, actor: PersonActor, seen: Seen, reason: string | null): Promise<void> =>
  decide(staff, actor, seen, {
    verb: 'return',
    action: 'campaign.edit',
    from: ['submitted', 'approved'],
    change: ({ authorId }) => {
      if (authorId !== actor.id && !reason) throw refusal('campaignReasonMissing');
      return { state: 'draft', submittedAt: null, approverId: null, approvedAt: null, nextAt: null, returnedReason: reason };
    },
  });

/** A second person lets it go, as they saw it, at its time: from then on nobody can change it. Refused for whoever wrote it. */
export const approveCampaign = (staff: Staff, actor: PersonActor, seen: Seen): Promise<void> =>
  decide(staff, actor, seen, {
    verb: 'approve',
    action: 'campaign.approve',
    from: ['submitted'],
    change: ({ authorId, sendAt }, now) => {
      if (authorId === actor.id) throw refusal('campaignOwn');
      return { state: 'approved', approverId: actor.id, approvedAt: now, nextAt: sendAt && sendAt > now ? sendAt : now };
    },
  });

/** Stops it for good, at once: nothing more is queued, and what has not been said is taken back. Returns how many letters that were. */
export async function stopCampaign(staff: Staff, actor: PersonActor, seen: Seen): Promise<number> {
  await decide(staff, actor, seen, {
    verb: 'stop',
    action: 'campaign.edit',
    from: ['approved', 'sending'],
    change: () => ({ state: 'stopped', stoppedBy: actor.id, nextAt: null }),
  });
  return takeBackAll(staff.database, seen.id, staff.clock.now());
}
