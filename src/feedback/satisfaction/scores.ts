import type { Say } from '#src/platform/texts.ts';
import type { Choice } from '#src/text/reply.ts';

export const RATED = ['dossier', 'feedback'] as const;
export type Rated = (typeof RATED)[number];

/** From very satisfied to very dissatisfied, as the satisfaction index (SIPAS) asks. */
export const SCORES = [5, 4, 3, 2, 1] as const;
export type Score = (typeof SCORES)[number];

const VERBS: Record<Rated, string> = { dossier: '#sd', feedback: '#sf' };

export const scoreChoices = (kind: Rated, subject: string, say: Say): Choice[] =>
  SCORES.map((score) => ({ payload: `${VERBS[kind]}:${score}:${subject}`, label: say(`feedback.score.${score}`) }));

/** What a choice's payload answers about satisfaction; null when it is about something else. */
export function scoreOf(payload: string): { kind: Rated; subject: string; score: Score } | null {
  const [verb, given = '', subject = ''] = payload.split(':');
  const kind = RATED.find((known) => VERBS[known] === verb);
  const score = SCORES.find((known) => String(known) === given);
  return kind && score && subject ? { kind, subject, score } : null;
}
