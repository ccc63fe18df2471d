import { recordAudit } from '#src/platform/audit.ts';
import type { Transaction } from '#src/platform/database.ts';
import { actorId, type PersonActor } from '#src/staff/actor.ts';
import { scopesOf } from '#src/staff/policy.ts';
import { allow, type Staff } from '#src/staff/staff.ts';
import type { Campaign } from '../model.ts';
import { refusal } from '../refusals.ts';

/** What is said, to whom and when: what a second person approves. */
export type Content = Pick<Campaign, 'title' | 'text' | 'titleEn' | 'textEn' | 'topics' | 'areas' | 'perMinute' | 'sendAt'>;

/** Which campaign, and as it was when the person saw it. */
export interface Seen {
  id: number;
  revision: number;
}

/** Begins a draft of the person's agency. Returns its id. */
export async function writeCampaign({ database, clock }: Staff, actor: PersonActor, content: Content): Promise<number> {
  allow(actor, 'campaign.edit');
  const [scope] = scopesOf(actor, 'campaign.edit');
  const agencyId = scope?.agencyId ?? actor.memberships[0]?.agencyId ?? '';
  const now = clock.now();
  return database.$transaction(async (tx) => {
    const { id } = await tx.campaign.create({ data: { ...content, agencyId, authorId: actor.id, createdAt: now } });
    await recordAudit(tx, { at: now, actor: actorId(actor), action: 'campaign.write', subject: `campaign:${id}` });
    return id;
  });
}

/** Locks a campaign that is as the person saw it. */
export async function lockSeen(tx: Transaction, { id, revision }: Seen): Promise<Campaign> {
  await tx.$queryRaw`SELECT 1 FROM campaign WHERE id = ${id} FOR UPDATE`;
  const campaign = await tx.campaign.findUnique({ where: { id } });
  if (!campaign) throw refusal('campaignUnknown');
  if (campaign.revision !== revision) throw refusal('campaignChanged');
  return campaign;
}

/** Changes a draft. What has been handed in is taken back first. */
export async function changeCampaign({ database, clock }: Staff, actor: PersonActor, seen: Seen, content: Content): Promise<void> {
  await database.$transaction(async (tx) => {
    const campaign = await lockSeen(tx, seen);
    allow(actor, 'campaign.edit', { agencyId: campaign.agencyId });
    if (campaign.state !== 'draft') throw refusal('campaignWrongState');
    // Whoever wrote the words last is their author: they do not approve them.
    await tx.campaign.update({ where: { id: seen.id }, data: { ...content, authorId: actor.id, revision: { increment: 1 } } });
    await recordAudit(tx, { at: clock.now(), actor: actorId(actor), action: 'campaign.change', subject: `campaign:${seen.id}` });
  });
}

/** Lets go of a draft. */
export async function dropCampaign({ database, clock }: Staff, actor: PersonActor, seen: Seen): Promise<void> {
  await database.$transaction(async (tx) => {
    const campaign = await lockSeen(tx, seen);
    allow(actor, 'campaign.edit', { agencyId: campaign.agencyId });
    if (campaign.state !== 'draft') throw refusal('campaignWrongState');
    await tx.campaign.delete({ where: { id: seen.id } });
    await recordAudit(tx, { at: clock.now(), actor: actorId(actor), action: 'campaign.drop', subject: `campaign:${seen.id}` });
  });
}
