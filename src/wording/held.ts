import type { OpenDatabase } from '#src/platform/database.ts';
import { type Following, followChanges } from '#src/platform/follow.ts';
import { LOCALES, originalIn, type Wording, wordAs } from '#src/platform/texts.ts';
import { wordingFault } from './check.ts';
import { SENTENCES } from './sentences.ts';

export const WORDING_CHANNEL = 'wording';

/**
 * Puts the authority's own sentences in the place of the originals, and follows their changes, here or in another process. Whoever says a sentence
 * looks nothing up for it. One that no longer fits its original, since a new version names other values, is left out and reported.
 */
export async function holdWording(database: Pick<OpenDatabase, 'kind' | 'pool' | 'prisma'>, report: (error: unknown) => void): Promise<Following> {
  const look = async (): Promise<void> => {
    const rows = await database.prisma.wordingText.findMany();
    const own: Wording[] = rows.flatMap(({ locale: kept, key, text }) => {
      const locale = LOCALES.find((known) => known === kept);
      if (!locale || !SENTENCES.some((sentence) => sentence.key === key)) return [];
      if (wordingFault(originalIn(locale, key), text) === null) return [{ locale, key, text }];
      report(new Error(`the wording of ${key} in ${locale} does not fit its original`));
      return [];
    });
    wordAs(own);
  };
  await look();
  const following = followChanges(database as OpenDatabase, WORDING_CHANNEL, look, report);
  return {
    ...following,
    stop: async () => {
      await following.stop();
      wordAs([]);
    },
  };
}
