import type { EntryKind } from '#src/directory/editing/rows.ts';
import type { Database, Transaction } from '#src/platform/database.ts';

/**
 * For what an agency or unit is used: people who work or worked there, dossiers, feedback, talks, keys, its own calendar, what was sent for it.
 * Each is told by a word of `directoryPage.use`. Administrative units are used by the directory alone.
 */
export async function usesOf(tx: Database | Transaction, kind: EntryKind, id: string): Promise<readonly string[]> {
  if (kind !== 'agency') return [];
  const there = { OR: [{ agencyId: id }, { unitId: id }] };
  const counts: [string, () => Promise<number>][] = [
    ['people', () => tx.membership.count({ where: there })],
    ['dossiers', () => tx.dossier.count({ where: there, take: 1 })],
    ['feedback', () => tx.feedback.count({ where: there, take: 1 })],
    ['talks', () => tx.handOver.count({ where: there, take: 1 })],
    ['keys', () => tx.apiKey.count({ where: { agencyId: id } })],
    ['campaigns', () => tx.campaign.count({ where: { agencyId: id } })],
    ['calendar', async () => (await tx.calendarDay.count({ where: { agencyId: id } })) + (await tx.workingHours.count({ where: { agencyId: id } }))],
  ];
  const used: string[] = [];
  for (const [name, count] of counts) if ((await count()) > 0) used.push(name);
  return used;
}
