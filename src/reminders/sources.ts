import { dossierSource } from './dossierSource.ts';
import { feedbackSource } from './feedbackSource.ts';
import { officeSource } from './officeSource.ts';
import type { Source } from './subject.ts';
import { weekSource } from './weekly/weekSource.ts';

/** Everything that is reminded of; `reviewsDue` counts the procedures of the catalogue in force whose review is due on a day. */
export const reminderSources = (reviewsDue: (today: string) => number): Source[] => [
  dossierSource,
  feedbackSource,
  officeSource(reviewsDue),
  weekSource,
];
