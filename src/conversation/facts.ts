import type { Agency } from '#src/directory/agency.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';

/** Everything that a step of a conversation may look at; nothing in it changes while it answers. */
export interface Facts {
  catalogue: Catalogue;
  /** The authority that runs this assistant, with its one-stop unit. */
  office: Agency;
  say: Say;
  /** The list of texts at a key, in the reader's language. */
  sayAll(key: string): string[];
}
