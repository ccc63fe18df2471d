import type { OpenDatabase } from '#src/platform/database.ts';
import { type Following, followChanges } from '#src/platform/follow.ts';
import { rudeAs } from './rudeWords.ts';

export const RUDE_CHANNEL = 'rude_words';

/** Follows the authority's own rude words, changed here or in another process. */
export async function holdRudeWords(database: OpenDatabase, report: (error: unknown) => void): Promise<Following> {
  const look = async () => rudeAs(await database.prisma.rudeWord.findMany({ select: { text: true, rude: true }, orderBy: { id: 'asc' } }));
  await look();
  const following = followChanges(database, RUDE_CHANNEL, look, report);
  return {
    ...following,
    stop: async () => {
      await following.stop();
      rudeAs([]);
    },
  };
}
