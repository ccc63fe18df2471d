import type { Channel, ChannelHealth, Inbound, Outcome, Part } from '#src/delivery/channel.ts';
import type { TakeTurn } from '#src/delivery/turn.ts';
import { reply } from '#src/text/reply.ts';

/** A channel in memory: what is sent is written down, and each call's outcome can be scripted. */
export function probeChannel(options: Partial<Channel> & { outcome?: (chat: string, text: string) => Outcome | Promise<Outcome> } = {}) {
  const sent: { chat: string; text: string; at: number }[] = [];
  const { outcome, ...rest } = options;
  let health: ChannelHealth = { ok: true, name: 'probe' };
  const channel: Channel = {
    id: 'probe',
    limits: { perSecond: 1000, perSecondPerChat: 1000, perMonth: null },
    receive: (headers, body) => {
      if (headers['x-secret'] !== 'right') return { kind: 'refused', status: 403, code: 'secretWrong' };
      return { kind: 'events', events: JSON.parse(body.toString('utf8')) as Inbound[], ignored: 0 };
    },
    render: (said) => said.blocks.map((block): Part => ({ text: 'text' in block ? block.text : block.kind })),
    send: async (chat, part) => {
      const result = (await outcome?.(chat, String(part['text']))) ?? ({ kind: 'sent', message: null } as const);
      if (result.kind === 'sent') sent.push({ chat, text: String(part['text']), at: Date.now() });
      return result;
    },
    prepare: async () => health,
    ...rest,
  };
  return {
    channel,
    sent,
    textsTo: (chat: string) => sent.filter((entry) => entry.chat === chat).map((entry) => entry.text),
    setHealth: (next: ChannelHealth) => {
      health = next;
    },
  };
}

export const said = (conversation: string, eventKey: string, text: string): Inbound => ({ conversation, eventKey, content: { kind: 'text', text } });

/** Counts the messages of each conversation and says the number with the words, so that what was lost, doubled or swapped shows. */
export const countingTurns: TakeTurn = (_talk, heard, state, locale) => {
  const count = ((state as { count?: number } | null)?.count ?? 0) + 1;
  const words = heard.kind === 'text' ? heard.text : heard.kind;
  if (words === 'poison') throw new Error('a text that always fails');
  return {
    state: { count },
    locale,
    replies: [reply([{ kind: 'text', text: `${count} ${words}` }])],
    erase: false,
    intent: 'test',
    outcome: 'answered',
  };
};
