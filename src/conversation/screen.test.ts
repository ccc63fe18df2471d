import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SECTIONS } from '#src/procedures/sections.ts';
import { realAssistant, realFacts } from '#tests/support/assistant.ts';
import { newsAskOf } from './news.ts';
import { CORRECT, privacyAskOf } from './privacy.ts';
import { payloadOf, type Screen, screenOf, TOPICS } from './screen.ts';
import { draw } from './screens.ts';

const LONGEST_PAYLOAD = 64;

const code = fc.constantFrom(...realAssistant().catalogue.procedures.keys());
const sections = fc.uniqueArray(fc.constantFrom(...SECTIONS), { maxLength: 3 });
const level = fc.constantFrom('district' as const, 'commune' as const);
const page = fc.nat({ max: 999 });
const anyScreen: fc.Arbitrary<Screen> = fc.oneof(
  fc.constantFrom<Screen>({ kind: 'home' }, { kind: 'levels' }),
  fc.record({ kind: fc.constant('fields' as const), level, page }),
  fc.record({ kind: fc.constant('field' as const), level, field: fc.stringMatching(/^[a-z-]{1,20}$/), page }),
  fc.record({ kind: fc.constant('procedure' as const), code, sections }),
  fc.record({ kind: fc.constant('candidates' as const), codes: fc.uniqueArray(code, { minLength: 1, maxLength: 4 }), sections }),
  fc.record({ kind: fc.constant('clarify' as const), group: fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/), sections }),
  fc.record({ kind: fc.constant('topic' as const), topic: fc.constantFrom(...TOPICS) }),
);

test('every screen is found again from its payload', () => {
  fc.assert(
    fc.property(anyScreen, (screen) => {
      expect(screenOf(payloadOf(screen))).toEqual(screen);
    }),
  );
});

test('whatever a button sends, reading and drawing it never throws', () => {
  const facts = realFacts('vi');
  const payload = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => `#${text}`),
    fc
      .tuple(
        fc.constantFrom('#f', '#g', '#p', '#c', '#q', '#t'),
        fc.array(fc.oneof(fc.string(), fc.constantFrom('commune', 'district', '-1', '1e9', '__proto__', 'NaN'))),
      )
      .map(([verb, rest]) => [verb, ...rest].join(':')),
  );
  fc.assert(
    fc.property(payload, (text) => {
      const screen = screenOf(text);
      const drawn = screen && draw(screen, facts);
      if (drawn) expect(drawn.blocks.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test('payloads that are none of ours give no screen', () => {
  for (const text of ['', '#', '#z', '#t:nothing', '#f:province:0', '#g:x:y:0', 'm', '#M']) expect(screenOf(text), text).toBeNull();
});

test.each(['vi', 'en'] as const)('every choice of every screen of the catalogue in %s leads somewhere, in at most 64 bytes', (locale) => {
  const facts = realFacts(locale);
  const { procedures, groups } = facts.catalogue;
  const three = SECTIONS.toSorted((a, b) => b.length - a.length).slice(0, 3);
  const codes = [...procedures.keys()].toSorted((a, b) => b.length - a.length);
  const waiting = [
    '#m',
    ...TOPICS.map((topic) => payloadOf({ kind: 'topic', topic })),
    ...codes.flatMap((entry) => [[], [...SECTIONS], three].map((asked) => payloadOf({ kind: 'procedure', code: entry, sections: asked }))),
    ...groups.map(({ id }) => payloadOf({ kind: 'clarify', group: id, sections: three })),
    payloadOf({ kind: 'candidates', codes: codes.slice(0, 4), sections: three }),
  ];
  const seen = new Set<string>();
  for (let payload = waiting.pop(); payload !== undefined; payload = waiting.pop()) {
    // What is asked of the database has no screen of its own.
    if (seen.has(payload) || /^#(b|n|x|v:(vi|en))$/.test(payload) || payload === CORRECT || privacyAskOf(payload) || newsAskOf(payload)) continue;
    seen.add(payload);
    const screen = screenOf(payload);
    expect(screen, payload).not.toBeNull();
    const drawn = draw(screen!, facts);
    expect(drawn, payload).not.toBeNull();
    for (const choice of drawn!.choices) {
      expect(Buffer.byteLength(choice.payload), choice.payload).toBeLessThanOrEqual(LONGEST_PAYLOAD);
      expect(choice.label, payload).not.toMatch(/^\s*$|^[a-z]+\.[a-zA-Z.]+$/);
      waiting.push(choice.payload);
    }
  }
  for (const entry of codes) expect(seen).toContain(payloadOf({ kind: 'procedure', code: entry, sections: [] }));
});

test('from the start page every procedure of the commune and the district can be reached by browsing', () => {
  const facts = realFacts('vi');
  const seen = new Set(['#l']);
  for (const payload of seen)
    for (const choice of draw(screenOf(payload)!, facts)!.choices)
      if (/^#[fgp]:/.test(choice.payload) && !payload.startsWith('#p')) seen.add(choice.payload);
  const wanted = [...facts.catalogue.procedures.values()].filter(
    ({ level, levels }) => level !== 'province' || levels.some((entry) => entry !== 'province'),
  );
  expect(wanted.length).toBeGreaterThan(300);
  for (const { code: entry } of wanted) expect(seen).toContain(`#p:${entry}:`);
});

test('what is gone is not drawn', () => {
  const facts = realFacts('vi');
  for (const payload of ['#p:9.999999:', '#q:nothing:', '#c:9.999999:', '#g:commune:nothing:0'])
    expect(draw(screenOf(payload)!, facts), payload).toBeNull();
});
