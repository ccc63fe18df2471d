import { WORK_ACTS, type WorkAct } from '#src/dossiers/work/acts.ts';

/** What an official wants of their work. `args` are what was chosen so far, `text` what was written. */
export type WorkEvent =
  | { kind: 'list'; page: number }
  | { kind: 'open'; id: number }
  | { kind: 'code'; code: string }
  | { kind: 'undo'; held: number }
  | { kind: 'act'; act: WorkAct; id: number; args: string[]; text: string | null };

export const LIST = '#w';

/** An event as the payload of a choice, such as "#w:snooze:12:2026-11-25": at most 64 bytes with a unit's id of 40. */
export function workPayload(event: Exclude<WorkEvent, { kind: 'code' }>): string {
  switch (event.kind) {
    case 'list':
      return event.page === 0 ? LIST : `${LIST}:p:${event.page}`;
    case 'open':
      return `${LIST}:o:${event.id}`;
    case 'undo':
      return `${LIST}:u:${event.held}`;
    case 'act':
      return [LIST, event.act, event.id, ...event.args].join(':');
  }
}

/** The event that a payload means; null when it is none of ours. */
export function workEventOf(payload: string): WorkEvent | null {
  const [mark, verb, number, ...args] = payload.split(':');
  if (mark !== LIST) return null;
  if (verb === undefined) return { kind: 'list', page: 0 };
  const id = /^\d{1,9}$/.test(number ?? '') ? Number(number) : null;
  if (id === null) return null;
  if (verb === 'p') return { kind: 'list', page: id };
  if (verb === 'o') return { kind: 'open', id };
  if (verb === 'u') return { kind: 'undo', held: id };
  const act = WORK_ACTS.find((known) => known === verb);
  return act ? { kind: 'act', act, id, args, text: null } : null;
}
