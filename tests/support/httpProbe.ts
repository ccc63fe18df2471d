import { Agent, type IncomingMessage, request } from 'node:http';
import type { Channel, Inbound, Outcome } from '#src/delivery/channel.ts';

/** The smallest platform over HTTP: events come in as they are, a message goes out as one POST. For chaos and measurements. */
export function httpProbe(sink: string, id = 'probe', callMs = 5000): Channel {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const outcomeOf = ({ statusCode = 0, headers }: IncomingMessage, body: string): Outcome => {
    if (statusCode === 429) return { kind: 'retry', reason: '429', afterMs: Number(headers['retry-after-ms'] ?? 100), wholeChannel: true };
    if (statusCode >= 500) return { kind: 'retry', reason: String(statusCode) };
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
    send: (chat, part, signal) =>
      new Promise<Outcome>((done) => {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(callMs)]);
        const body = JSON.stringify({ chat, text: part['text'] });
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        const call = request(sink, { method: 'POST', headers, agent, signal: limit }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk) => (text += chunk));
          response.on('end', () => done(outcomeOf(response, text)));
          response.on('error', () => done({ kind: 'unknown', reason: 'broken' }));
        });
        call.on('error', (error: NodeJS.ErrnoException) =>
          done(error.code === 'ECONNREFUSED' ? { kind: 'retry', reason: 'refused' } : { kind: 'unknown', reason: 'broken' }),
        );
        call.end(body);
      }),
    prepare: async () => ({ ok: true, name: id }),
  };
}
