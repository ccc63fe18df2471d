import type { Calendar } from '#src/calendar/index.ts';
import type { Agency } from '#src/directory/agency.ts';
import type { Directory } from '#src/directory/directory.ts';
import type { Say } from '#src/platform/texts.ts';
import type { Catalogue } from '#src/procedures/content.ts';
import type { AskDirectory } from './directoryQuestions.ts';
import type { ReadFeedback } from './feedback/read.ts';
import type { Filing } from './filingDay.ts';
import type { Refer } from './refer.ts';

/** Everything that a step of a conversation may look at; nothing in it changes while it answers. */
export interface Facts {
  catalogue: Catalogue;
  /** The authority that runs this assistant, with its one-stop unit. */
  office: Agency;
  /** Every agency and administrative unit that is known. */
  directory: Directory;
  /** What a message about offices asks for. */
  askDirectory: AskDirectory;
  /** What of a message must go by another door. */
  refer: Refer;
  /** By which the office counts. */
  calendar: Calendar;
  /** The day of handing in that the message asks about; null is today. */
  filing: Filing | null;
  /** Guesses what feedback is about, and where. */
  readFeedback: ReadFeedback;
  now: Date;
  say: Say;
  /** The list of texts at a key, in the reader's language. */
  sayAll(key: string): string[];
}
