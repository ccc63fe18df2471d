import { findDossierCode } from '#src/dossiers/dossierCode.ts';
import type { Paired } from '#src/staff/commands/pairing.ts';
import { findPairingCode } from '#src/staff/pairingCode.ts';
import type { Analyser } from '#src/text/analyse.ts';
import { type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from './facts.ts';
import { SERVE, type ServeEvent, serveEventOf } from './handover/asks.ts';
import { createServeReader } from './handover/official.ts';
import { createMoveFinder, type MoveWords } from './moves.ts';
import type { State } from './state.ts';
import { LIST, type WorkEvent, workEventOf } from './workEvent.ts';

/**
 * What a message asks as an official's: for everybody else it is a message like any other, and is answered as one. `pressed`: a choice that
 * only officials are shown.
 */
export type OfficialAsk =
  | { kind: 'pair'; code: string }
  | { kind: 'work'; event: WorkEvent; pressed: boolean }
  | { kind: 'serve'; event: ServeEvent; pressed: boolean };

/** UTF-16 units that may stand around a code. */
const ALONE = 3;

/** Prepares the words once; the result finds what a message may ask as an official's, else null. */
export function createOfficialReader(words: MoveWords, analyse: Analyser): (state: State, message: string) => OfficialAsk | null {
  const findMove = createMoveFinder(words, analyse);
  const plainWords = (text: string) => analyse(text).words.map((word) => word.plain);
  const polite = new Set(words.polite.flatMap(plainWords));
  /** The words folded, without polite ones around them. */
  const plain = (text: string): string => {
    const all = plainWords(text);
    const meant = (word: string) => !polite.has(word);
    return all.slice(all.findIndex(meant), all.findLastIndex(meant) + 1).join(' ');
  };
  const list = new Set(words.work.map(plain));
  const readServe = createServeReader(words.serve, plain, analyse);
  const work = (event: WorkEvent | null, pressed = false): OfficialAsk | null => event && { kind: 'work', event, pressed };
  const serve = (event: ServeEvent | null, pressed = false): OfficialAsk | null => event && { kind: 'serve', event, pressed };
  const pick = (payload: string): OfficialAsk | null => {
    if (payload.startsWith(LIST)) return work(workEventOf(payload), true);
    return payload.startsWith(SERVE) ? serve(serveEventOf(payload), true) : null;
  };

  return (state, message) => {
    if (message.startsWith('#')) return pick(message);
    const code = findPairingCode(message);
    if (code) return { kind: 'pair', code };
    const move = findMove(message);
    const chosen = move?.kind === 'select' ? state.menu.at(move.number === -1 ? -1 : move.number - 1) : undefined;
    if (chosen) return pick(chosen);
    const asked = plain(message);
    const served = readServe(state, message);
    if (served) return serve(served);
    if (list.has(asked)) return work({ kind: 'list', page: 0 });
    const waiting = state.waiting === null ? null : workEventOf(state.waiting);
    if (waiting?.kind === 'act' && move?.kind === 'back') return work({ kind: 'open', id: waiting.id });
    if (waiting?.kind === 'act' && move?.kind !== 'restart') return work({ ...waiting, text: message.trim() });
    const dossier = findDossierCode(message);
    // A code alone is opened; words around it are for the citizen who is answered.
    const alone = dossier !== null && message.trim().length <= dossier.length + ALONE;
    if (state.serving !== null && !alone && move?.kind !== 'restart') return serve({ kind: 'say', id: state.serving, text: message.trim() });
    return dossier === null ? null : work({ kind: 'code', code: dossier });
  };
}

/** What came of a pairing code, in words. */
export function drawPaired(paired: Paired, { say, now }: Pick<Facts, 'say' | 'now'>): Reply {
  const text = (content: string) => reply([{ kind: 'text', text: content }]);
  switch (paired.kind) {
    case 'paired':
      return reply([{ kind: 'text', text: say('work.pair.done', { name: paired.name }) }], [{ label: say('work.list'), payload: LIST }]);
    case 'slowed':
      return text(say('work.pair.slowed', { minutes: Math.max(1, Math.ceil((paired.until.getTime() - now.getTime()) / 60_000)) }));
    case 'wrong':
      return text(say('work.pair.wrong'));
  }
}
