import type { Environment } from '#src/platform/environment.ts';
import type { Say } from '#src/platform/texts.ts';
import { type Finding, fix, note, ok } from './finding.ts';

/** Settings that are each right and do not go together. Each on its own was checked when they were read. */
export function checkSettings({ PUBLIC_URL, DATABASE_URL, SESSION_SECRET }: Environment, say: Say): Finding[] {
  return [
    ok(say('doctor.settings')),
    ...(PUBLIC_URL ? (PUBLIC_URL.startsWith('https:') ? [] : [note(say('doctor.publicUrlPlain'))]) : [note(say('doctor.publicUrlMissing'))]),
    ...(DATABASE_URL && !SESSION_SECRET ? [fix(say('doctor.sessionSecret'))] : []),
  ];
}
