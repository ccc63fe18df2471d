import type { Paired } from '#src/staff/commands/pairing.ts';
import { findPairingCode } from '#src/staff/pairingCode.ts';
import type { Analyser } from '#src/text/analyse.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import type { MoveWords } from './moves.ts';
import type { State } from './state.ts';

/** What a message asks as an official's: for everybody else it is a message like any other, and is answered as one. */
export type OfficialAsk = { kind: 'pair'; code: string };

export type OfficialTold = { kind: 'pair'; paired: Paired };

/** Prepares the words once; the result finds what a message may ask as an official's, else null. */
export function createOfficialReader(_words: MoveWords, _analyse: Analyser): (state: State, message: string) => OfficialAsk | null {
  return (_state, message) => {
    const code = findPairingCode(message);
    return code ? { kind: 'pair', code } : null;
  };
}

/** The answer in words. */
export function drawOfficial({ paired }: OfficialTold, { say, now }: Pick<Facts, 'say' | 'now'>): Reply {
  const text = (content: string) => reply([{ kind: 'text', text: content }]);
  switch (paired.kind) {
    case 'paired':
      return text(say('work.pair.done', { name: paired.name }));
    case 'slowed':
      return text(say('work.pair.slowed', { minutes: Math.max(1, Math.ceil((paired.until.getTime() - now.getTime()) / 60_000)) }));
    case 'wrong':
      return text(say('work.pair.wrong'));
  }
}
