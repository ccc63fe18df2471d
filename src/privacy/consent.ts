import type { Transaction } from '#src/platform/database.ts';
import type { ChatOfPerson } from '#src/platform/personalData.ts';

/** What is agreed to, each apart (Luật 91/2025/QH15: explicit, specific, no default). Looking things up needs none. */
export const PURPOSES = ['feedback', 'notices', 'news'] as const;
export type Purpose = (typeof PURPOSES)[number];

/** Of the text `privacy.consent.<purpose>` in locales/: a new text gets a new version, and is asked for again. */
export const CONSENT_VERSIONS: Record<Purpose, string> = { feedback: 'feedback-2026-11', notices: 'notices-2026-11', news: 'news-2026-11' };

/** Whether the person agreed to the text as it is now. */
export const hasConsent = async (tx: Transaction, chat: ChatOfPerson, purpose: Purpose): Promise<boolean> =>
  (await tx.consent.count({ where: { ...chat, purpose, version: CONSENT_VERSIONS[purpose], withdrawnAt: null } })) > 0;

/** Keeps that the person agreed: which text, and when. Agreeing twice is agreeing once. */
export async function giveConsent(tx: Transaction, chat: ChatOfPerson, purpose: Purpose, now: Date): Promise<void> {
  if (await hasConsent(tx, chat, purpose)) return;
  await tx.consent.create({ data: { ...chat, purpose, version: CONSENT_VERSIONS[purpose], at: now } });
}

/** Takes back every agreement, or that to one purpose. What was done before stays lawful. Returns how many there were. */
export async function withdrawConsent(tx: Transaction, chat: ChatOfPerson, now: Date, purpose?: Purpose): Promise<number> {
  const { count } = await tx.consent.updateMany({ where: { ...chat, ...(purpose && { purpose }), withdrawnAt: null }, data: { withdrawnAt: now } });
  return count;
}
