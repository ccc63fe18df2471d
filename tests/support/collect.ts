import { Writable } from 'node:stream';

/** Somewhere to write to, and what was written. */
export function collect(): { stream: Writable; text(): string } {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream, text: () => text };
}
