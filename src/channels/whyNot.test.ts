import { expect, test } from 'vitest';
import { keysBelow } from '#src/platform/texts.ts';
import { whyNot } from './whyNot.ts';

test.each([
  ['dead', '403 Forbidden: bot was blocked by the user', 'gone'],
  ['dead', '400 Bad Request: chat not found', 'gone'],
  ['dead', 'gone', 'gone'],
  ['dead', 'conversationGone', 'gone'],
  ['dead', 'zalo-227', 'gone'],
  ['dead', 'zaloOaWindow', 'closed'],
  ['dead', 'zalo-230', 'closed'],
  ['dead', 'zalo-201', 'refused'],
  ['dead', '400 Bad Request: message is too long', 'refused'],
  ['dead', 'bad_request 400', 'refused'],
  ['dead', 'unrenderable', 'refused'],
  ['dead', 'zalo-211', 'inVain'],
  ['dead', '502 Bad Gateway', 'inVain'],
  ['dead', 'unreachable', 'inVain'],
  ['unknown', 'no answer: ETIMEDOUT', 'unanswered'],
  ['unknown', 'interrupted', 'interrupted'],
  ['aside', 'TypeError', 'failed'],
  ['dead', null, 'notNoted'],
] as const)('%s, noted as %s: %s', (state, reason, why) => {
  expect(whyNot({ state, reason })).toBe(why);
  expect(keysBelow('staff.undelivered.why')).toContain(why);
});
