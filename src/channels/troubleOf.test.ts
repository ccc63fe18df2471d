import { expect, test } from 'vitest';
import { TROUBLES } from '#src/delivery/trouble.ts';
import { keysBelow } from '#src/platform/texts.ts';
import { troubleOf } from './troubleOf.ts';

test.each([
  ['401 Unauthorized', 'credentials'],
  ['404 Not Found', 'credentials'],
  ['unauthorized 401', 'credentials'],
  ['http403', 'credentials'],
  ['409 Conflict: terminated by other getUpdates request', 'twice'],
  ['429 Too Many Requests: retry after 5', 'tooMany'],
  ['too_many 429', 'tooMany'],
  ['502 Bad Gateway', 'platform'],
  ['http 502', 'platform'],
  ['server 500', 'platform'],
  ['http503', 'platform'],
  ['notZalo', 'platform'],
  ['no answer: TimeoutError', 'network'],
  ['no_answer', 'network'],
  ['unreachable', 'network'],
  ['ECONNREFUSED', 'network'],
  ['ENOTFOUND', 'network'],
  ['EAI_AGAIN', 'network'],
  ['zaloOaTokenUnanswered', 'network'],
  ['webhook.http.403 Forbidden', 'webhook'],
  ['zaloOaConsentLost', 'consent'],
  ['zalo-221', 'consent'],
  ['zalo-32', 'tooMany'],
  ['zaloOaOtherAccount', 'otherAccount'],
  ['zaloOaTokenNotKept', 'database'],
  ['database', 'database'],
  ['quite another thing', 'unclear'],
] as const)('%s: %s', (reason, trouble) => {
  expect(troubleOf(reason)).toBe(trouble);
});

test('each trouble is said in words', () => {
  expect(keysBelow('staff.channels.trouble').toSorted()).toEqual(TROUBLES.toSorted());
});
