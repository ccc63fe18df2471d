import type { Agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { AskDirectory } from './directoryQuestions.ts';

/** Everything that a step of a conversation may look at; nothing in it changes while it answers. */
export interface Facts {
  catalogue: Catalogue;
  /** The authority that runs this assistant, with its one-stop unit. */
  office: Agency;
  /** Every agency and administrative unit that is known. */
  directory: Directory;
  /** What a message about offices asks for. */
  askDirectory: AskDirectory;
  now: Date;
  say: Say;
  /** The list of texts at a key, in the reader's language. */
  sayAll(key: string): string[];
}
