import type { Channel, Inbound, Outcome } from '#src/delivery/channel.ts';

/** The smallest platform over HTTP: events come in as they are, a message goes out as one POST. For chaos and measurements. */
export function httpProbe(sink: string, id = 'probe', callMs = 5000): Channel {
  const outcomeOf = async (response: Response): Promise<Outcome> => {
    const body = await response.text();
    if (response.status === 429)
      return { kind: 'retry', reason: '429', afterMs: Number(response.headers.get('retry-after-ms') ?? 100), wholeChannel: true };
    if (response.status >= 500) return { kind: 'retry', reason: String(response.status) };
    return body.startsWith('{') ? { kind: 'sent', message: null } : { kind: 'unknown', reason: 'notJson' };
  };
  return {
    id,
    limits: { perSecond: 100_000, perSecondPerChat: 1000, perMonth: null },
    receive: (headers, body) => {
      if (headers['x-secret'] !== 'right') return { kind: 'refused', status: 403, code: 'secretWrong' };
      return { kind: 'events', events: [JSON.parse(body.toString('utf8')) as Inbound], ignored: 0 };
    },
    render: (said) => [{ text: said.blocks.map((block) => ('text' in block ? block.text : block.kind)).join('\n') }],
    send: async (chat, part, signal) => {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
      const request = {
        method: 'POST',
        body: JSON.stringify({ chat, text: part['text'] }),
        headers: { 'content-type': 'application/json' },
        signal: limit,
      };
      return fetch(sink, request).then(outcomeOf, (error): Outcome => {
        const refused = (error as { cause?: { code?: string } }).cause?.code === 'ECONNREFUSED';
        return refused ? { kind: 'retry', reason: 'refused' } : { kind: 'unknown', reason: 'broken' };
      });
    },
    prepare: async () => ({ ok: true, name: id }),
  };
}
