import { expect, test } from 'vitest';
import { Owners } from './owners.ts';

test('a number leads to its owner, and to nobody where there are several or none', () => {
  const large = (at: number) => at * 4_294_967_311 + 7;
  const owners = new Owners(1000);
  for (let at = 0; at < 1000; at++) owners.add(large(at), at % 500 === 3 ? 7 : at);
  for (let at = 0; at < 1000; at++) expect(owners.of(large(at))).toBe(at % 500 === 3 ? 7 : at);
  expect(owners.of(large(1001))).toBe(-1);
  owners.add(large(5), 5);
  expect(owners.of(large(5))).toBe(5);
  owners.add(large(5), 6);
  owners.add(large(5), 6);
  expect(owners.of(large(5))).toBe(-1);
  const none = new Owners(0);
  expect(none.of(1)).toBe(-1);
  none.add(0, 0);
  expect(none.of(0)).toBe(0);
});
