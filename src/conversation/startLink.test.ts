import fc from 'fast-check';
import { expect, test } from 'vitest';
import { realAssistant } from '#tests/support/assistant.ts';
import { decodeStart, encodeStart, type StartLink, screenOfStart } from './startLink.ts';

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,62}$/);
const code = fc.stringMatching(/^(\d\.\d{6}|x-[0-9a-f]{10})$/);
const anyLink: fc.Arbitrary<StartLink> = fc.oneof(
  fc.record({ kind: fc.constant('procedure' as const), code }),
  fc.record({ kind: fc.constant('dossier' as const), token }),
  fc.record({ kind: fc.constant('pairing' as const), token }),
  fc.record({ kind: fc.constant('follow' as const), token }),
);

test('every link is found again from its payload, which is at most 64 of the letters that Telegram takes', () => {
  fc.assert(
    fc.property(anyLink, (link) => {
      const payload = encodeStart(link);
      expect(payload).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
      expect(decodeStart(payload)).toEqual(link);
    }),
  );
});

test('every procedure of the catalogue has a link that opens its screen', () => {
  for (const entry of realAssistant().catalogue.procedures.keys())
    expect(screenOfStart(encodeStart({ kind: 'procedure', code: entry }))).toBe(`#p:${entry}:`);
});

test('whatever somebody types after /start is read without harm, and what is none of ours opens the start', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.tuple(fc.constantFrom('p-', 'd-', 'f-', 's-'), fc.string()).map((parts) => parts.join('')),
      ),
      (text) => {
        const screen = screenOfStart(text);
        if (decodeStart(text) === null) expect(screen).toBe('#m');
        else expect(screen).toMatch(/^(#(m$|[pkw]:)|CB-)/);
      },
    ),
  );
  for (const payload of ['', 'p-', 'q-1', 'p-a b', `d-${'a'.repeat(63)}`]) expect(decodeStart(payload), payload).toBeNull();
  expect(screenOfStart('d-abc')).toBe('#m');
  expect(screenOfStart('f-7-abc')).toBe('#w:7-abc');
});

test('what does not fit is refused, not cut', () => {
  for (const link of [
    { kind: 'procedure', code: '' },
    { kind: 'procedure', code: '1_001193' },
    { kind: 'procedure', code: 'khai sinh' },
    { kind: 'dossier', token: 'a'.repeat(63) },
    { kind: 'pairing', token: 'mã' },
  ] as StartLink[])
    expect(() => encodeStart(link)).toThrow(RangeError);
});
