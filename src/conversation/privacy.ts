import type { Block } from '#src/text/blocks.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { payloadOf } from './screen.ts';

/** What a person asks about their own data. */
export type PrivacyAsk = { kind: 'held' } | { kind: 'withdraw' } | { kind: 'correct'; text: string };

/** Asks to have something corrected: what, is asked first. */
export const CORRECT = '#y:correct';

export type PrivacyTold =
  /** How many rows of each table, what stays after erasure and for which duty, and where all of it can be taken home. */
  | { kind: 'held'; counts: { table: string; count: number }[]; duties: readonly string[]; file: string | null }
  | { kind: 'withdrawn'; count: number }
  | { kind: 'requested'; due: Date };

/** What a choice's payload asks about one's own data; null when it is about something else. */
export function privacyAskOf(payload: string): PrivacyAsk | null {
  const kind = /^#y:(held|withdraw)$/.exec(payload)?.[1] as 'held' | 'withdraw' | undefined;
  return kind ? { kind } : null;
}

const text = (content: string): Block => ({ kind: 'text', text: content });

/** What can be asked about one's own data. */
export const privacyChoices = ({ say }: Pick<Facts, 'say'>): Choice[] => [
  { label: say('privacy.choice.held'), payload: '#y:held' },
  { label: say('privacy.choice.correct'), payload: CORRECT },
  { label: say('privacy.choice.withdraw'), payload: '#y:withdraw' },
  { label: say('topic.erase'), payload: payloadOf({ kind: 'topic', topic: 'erase' }) },
  { label: say('home.label'), payload: '#m' },
];

export function drawPrivacy(told: PrivacyTold, facts: Pick<Facts, 'say'>): Reply {
  const { say } = facts;
  switch (told.kind) {
    case 'withdrawn':
      return reply([text(say(told.count > 0 ? 'privacy.withdrawn' : 'privacy.nothingToWithdraw'))], privacyChoices(facts));
    case 'requested':
      return reply([text(say('privacy.requested', { due: formatDateTime(told.due) }))], privacyChoices(facts));
    case 'held': {
      const held = told.counts.map(({ table, count }) => say('privacy.row', { what: say(`privacy.table.${table}`), count }));
      const blocks: Block[] = [
        text(say('privacy.held')),
        { kind: 'list', items: held.length > 0 ? held : [say('privacy.none')] },
        text(say('privacy.stays')),
        { kind: 'list', items: told.duties.map((duty) => say(`privacy.duty.${duty}`)) },
        ...(told.file ? [{ kind: 'link' as const, label: say('privacy.file'), url: told.file }] : []),
      ];
      return reply(blocks, privacyChoices(facts));
    }
  }
}
