import type { Analyser } from '#src/text/analyse.ts';
import type { Block } from '#src/text/blocks.ts';
import { formatDateTime } from '#src/text/formats.ts';
import { type Choice, type Reply, reply } from '#src/text/reply.ts';
import type { Facts } from '../facts.ts';
import type { MoveWords } from '../moves.ts';
import type { State } from '../state.ts';
import { type ServeEvent, type ServeTold, servePayload } from './asks.ts';

const KINDS = ['list', 'take', 'open', 'close', 'release', 'pass'] as const;
/** "12: nội dung": to another than the one that is answered now. */
const ADDRESSED = /^(\d{1,9})\s*:\s*(\S[\s\S]*)$/;

/** Prepares the words once; the result reads what an official does about citizens who asked for a person, else null. */
export function createServeReader(words: MoveWords['serve'], plain: (text: string) => string, analyse: Analyser) {
  const kinds = new Map(KINDS.flatMap((kind) => words[kind].map((text) => [plain(text), kind] as const)));
  const all = (text: string) => analyse(text).words.map((word) => word.plain);
  return (state: State, message: string): ServeEvent | null => {
    const said = all(message);
    const number = /^\d{1,9}$/.test(said.at(-1) ?? '') ? Number(said.pop()) : null;
    const kind = kinds.get(plain(said.join(' ')));
    if (kind === 'list') return number === null ? { kind } : null;
    const id = number ?? state.serving;
    if (kind && id !== null) return { kind, id };
    const [, to, text = ''] = ADDRESSED.exec(message.trim()) ?? [];
    return to && state.serving !== null ? { kind: 'say', id: Number(to), text } : null;
  };
}

/** Whom an official answers after this. */
export function servingAfter(serving: number | null, told: ServeTold): number | null {
  if (told.kind === 'serving' || told.kind === 'sent') return told.id;
  const over =
    told.kind === 'closed' || told.kind === 'released' || told.kind === 'passedOn' || (told.kind === 'refused' && told.code !== 'handOverMany');
  return over && told.id === serving ? null : serving;
}

/** What was done or found, for the official. */
export function drawServe(told: ServeTold, { say }: Pick<Facts, 'say'>): Reply[] {
  const text = (key: string, values: Record<string, string | number> = {}): Block => ({
    kind: 'text',
    text: say(`handOver.official.${key}`, values),
  });
  const list: Choice = { payload: servePayload({ kind: 'list' }), label: say('handOver.pick.list') };
  switch (told.kind) {
    case 'list': {
      const entry =
        (kind: 'take' | 'open', key: string) =>
        ({ id, askedAt }: { id: number; askedAt: Date }) => ({
          payload: servePayload({ kind, id }),
          label: say(`handOver.pick.${key}`, { id, since: formatDateTime(askedAt) }),
        });
      const choices = [
        ...told.mine.map(entry('open', 'open')),
        ...told.waiting.map(entry('take', 'takeSince')),
        ...told.others.map(entry('take', 'takeOver')),
      ];
      const { length } = choices;
      return [reply([text(length > 0 ? 'list' : 'empty', { waiting: told.waiting.length, mine: told.mine.length })], choices.slice(0, 10))];
    }
    case 'serving':
      return [
        reply([
          { kind: 'heading', text: say('handOver.official.serving', { id: told.id }) },
          ...told.said.map(({ own, text: words }) => text(own ? 'own' : 'message', { id: told.id, text: words })),
          { kind: 'note', text: say('handOver.official.how') },
        ]),
      ];
    case 'sent':
      // With one conversation alone every word goes there anyway.
      return told.others.length > 0 ? [reply([text('sent', { id: told.id, others: told.others.join(', ') })])] : [];
    case 'colleagues':
      return [
        reply(
          [text(told.people.length > 0 ? 'toWhom' : 'toNobody', { id: told.id })],
          told.people.slice(0, 10).map(({ id, name }) => ({ payload: servePayload({ kind: 'to', id: told.id, person: id }), label: name })),
        ),
      ];
    case 'refused':
      return [reply([{ kind: 'text', text: say(`errors.${told.code}`, { id: told.id }) }], [list])];
    default:
      return [reply([text(told.kind, { id: told.id })], [list])];
  }
}
